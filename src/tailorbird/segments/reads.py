"""What a resolved tree reads of a person: who needs another look when something changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tailorbird.segments.nodes import demands, walk
from tailorbird.segments.types import (
    Condition,
    Consented,
    DateTrait,
    Did,
    InCart,
    Measure,
    OfEvents,
    OfOrders,
    Predicted,
    Sequence,
    Trait,
)

ANY_EVENT = "*"
ORDERED = "Order Completed"  # its products are the order's
LABELS = frozenset({"product.title", "product.category", "product.brand"})
CONTEXT = frozenset({"device", "country", "region", "city"})


class Reads(Struct, frozen=True, kw_only=True):
    """Everything a tree looks at. ``events`` are names, ``*`` among them for every event.

    ``details`` are names of events of which more is asked than that they happened, and when.
    ``catalogue`` is what the catalogue says of a product now, ``context`` where and on what device
    an event happened.
    """

    events: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    orders: bool = False
    cart: bool = False
    traits: bool = False
    consent: bool = False
    predicted: bool = False
    catalogue: bool = False
    context: bool = False

    def event(self, name: str) -> bool:
        """Whether an event of this name can change the answer by being there."""
        return name in self.events or ANY_EVENT in self.events


def reads(tree: Condition) -> Reads:
    """Return what a tree reads; of ``InSegment`` and ``InArm`` nothing: resolve the tree first."""
    conditions = [node.condition for node in walk(tree)]
    kinds = {type(one) for one in conditions}
    fields = {demand.filter.field for one in conditions for demand in demands(one)}
    return Reads(
        events=frozenset(name for one in conditions for name in _events(one)),
        details=frozenset(name for one in conditions for name in _details(one)),
        orders=OfOrders in kinds,
        cart=InCart in kinds,
        traits=bool(kinds & {Trait, DateTrait}),
        consent=Consented in kinds,
        predicted=Predicted in kinds,
        catalogue=bool(fields & LABELS),
        context=bool(fields & CONTEXT),
    )


def _details(condition: Condition) -> Iterator[str]:
    match condition:
        case Did() if condition.where:
            yield condition.name
        case OfEvents() if condition.where or condition.measure is not Measure.COUNT:
            yield condition.name
        case Sequence():
            yield from (step.name for step in condition.steps if step.where)
        case OfOrders():
            yield from _events(condition)


def _events(condition: Condition) -> Iterator[str]:
    match condition:
        case Did() | OfEvents():
            yield condition.name
        case Sequence():
            yield from (step.name for step in condition.steps)
        case OfOrders() if condition.where or condition.measure is Measure.DISTINCT_PRODUCTS:
            yield ORDERED
