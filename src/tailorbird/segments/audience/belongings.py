"""Conditions on orders, the cart, consent and predictions, each kind answered in one look. Pure."""

from __future__ import annotations

from typing import Any

from tailorbird.core.money import minor_digits
from tailorbird.segments.audience import filters
from tailorbird.segments.audience.happenings import products
from tailorbird.segments.audience.measures import Material, meets, reckoned
from tailorbird.segments.audience.numbers import near_meets, span
from tailorbird.segments.audience.spans import Asked, Held, reach
from tailorbird.segments.types import (
    Consented,
    InCart,
    Measure,
    OfOrders,
    Predicted,
)
from tailorbird.segments.windows import EARLIEST
from tailorbird.storage import terms

Term = Any
ORDERED = "Order Completed"


class Ordering:
    """A measure over orders."""

    def __init__(self, key: str, condition: OfOrders, asked: Asked) -> None:
        self.key = key
        self.condition = condition
        self._asked = asked
        self.reach = reach(condition.window, asked)

    @property
    def reads_products(self) -> bool:
        """Whether what was ordered matters."""
        counted = self.condition.measure is Measure.DISTINCT_PRODUCTS
        return bool(self.condition.where) or counted

    def of_products(self, items: Term) -> dict[str, Term]:
        """Return what is reckoned of the products of an order."""
        mine = filters.product_meets(items, self.condition.where)
        found = {}
        if self.condition.where:
            found[f"{self.key}_met"] = mine.any()
        if self.condition.measure is Measure.DISTINCT_PRODUCTS:
            found[f"{self.key}_p"] = items.product_id.collect(where=mine)
        return found

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Reckon the measure over the orders inside the window."""
        mine = terms.constant(value=True)
        if self.condition.where:
            mine = terms.held(rows[f"{self.key}_met"])
        inside = mine & self.reach.inside(rows.at)
        paid = inside & (rows.currency == self._asked.currency)
        counted = self.condition.measure is Measure.DISTINCT_PRODUCTS
        listed = rows[f"{self.key}_p"] if counted else None
        of = Material(rows, inside, paid, rows.net_minor, listed)
        found = reckoned(self.condition.measure, self.key, of)
        return found | self.reach.marks(rows, mine, self.key)

    def held(self, person: Term) -> Held:
        """Compare the measure."""
        one, unit = self.condition, 10 ** minor_digits(self._asked.currency)
        held = meets(
            one.measure, one.compare, unit=unit, key=self.key, person=person, asked=self._asked
        )
        return Held(held.member, (*held.until, *self.reach.changes(person, self.key)))


def ordered(tables: Any, leaves: list[Ordering]) -> Term:
    """Return what conditions on orders need to know of each person who has some."""
    rows = tables.orders.rename(at="placed_at")
    rows = rows.filter(rows.at >= terms.whole(earliest_of(leaves)))
    concerned = [leaf for leaf in leaves if leaf.reads_products]
    if concerned:
        rows = _with_products(tables, rows, concerned)
    found: dict[str, Term] = {}
    for leaf in leaves:
        found |= leaf.reckoned(rows)
    return rows.group_by("profile_id").aggregate(**found)


def earliest_of(leaves: list[Ordering]) -> int:
    """Return the first instant whose orders any of these conditions may read."""
    return min(leaf.reach.earliest for leaf in leaves)


def _with_products(tables: Any, orders: Term, leaves: list[Ordering]) -> Term:
    """Add what the person's own events say was ordered, whenever they said it."""
    where = [one for leaf in leaves for one in leaf.condition.where]
    items = products(tables, {ORDERED}, where, EARLIEST).join(tables.whose, "position")
    found: dict[str, Term] = {}
    for leaf in leaves:
        found |= leaf.of_products(items)
    keys = {"by": items.profile_id, "of": items.order_id}
    known = items.group_by(**keys).aggregate(**found)
    same = [orders.profile_id == known.by, orders.order_id == known.of]
    return orders.left_join(known, same).drop("by", "of")


class Carting:
    """So many products wait in the cart."""

    def __init__(self, key: str, condition: InCart, asked: Asked) -> None:
        self.key = key
        self.condition = condition
        self.reach = reach(condition.window, asked)
        self._span = span(condition.count)

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Count what is inside the window."""
        mine = filters.product_meets(rows, self.condition.where)
        inside = mine & self.reach.inside(rows.at)
        marks = self.reach.marks(rows, mine, self.key)
        return {f"{self.key}_n": rows.count(where=inside), **marks}

    def held(self, person: Term) -> Held:
        """Compare the count."""
        number = person[f"{self.key}_n"].fill_null(0)
        return Held(self._span.holds(number), tuple(self.reach.changes(person, self.key)))


def carted(tables: Any, leaves: list[Carting]) -> Term:
    """Return what conditions on the cart need to know of each person who has one."""
    where = [one for leaf in leaves for one in leaf.condition.where]
    rows = tables.cart
    if filters.reads_labels(where):
        rows = filters.with_labels(rows, tables.products)
    found: dict[str, Term] = {}
    for leaf in leaves:
        found |= leaf.reckoned(rows)
    return rows.group_by("profile_id").aggregate(**found)


class Agreeing:
    """An answer on consent."""

    def __init__(self, key: str, condition: Consented) -> None:
        self.key = key
        self.condition = condition

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Look for the answer."""
        one = self.condition
        about = (rows.channel == one.channel) & (rows.purpose == one.purpose)
        return {self.key: (about & (rows.granted == one.granted)).any()}

    def held(self, person: Term) -> Held:
        """Who was never asked said neither."""
        return Held(terms.held(person[self.key]))


class Predicting:
    """A predicted number."""

    def __init__(self, key: str, condition: Predicted) -> None:
        self.key = key
        self.condition = condition

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Look for the number."""
        return {self.key: rows.value.max(where=rows.name == self.condition.name)}

    def held(self, person: Term) -> Held:
        """Compare it."""
        return Held(near_meets(self.condition.compare, person[self.key]))


def noted(rows: Term, leaves: list[Agreeing] | list[Predicting]) -> Term:
    """Return what is noted of each person of whom anything is."""
    found: dict[str, Term] = {}
    for leaf in leaves:
        found |= leaf.reckoned(rows)
    return rows.group_by("profile_id").aggregate(**found)
