"""How much a shop must have sold before each recommender is worth showing. Data, with its source.

Where a vendor asks for more than we found to be enough, the gate opens at the smaller number and
the quality is called early until the vendor's number is reached.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Quality(StrEnum):
    """What may be expected of an open recommender."""

    CLOSED = "closed"
    EARLY = "early"
    FULL = "full"


class Measure(StrEnum):
    """What a floor counts, always over the year before training."""

    NOTHING = "nothing"
    ORDERS = "orders"
    ORDER_LINES = "order_lines"
    ORDERS_OF_SEVERAL = "orders_of_several"
    VIEWS = "views"


class Floor(Struct, frozen=True, kw_only=True):
    """The least a recommender needs (``need``), and from where it is at full quality."""

    recommender: str
    measure: Measure
    need: int
    full_from: int
    source: str


class Gate(Struct, frozen=True, kw_only=True):
    """How a shop stands against one floor."""

    recommender: str
    measure: Measure
    have: int
    need: int
    full_from: int
    quality: Quality
    source: str

    @property
    def open(self) -> bool:
        """Whether the recommender may be shown."""
        return self.quality is not Quality.CLOSED


FLOORS = (
    Floor(
        recommender="recently_viewed",
        measure=Measure.NOTHING,
        need=0,
        full_from=0,
        source="Nosto, browsing history: shown once a visitor has viewed one or two products.",
    ),
    Floor(
        recommender="best_sellers",
        measure=Measure.ORDERS,
        need=1,
        full_from=100,
        source=(
            "Nosto lists best sellers from the first day, with no least number. Full from 100 "
            "orders: our own proposal, the end of the first stage of a shop."
        ),
    ),
    Floor(
        recommender="trending",
        measure=Measure.ORDER_LINES,
        need=100,
        full_from=1_000,
        source=(
            "Our own proposal: 100 acts; read as order lines, the only acts it learns from. Full "
            "from 1,000 interactions, the floor of Amazon Personalize for anything trained."
        ),
    ),
    Floor(
        recommender="bought_together",
        measure=Measure.ORDERS_OF_SEVERAL,
        need=200,
        full_from=1_000,
        source=(
            "Our own proposal: 200 orders of two or more products, as every pair has to prove "
            "itself. Full from 1,000, the floor of Algolia Recommend (there within 30 to 90 days)."
        ),
    ),
    Floor(
        recommender="viewed_together",
        measure=Measure.VIEWS,
        need=1_000,
        full_from=10_000,
        source=(
            "1,000 interactions, the floor of Amazon Personalize for anything trained. Full from "
            "10,000, what Algolia asks for related products (there within 30 to 90 days)."
        ),
    ),
)


def judge(floor: Floor, have: int) -> Gate:
    """Hold what a shop has against a floor."""
    quality = Quality.FULL if have >= floor.full_from else Quality.EARLY
    return Gate(
        recommender=floor.recommender,
        measure=floor.measure,
        have=have,
        need=floor.need,
        full_from=floor.full_from,
        quality=quality if have >= floor.need else Quality.CLOSED,
        source=floor.source,
    )
