"""One person's history, made quick to ask: made once, asked by many trees. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from tailorbird.segments.facts import Happening, History
from tailorbird.segments.matching import items_meeting
from tailorbird.segments.types import Filter

ANY = "*"
ORDERED = "Order Completed"
_at = attrgetter("at")


class Reader:
    """Events by name and time, orders by time, of one person."""

    __slots__ = ("_by_name", "history", "known", "orders")

    def __init__(self, history: History) -> None:
        self.history = history
        # what was seen already, by condition and instant; each beside the condition, which keeps
        # its identity from being given to another
        self.known: dict[tuple[int, int], tuple[object, object]] = {}
        self.orders = sorted(history.orders, key=attrgetter("placed_at", "order_id"))
        self._by_name: dict[str, list[Happening]] = {}
        for one in history.happenings:
            self._by_name.setdefault(one.name, []).append(one)

    def named(self, name: str) -> Sequence[Happening]:
        """Return the events of a name, or all, in their order."""
        return self.history.happenings if name == ANY else self._by_name.get(name, ())

    def within(
        self, name: str, first: int, last: int
    ) -> tuple[Sequence[Happening], Sequence[Happening]]:
        """Return the events of a name between two instants, and those that have yet to enter."""
        rows = self.named(name)
        begin, end = bisect_left(rows, first, key=_at), bisect_right(rows, last, key=_at)
        return rows[begin:end], rows[max(begin, end) :]

    def products_ordered(self, where: Sequence[Filter]) -> dict[str, set[str]]:
        """Return by order the products ordered that meet the filters; other orders are left out."""
        found: dict[str, set[str]] = {}
        for one in self.named(ORDERED):
            if one.order_id:
                meeting = items_meeting(one.items, where, self.history.labels)
                if products := {item.product_id for item in meeting}:
                    found.setdefault(one.order_id, set()).update(products)
        return found
