"""The published least numbers, row by row, written down once more and by hand.

Each row says what a shop has that is just enough and what it has that is just too little, in plain
numbers; nothing of it is taken from the product's own table.
"""

from __future__ import annotations

from dataclasses import dataclass

from tailorbird.guardrails.measures import Measure, Quality

M = Measure
Have = dict[tuple[Measure, int], int]
_YEAR = 365


@dataclass(frozen=True)
class Row:
    """One row: enough to be open (``opens``), each way to fall short, enough for full quality."""

    row: str
    tactic: str
    opens: Have
    short: tuple[Have, ...] = ()
    full: Have | None = None
    at_opening: Quality = Quality.FULL


_PEOPLE = {(M.INTERACTIONS, _YEAR): 50_000, (M.PEOPLE_AGAIN, _YEAR): 1_000}
_KLAVIYO: Have = {
    (M.BUYERS, 0): 500,
    (M.HISTORY_DAYS, 0): 180,
    (M.ORDERS, 30): 1,
    (M.FREQUENT_BUYERS, 0): 1,
}
_DEEP: Have = {**_PEOPLE, (M.HISTORY_DAYS, 0): 30, (M.VISITORS, 30): 500_000}


def _less(have: Have) -> tuple[Have, ...]:
    """Return what there is with one less of each in turn."""
    return tuple({**have, key: number - 1} for key, number in have.items())


ROWS = (
    Row("Best sellers: views or orders only", "best_sellers",
        {(M.ORDERS, _YEAR): 1}, ({},), {(M.ORDERS, _YEAR): 100}, Quality.EARLY),
    Row("Trending: our own proposal, full as anything trained", "trending",
        {(M.ORDER_LINES, _YEAR): 100}, ({(M.ORDER_LINES, _YEAR): 99},),
        {(M.ORDER_LINES, _YEAR): 1_000}, Quality.EARLY),
    Row("Recently viewed: nothing but one view", "recently_viewed", {}),
    Row("Related, no behaviour: from day one", "similar_content", {}),
    Row("Related, collaborative: 10,000 events in 30 days", "viewed_together",
        {(M.VIEWS, _YEAR): 1_000}, ({(M.VIEWS, _YEAR): 999},),
        {(M.VIEWS, _YEAR): 10_000, (M.VIEWS, 30): 10_000}, Quality.EARLY),
    Row("Related, collaborative: widened to 90 days", "related_products",
        {(M.VIEWS, _YEAR): 1_000}, ({(M.VIEWS, _YEAR): 999},),
        {(M.VIEWS, _YEAR): 10_000, (M.VIEWS, 30): 9_999, (M.VIEWS, 90): 10_000}, Quality.EARLY),
    Row("Bought together: 1,000 orders of several in 30 days (early from 200)", "bought_together",
        {(M.ORDERS_OF_SEVERAL, _YEAR): 200}, ({(M.ORDERS_OF_SEVERAL, _YEAR): 199},),
        {(M.ORDERS_OF_SEVERAL, _YEAR): 1_000, (M.ORDERS_OF_SEVERAL, 90): 1_000}, Quality.EARLY),
    Row("Re-ranking: 1,000 clicks in 30 days", "reranking",
        {(M.CLICKS_OR_ORDERS, 30): 1_000}, ({(M.CLICKS_OR_ORDERS, 30): 999},)),
    Row("Re-ranking: or 100 conversions", "reranking",
        {(M.CLICKS_OR_ORDERS, 30): 10 * 100}, ({(M.CLICKS_OR_ORDERS, 30): 10 * 99},)),
    Row("Any trained recommender: 1,000 interactions, 25 with two", "trained_recommender",
        {(M.INTERACTIONS, _YEAR): 1_000, (M.PEOPLE_AGAIN, _YEAR): 25},
        _less({(M.INTERACTIONS, _YEAR): 1_000, (M.PEOPLE_AGAIN, _YEAR): 25}),
        {**_PEOPLE}, Quality.EARLY),
    Row("Deep next item: 30 days, stage 5", "deep_next_item", _DEEP, _less(_DEEP)),
    Row("Co-occurrence: orders of 60 to 90 days", "co_occurrence",
        {(M.ORDERS_OF_SEVERAL, 90): 200}, ({(M.ORDERS_OF_SEVERAL, 90): 199},)),
    Row("Affinity: 4 attributes", "affinity",
        {(M.ATTRIBUTES, 0): 1, (M.PEOPLE_AGAIN, _YEAR): 25},
        _less({(M.ATTRIBUTES, 0): 1, (M.PEOPLE_AGAIN, _YEAR): 25}),
        {(M.ATTRIBUTES, 0): 4, (M.PEOPLE_AGAIN, _YEAR): 1_000}, Quality.EARLY),
    Row("Predictions: 500 buyers, 180 days, an order in 30, some with 3", "predictions",
        _KLAVIYO, _less(_KLAVIYO)),
    Row("Churn, another vendor: more than 10,000 rows in 16 weeks", "churn_model",
        {(M.ORDER_LINES, 16 * 7): 10_001}, ({(M.ORDER_LINES, 16 * 7): 10_000},)),
    Row("A/B test: visitors for a 30 % lift in 4 weeks; 13 % at 100,000", "ab_test",
        {(M.VISITORS, 30): 20_000}, ({(M.VISITORS, 30): 19_999},),
        {(M.VISITORS, 30): 100_000}, Quality.EARLY),
    Row("A/B test: two weeks", "ab_test_days",
        {(M.EXPERIMENT_DAYS, 0): 14}, ({(M.EXPERIMENT_DAYS, 0): 13},)),
    Row("Sample-ratio check: 8 expected an arm, 100 exposures", "sample_ratio_check",
        {(M.EXPECTED_IN_ARM, 0): 8}, ({(M.EXPECTED_IN_ARM, 0): 7},),
        {(M.EXPECTED_IN_ARM, 0): 8, (M.EXPOSURES, 0): 100}, Quality.EARLY),
    Row("Split noise: below 1,000 an arm", "split_as_designed",
        {(M.PEOPLE_IN_ARM, 0): 1_000}, ({(M.PEOPLE_IN_ARM, 0): 999},)),
    Row("Bandit: five arms", "bandit",
        {(M.ARMS, 0): 5, (M.VISITORS, 30): 100_000},
        _less({(M.ARMS, 0): 5, (M.VISITORS, 30): 100_000})),
    Row("Contextual bandit: people in each leaf", "contextual_bandit",
        {(M.ARMS, 0): 2, (M.PEOPLE_IN_LEAF, 0): 1_000, (M.VISITORS, 30): 500_000},
        _less({(M.ARMS, 0): 2, (M.PEOPLE_IN_LEAF, 0): 1_000, (M.VISITORS, 30): 500_000})),
    Row("Holdout: the owner's choice; stage 3 for full", "comparison_group",
        {(M.ORDERS, 30): 100}, ({(M.ORDERS, 30): 99},),
        {(M.ORDERS, 30): 100, (M.BUYERS, 0): 500, (M.HISTORY_DAYS, 0): 180}, Quality.EARLY),
    Row("Google: not published", "retail_search_models",
        {(M.UNKNOWN, 0): 1}, ({(M.VISITORS, 30): 10_000_000, (M.ORDERS, 30): 1_000_000},)),
    Row("Recombee: begins cold", "cold_cascade", {}),
)  # fmt: skip

