"""What the floors are called, in the merchant's words: one place, ready for translation."""

from __future__ import annotations

TACTICS = {
    "recently_viewed": "Recently viewed",
    "best_sellers": "Best sellers",
    "trending": "On the rise",
    "bought_together": "Bought together",
    "viewed_together": "Viewed together",
    "similar_content": "Similar by text and image",
    "related_products": "Related products",
    "reranking": "Lists put in a better order",
    "trained_recommender": "Recommendations for each person",
    "deep_next_item": "Deep model of the next product",
    "co_occurrence": "Counted together",
    "affinity": "What somebody is fond of",
    "predictions": "Value, churn and next order foretold",
    "churn_model": "A churn model of its own",
    "retail_search_models": "Google's recommendations",
    "cold_cascade": "A start without any data",
    "ab_test": "A/B test on orders",
    "ab_test_days": "A verdict on an A/B test",
    "sample_ratio_check": "Check of the arms' sizes",
    "split_as_designed": "Arms as large as designed",
    "bandit": "Bandit",
    "contextual_bandit": "Bandit by groups of people",
    "comparison_group": "Comparison group",
    "welcome_flow": "Welcome messages",
    "cart_flow": "Reminders of a cart",
}
MEASURES = {
    "orders": "orders",
    "order_lines": "order lines",
    "orders_of_several": "orders of two or more products",
    "views": "products looked at",
    "interactions": "looks, adds to a cart and products bought",
    "people_again": "people who did two such things",
    "clicks_or_orders": "clicks on what was shown (an order counts as ten)",
    "buyers": "customers who ordered",
    "frequent_buyers": "customers with three orders or more",
    "history_days": "days of history",
    "visitors": "visitors",
    "attributes": "attributes of products filled",
    "unknown": "a number nobody has published",
    "exposures": "people who saw it",
    "expected_in_arm": "people expected in the smallest arm",
    "people_in_arm": "people in the smallest arm",
    "people_in_leaf": "people in the smallest group",
    "arms": "arms",
    "experiment_days": "days that it runs",
}
STAGES = {
    0: "At the beginning",
    1: "First traces",
    2: "Products speak for each other",
    3: "People become known",
    4: "Tests answer",
    5: "Everything",
}
QUALITIES = {"closed": "not yet", "early": "open, early", "full": "open"}
NEED = "{have:,} of {least:,} {measure}{window}"
WINDOW = " in {days} days"
BY_HAND = {
    True: "opened by {by}: {reason}",
    False: "closed by {by}: {reason}",
}
OPENS = "in about {weeks} weeks at this pace"
OPENS_SOON = "in about a week at this pace"
OPENS_NEVER = "not at this pace"
