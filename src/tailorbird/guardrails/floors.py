"""How much a shop must have before each tactic is worth switching on: one table, with its sources.

Where a vendor asks for more than we found to be enough, a floor opens at the smaller number and the
quality is called early until the vendor's number is reached.
"""

from __future__ import annotations

from tailorbird.guardrails.measures import Floor, Measure, Need, Subject

_YEAR, _HALF_YEAR = 365, 180


def _need(measure: Measure, least: int, days: int = 0, widest: int = 0) -> Need:
    return Need(measure=measure, least=least, days=days, widest=widest)


_RECOMMENDERS = (
    Floor(
        tactic="recently_viewed",
        needs=(),
        source="Nosto, browsing history: shown once a visitor has viewed one or two products.",
    ),
    Floor(
        tactic="best_sellers",
        needs=(_need(Measure.ORDERS, 1, _YEAR),),
        full=(_need(Measure.ORDERS, 100, _YEAR),),
        source=(
            "Nosto lists best sellers from the first day, with no least number. Full from 100 "
            "orders: our own proposal, the end of the first stage of a shop."
        ),
    ),
    Floor(
        tactic="trending",
        needs=(_need(Measure.ORDER_LINES, 100, _YEAR),),
        full=(_need(Measure.ORDER_LINES, 1_000, _YEAR),),
        source=(
            "Our own proposal: 100 acts; read as order lines, the only acts it learns from. Full "
            "from 1,000 interactions, the floor of Amazon Personalize for anything trained."
        ),
    ),
    Floor(
        tactic="bought_together",
        needs=(_need(Measure.ORDERS_OF_SEVERAL, 200, _YEAR),),
        full=(_need(Measure.ORDERS_OF_SEVERAL, 1_000, 30, 90),),
        source=(
            "Our own proposal: 200 orders of two or more products in a year, as every pair has to "
            "prove itself. Full from Algolia Recommend's floor: 1,000 conversion events with two "
            "or more products within 30 days, or 90."
        ),
    ),
    Floor(
        tactic="viewed_together",
        needs=(_need(Measure.VIEWS, 1_000, _YEAR),),
        full=(_need(Measure.VIEWS, 10_000, 30, 90),),
        source=(
            "1,000 interactions, the floor of Amazon Personalize for anything trained. Full from "
            "what Algolia asks for related products: 10,000 events within 30 days, or 90 (and at "
            "most 3 million)."
        ),
    ),
)
_MODELS = (
    Floor(
        tactic="similar_content",
        needs=(),
        source="Algolia, content-based: text and image similarity from the first day.",
    ),
    Floor(
        tactic="related_products",
        needs=(_need(Measure.VIEWS, 1_000, _YEAR),),
        full=(_need(Measure.VIEWS, 10_000, 30, 90),),
        source=(
            "Algolia, collaborative: 10,000 events within 30 days, or 90. Open from 1,000 "
            "interactions, the floor of Amazon Personalize for anything trained."
        ),
    ),
    Floor(
        tactic="reranking",
        needs=(_need(Measure.CLICKS_OR_ORDERS, 1_000, 30),),
        source=(
            "Algolia: 1,000 clicks or 100 conversions within 30 days. A conversion counts as ten "
            "clicks here, so that either reaches it."
        ),
    ),
    Floor(
        tactic="trained_recommender",
        needs=(
            _need(Measure.INTERACTIONS, 1_000, _YEAR),
            _need(Measure.PEOPLE_AGAIN, 25, _YEAR),
        ),
        full=(
            _need(Measure.INTERACTIONS, 50_000, _YEAR),
            _need(Measure.PEOPLE_AGAIN, 1_000, _YEAR),
        ),
        source=(
            "Amazon Personalize: at least 1,000 interactions and 25 people with two or more each; "
            "for quality 50,000 interactions of 1,000 such people."
        ),
    ),
    Floor(
        tactic="deep_next_item",
        needs=(
            _need(Measure.HISTORY_DAYS, 30),
            _need(Measure.INTERACTIONS, 50_000, _YEAR),
            _need(Measure.PEOPLE_AGAIN, 1_000, _YEAR),
            _need(Measure.VISITORS, 500_000, 30),
        ),
        source=(
            "Dynamic Yield: 30 days of the site's data, learned anew every week. Our proposal of "
            "stages keeps it for shops of 500,000 visitors a month; Amazon Personalize's numbers "
            "for quality hold as well."
        ),
    ),
    Floor(
        tactic="co_occurrence",
        needs=(_need(Measure.ORDERS_OF_SEVERAL, 200, 90),),
        source=(
            "AB Tasty counts orders of 60 to 90 days and views of 120. No least number is "
            "published: 200 orders of several products are ours."
        ),
    ),
    Floor(
        tactic="affinity",
        needs=(_need(Measure.ATTRIBUTES, 1), _need(Measure.PEOPLE_AGAIN, 25, _YEAR)),
        full=(_need(Measure.ATTRIBUTES, 4), _need(Measure.PEOPLE_AGAIN, 1_000, _YEAR)),
        source=(
            "Dynamic Yield: 4 attributes of products (at most 10), of at most 50 values each. Open "
            "from one attribute and 25 people with two interactions: our own proposal."
        ),
    ),
    Floor(
        tactic="predictions",
        needs=(
            _need(Measure.BUYERS, 500),
            _need(Measure.HISTORY_DAYS, _HALF_YEAR),
            _need(Measure.ORDERS, 1, 30),
            _need(Measure.FREQUENT_BUYERS, 1),
        ),
        source=(
            "Klaviyo, predicted lifetime value, churn and next order: 500 customers with orders, "
            "180 days of history, an order within the last 30 days, some customers with three or "
            "more orders."
        ),
    ),
    Floor(
        tactic="churn_model",
        needs=(_need(Measure.ORDER_LINES, 10_001, 112),),
        source="Another vendor's churn model: more than 10,000 rows of purchases in 16 weeks.",
    ),
    Floor(
        tactic="retail_search_models",
        needs=(_need(Measure.UNKNOWN, 1),),
        source=(
            "Google's recommendations: differs by model and goal, and the numbers are not "
            "published. Never open by itself, because there is nothing to hold a shop against."
        ),
    ),
    Floor(
        tactic="cold_cascade",
        needs=(),
        source="Recombee: no least number found; it begins cold.",
    ),
)
_TESTS = (
    Floor(
        tactic="ab_test",
        needs=(_need(Measure.VISITORS, 20_000, 30),),
        full=(_need(Measure.VISITORS, 100_000, 30),),
        source=(
            "Dynamic Yield and Nosto: two weeks at least, and whole weeks. Of 20,000 visitors in "
            "four weeks, half in each arm, 2 % of whom buy, a lift of 30 % is seen 80 times of "
            "100; of 100,000 one of 13 %."
        ),
    ),
    Floor(
        tactic="ab_test_days",
        subject=Subject.EXPERIMENT,
        needs=(_need(Measure.EXPERIMENT_DAYS, 14),),
        source="Dynamic Yield and Nosto: no verdict before two weeks, and whole weeks.",
    ),
    Floor(
        tactic="sample_ratio_check",
        subject=Subject.EXPERIMENT,
        needs=(_need(Measure.EXPECTED_IN_ARM, 8),),
        full=(_need(Measure.EXPECTED_IN_ARM, 8), _need(Measure.EXPOSURES, 100)),
        source="GrowthBook: 8 people expected in every arm. PostHog: 100 exposures.",
    ),
    Floor(
        tactic="split_as_designed",
        subject=Subject.EXPERIMENT,
        needs=(_need(Measure.PEOPLE_IN_ARM, 1_000),),
        source=(
            "PostHog: below 1,000 people in an arm its share may differ from the design by 20 % "
            "by chance alone."
        ),
    ),
    Floor(
        tactic="bandit",
        subject=Subject.EXPERIMENT,
        needs=(_need(Measure.ARMS, 5), _need(Measure.VISITORS, 100_000, 30)),
        source=(
            "GrowthBook: five arms or more and one goal seen soon after exposure; for two arms "
            "make an A/B test. Our proposal of stages: from 100,000 visitors a month."
        ),
    ),
    Floor(
        tactic="contextual_bandit",
        subject=Subject.EXPERIMENT,
        needs=(
            _need(Measure.ARMS, 2),
            _need(Measure.PEOPLE_IN_LEAF, 1_000),
            _need(Measure.VISITORS, 500_000, 30),
        ),
        source=(
            "GrowthBook: only with a reason to expect another winner by group, and a least number "
            "of people in each leaf; it names none, 1,000 is PostHog's for a noisy split. Our "
            "proposal of stages: from 500,000 visitors a month."
        ),
    ),
    Floor(
        tactic="comparison_group",
        needs=(_need(Measure.ORDERS, 100, 30),),
        full=(_need(Measure.BUYERS, 500), _need(Measure.HISTORY_DAYS, _HALF_YEAR)),
        source=(
            "GrowthBook: 5 % held out, beside an equal sample that is compared. Our proposal of "
            "stages: 20 to 50 % from 500 buyers and 180 days, 5 to 10 % from 500,000 visitors. "
            "Open from 100 orders a month, as the owner's choice with its cost beside it."
        ),
    ),
)
FLOORS: tuple[Floor, ...] = (*_RECOMMENDERS, *_MODELS, *_TESTS)
RECOMMENDERS: tuple[Floor, ...] = _RECOMMENDERS
BY_TACTIC = {floor.tactic: floor for floor in FLOORS}
