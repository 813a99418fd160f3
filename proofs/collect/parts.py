"""The parts of the proof, in the order in which they run."""

from __future__ import annotations

from functools import partial

from proofs import topics

Topic = partial(topics.Topic, package="collect")

# ci=False: tests/integration does the same in the small size, or it is a matter of speed alone
TOPICS: tuple[topics.Topic, ...] = (
    Topic(
        "sdks", "Unchanged client libraries on a bad line: nothing lost, nothing twice", ci=False
    ),
    Topic("snippet", "The script of the store's pages, in Chromium", ci=False),
    Topic("klaviyo", "Klaviyo's own client, with only its host changed"),
    Topic("identity", "Consent, and how a visitor becomes known"),
    Topic("keys", "Keys: what each opens, replaced, limited; a stranger with the public one"),
    Topic("shopify", "Shopify: recorded webhooks, privacy requests, the past fetched"),
    Topic("woocommerce", "WooCommerce: recorded webhooks, the plugin, the past fetched"),
    Topic("feeds", "Product feeds: what changed becomes events"),
    Topic("health", "The page that says how collecting goes"),
    Topic("fuzz", "Anything at all sent to every door: no failure, no stack trace, memory flat"),
    Topic("imports", "Whole data sets as events reconcile with their descriptions"),
    Topic(
        "benchmark", "Durable events a second, beside what the machine can do", minutes=60, ci=False
    ),
)