# What a shop has in a month (and in a year, where that is what counts), and the stage it is at.
STAGES: tuple[tuple[str, Have, int], ...] = (
    ("nothing", {}, 0),
    ("999 interactions", {(M.INTERACTIONS, _YEAR): 999, (M.PEOPLE_AGAIN, _YEAR): 25}, 0),
    ("1,000, 24 with two", {(M.INTERACTIONS, _YEAR): 1_000, (M.PEOPLE_AGAIN, _YEAR): 24}, 0),
    ("1,000, 25 with two", {(M.INTERACTIONS, _YEAR): 1_000, (M.PEOPLE_AGAIN, _YEAR): 25}, 1),
    ("300 orders", {**_PEOPLE, (M.ORDERS, 30): 300}, 2),
    ("10,000 views", {**_PEOPLE, (M.VIEWS, 30): 10_000}, 2),
    ("299 orders and 9,999 views", {**_PEOPLE, (M.ORDERS, 30): 299, (M.VIEWS, 30): 9_999}, 1),
    ("500 buyers, 180 days",
     {**_PEOPLE, (M.ORDERS, 30): 300, (M.BUYERS, 0): 500, (M.HISTORY_DAYS, 0): 180}, 3),
    ("500 buyers, 179 days",
     {**_PEOPLE, (M.ORDERS, 30): 300, (M.BUYERS, 0): 500, (M.HISTORY_DAYS, 0): 179}, 2),
    ("100,000 visitors",
     {**_PEOPLE, (M.ORDERS, 30): 300, (M.BUYERS, 0): 500, (M.HISTORY_DAYS, 0): 180,
      (M.VISITORS, 30): 100_000}, 4),
    ("500,000 visitors",
     {**_PEOPLE, (M.ORDERS, 30): 300, (M.BUYERS, 0): 500, (M.HISTORY_DAYS, 0): 180,
      (M.VISITORS, 30): 500_000}, 5),
    ("500,000 visitors who do nothing", {(M.VISITORS, 30): 500_000}, 0),
)  # fmt: skip
