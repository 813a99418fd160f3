"""Rows that say something was bought, gathered into orders.

Rows with one order number are one order. Where a file has no order numbers, what one person (or one
session) bought at one and the same time is one order, named after both.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from tailorbird.connectors.files.event_fields import ORDERED
from tailorbird.connectors.files.event_rules import EventRules
from tailorbird.connectors.files.invoices import LARGEST_ORDER
from tailorbird.connectors.files.order_events import LONGEST_MESSAGE_ID
from tailorbird.connectors.files.rows import Row
from tailorbird.connectors.files.values import EXACT, Price, plain
from tailorbird.core.clock import to_datetime
from tailorbird.core.hashing import hex_digest

LONGEST_PART = 5_000


class Who(Struct, frozen=True):
    """Whose event it is, as the file says it."""

    customer: str | None
    browser: str | None
    email: str | None
    session: str | None = None

    @property
    def key(self) -> str:
        """The identifier that names an order best."""
        return self.customer or self.browser or self.email or ""


class Purchase(Struct, frozen=True):
    """Rows of one order that stand at one time, with what goes into its event."""

    who: Who
    at: int
    rows: tuple[Row, ...]
    message_id: str
    properties: dict[str, Any]


class _Begun(Struct, frozen=True):
    """What is remembered of an order in case more of its rows come later."""

    at: int
    lines: int
    parts: int


class Basket:
    """Gathers purchases while a file is read. Holds the rows of one moment, not the file."""

    def __init__(self, rules: EventRules) -> None:
        self._rules = rules
        self._held: dict[tuple[str, Who], list[Row]] = {}
        self._worth: dict[tuple[str, Who], Decimal] = {}
        self._at: int | None = None
        self._begun: dict[str, _Begun] = {}

    def fits(self, row: Row, who: Who) -> bool:
        """Whether the order stays below what any order is worth with this row in it."""
        return self._after(row, (order_number(row, who), who)) < LARGEST_ORDER

    def moves_on(self, at: int) -> bool:
        """Whether a row of this time ends what is held."""
        full = any(len(rows) >= LONGEST_PART for rows in self._held.values())
        return self._at is not None and (at != self._at or full)

    def hold(self, row: Row, who: Who) -> None:
        """Keep a row until its moment is over."""
        key = (order_number(row, who), who)
        self._worth[key] = self._after(row, key)
        self._held.setdefault(key, []).append(row)
        self._at = row.cells["happened_at"]

    def give(self) -> list[Purchase]:
        """Return what is held, and hold nothing."""
        found = [self._purchase(order, who, rows) for (order, who), rows in self._held.items()]
        self._held, self._worth, self._at = {}, {}, None
        return found

    @property
    def orders(self) -> int:
        """How many different orders were met."""
        return len(self._begun)

    def _after(self, row: Row, key: tuple[str, Who]) -> Decimal:
        return EXACT.add(self._worth.get(key, Decimal(0)), worth(row).copy_abs())

    def _purchase(self, order: str, who: Who, rows: list[Row]) -> Purchase:
        before = self._begun.get(order, _Begun(rows[0].cells["happened_at"], 0, 0))
        part = before.parts + 1
        self._begun[order] = _Begun(before.at, before.lines + len(rows), part)
        properties = _properties(order, rows, before.lines + 1, self._rules.currency)
        if part > 1:
            properties["part"] = part
        digest = hex_digest(ORDERED, repr(who), repr(before.at), repr(properties))
        name = f"{self._rules.source}:{order}"
        tail = f":{before.lines + 1}:{digest[:16]}"
        if len(name) + len(tail) > LONGEST_MESSAGE_ID:
            name = hex_digest(self._rules.source, order)
        return Purchase(who, before.at, tuple(rows), name + tail, properties)


def order_number(row: Row, who: Who) -> str:
    """Return the order's number as the file says it, or one made of who bought and when."""
    given = row.cells.get("order_id")
    moment = to_datetime(row.cells["happened_at"]).isoformat().removesuffix("+00:00")
    return str(given) if given else f"{who.key}@{moment}"


def worth(row: Row) -> Decimal:
    """Return quantity times price, exactly; 0 where the file gives no price."""
    price: Price | None = row.cells.get("unit_price")
    return EXACT.multiply(price.amount, row.cells.get("quantity") or 1) if price else Decimal(0)


def product_of(row: Row) -> dict[str, Any]:
    """Return what a row says about its product, by the names events use."""
    cells = row.cells
    price: Price | None = cells.get("unit_price")
    said = {
        "product_id": cells.get("product_id"),
        "price": price.text if price else None,
        "quantity": cells.get("quantity"),
        "name": cells.get("title"),
        "category": cells.get("category"),
        "brand": cells.get("brand"),
    }
    return {name: value for name, value in said.items() if value is not None}


def _properties(order: str, rows: Sequence[Row], first: int, currency: str) -> dict[str, Any]:
    products = [
        {"ordinal": ordinal, "quantity": 1} | product_of(row)
        for ordinal, row in enumerate(rows, first)
    ]
    facts: dict[str, Any] = {
        "order_id": order,
        "currency": rows[0].cells.get("currency") or currency,
    }
    if all(row.cells.get("unit_price") for row in rows):
        total = Decimal(0)
        for row in rows:
            total = EXACT.add(total, worth(row))
        facts["total"] = plain(total)
    return facts | {"products": products}
