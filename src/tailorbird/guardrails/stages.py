"""The stages of a shop, 0 to 5: what to switch on, and what to keep off although it can be bought.

Our own proposal from the table of floors, not a published rule. Numbers are a month's.
"""

from __future__ import annotations

from msgspec import Struct

from tailorbird.guardrails.measures import Counted, Measure, Need, judged


class Stage(Struct, frozen=True, kw_only=True):
    """One stage: any of ``ways`` leads to it, each met in full, from the stage before.

    ``on`` and ``off`` name tactics; their words are in ``texts``.
    """

    number: int
    ways: tuple[tuple[Need, ...], ...]
    on: tuple[str, ...]
    off: tuple[str, ...]


def _need(measure: Measure, least: int, days: int = 0) -> Need:
    return Need(measure=measure, least=least, days=days)


STAGES = (
    Stage(
        number=0,
        ways=((),),
        on=("best_sellers", "recently_viewed", "similar_content", "welcome_flow", "cart_flow"),
        off=("ab_test", "bandit", "trained_recommender"),
    ),
    Stage(
        number=1,
        ways=((_need(Measure.INTERACTIONS, 1_000, 365), _need(Measure.PEOPLE_AGAIN, 25, 365)),),
        on=("trending", "viewed_together"),
        off=("ab_test",),
    ),
    Stage(
        number=2,
        ways=((_need(Measure.VIEWS, 10_000, 30),), (_need(Measure.ORDERS, 300, 30),)),
        on=("related_products", "bought_together"),
        off=("trained_recommender",),
    ),
    Stage(
        number=3,
        ways=(
            (
                _need(Measure.INTERACTIONS, 50_000, 365),
                _need(Measure.PEOPLE_AGAIN, 1_000, 365),
                _need(Measure.BUYERS, 500),
                _need(Measure.HISTORY_DAYS, 180),
            ),
        ),
        on=("trained_recommender", "affinity", "predictions", "ab_test", "comparison_group"),
        off=("deep_next_item", "contextual_bandit"),
    ),
    Stage(
        number=4,
        ways=((_need(Measure.VISITORS, 100_000, 30),),),
        on=("ab_test", "bandit", "comparison_group"),
        off=("contextual_bandit",),
    ),
    Stage(
        number=5,
        ways=((_need(Measure.VISITORS, 500_000, 30),),),
        on=("deep_next_item", "contextual_bandit", "comparison_group"),
        off=(),
    ),
)


def stage_of(counted: Counted) -> Stage:
    """Return the last stage that a shop has reached, none left out on the way."""
    reached = STAGES[0]
    for stage in STAGES[1:]:
        if not any(all(judged(need, counted).met for need in way) for way in stage.ways):
            break
        reached = stage
    return reached
