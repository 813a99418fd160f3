"""Words of the page of recommendations."""

RECOMMENDATIONS: dict[str, str | tuple[str, str]] = {
    "title": "Recommendations",
    "lead": "What Tailorbird can show your shoppers now, what unlocks next, and why.",
    # what works
    "works": "What works now",
    "works_lead": (
        "Each kind waits until your shop has enough to learn it from. Until then its place is "
        "filled by what works already; no block stays empty."
    ),
    "does_recently_viewed": "What this shopper looked at, newest first. Never what they bought.",
    "does_best_sellers": "What sells steadily in the whole shop, recent orders counting for more.",
    "does_trending": "What sells faster now than it used to.",
    "does_bought_together": "What is ordered with a product, or with everything in a cart.",
    "does_viewed_together": "What shoppers look at in the same visit.",
    # try
    "try": "Try it",
    "try_lead": (
        "Choose any product or person and see what each kind would show this minute. Looking here "
        "counts as nothing: nobody has seen it."
    ),
    "find": "Product or person",
    "find_help": "Words of a product's name, its number, or how an e-mail address begins",
    "found_label": "What matches",
    "nothing_found": "Nothing matches “{query}”.",
    "nothing_yet": "Nothing to try yet. Products and people appear with the first order.",
    "kind_product": "product",
    "kind_person": "person",
    "person_orders": ("1 order", "{n:,} orders"),
    "search": "Find",
    "shown_product": "On the page of {name}",
    "shown_person": "For {name}",
    "open_product": "Open the product",
    "open_person": "Open the person",
    "choose": "Choose something above, and what would be shown appears here.",
    "gone": "This product or person is not here any more. Choose another.",
    "closed": "Not yet. {why}",
    "needs_person": "Depends on who is looking. Try a person to see it.",
    "needs_cart": "Depends on the cart or the product's page. Nothing waits in this cart.",
    "not_looked": "Has not looked at anything yet.",
    "nothing_sure": "Nothing that is sure enough to show.",
}
