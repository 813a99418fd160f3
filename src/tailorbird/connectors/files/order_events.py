"""Customer events made of judged rows. Each carries a natural key, so a second import is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.connectors.files.invoices import (
    ORDER_CANCELLED,
    ORDER_COMPLETED,
    ORDER_REFUNDED,
    STOCK_ADJUSTED,
    Head,
    Judged,
    total_of,
)
from tailorbird.connectors.files.types import OrderRules, Outcome
from tailorbird.connectors.files.values import plain
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event, Kind

LONGEST_MESSAGE_ID = 100
_DIGEST_DIGITS = 16


class Invoice(Struct, frozen=True):
    """An invoice, or the ``part``-th stretch of its rows where they do not stand together."""

    number: str
    head: Head
    part: int


class EventMaker:
    """Makes events under one set of rules, received at ``now`` (microseconds UTC)."""

    def __init__(self, rules: OrderRules, now: int) -> None:
        self._rules = rules
        self._now = now

    def make(self, invoice: Invoice, rows: Sequence[Judged]) -> list[tuple[Event, list[Judged]]]:
        """Return the events of an invoice, each with the rows it carries."""
        events: list[tuple[Event, list[Judged]]] = []
        for name, outcomes in _CARRIES.items():
            if carried := [row for row in rows if row.outcome in outcomes]:
                events.append((self._event(name, invoice, carried), carried))
        if invoice.head.cancelled and any(event.name == ORDER_COMPLETED for event, _ in events):
            events.append((self._cancelled(events[0][0], invoice), []))
        return events

    def _cancelled(self, order: Event, invoice: Invoice) -> Event:
        """The file says that it was called off, not when: the order counts no more at all."""
        return replace(
            order,
            name=ORDER_CANCELLED,
            message_id=f"{self._rules.source}:{hex_digest(ORDER_CANCELLED, invoice.number)}",
            properties={"order_id": invoice.number, "currency": invoice.head.currency},
        )

    def _event(self, name: str, invoice: Invoice, rows: Sequence[Judged]) -> Event:
        head, rules = invoice.head, self._rules
        if name == STOCK_ADJUSTED:  # a matter of the shop's alone
            head = Head(head.placed_at, None, None, None, head.currency)
        traits = {"email": head.email, "country": head.country}
        known = {trait: value for trait, value in traits.items() if value}
        return Event(
            message_id=message_id(name, invoice, rows, rules.source),
            kind=Kind.TRACK,
            name=name,
            user_id=head.customer,
            occurred_at=(head.placed_at or 0) + rules.shift,
            received_at=self._now,
            source=f"import:{rules.source}",
            properties=_PROPERTIES[name](invoice, rows),
            context={"traits": known} if known else {},
        )


def message_id(name: str, invoice: Invoice, rows: Sequence[Judged], source: str) -> str:
    """Return the natural key of an event: invoice, first line, and a digest of what the file says.

    Neither the shift of time nor a category made from a title is in it: the same file gives the
    same keys under another shift or a better category rule. A corrected row gives a new key.
    """
    head = invoice.head
    facts = (head.placed_at, head.customer, head.email, head.country, head.currency)
    digest = hex_digest(name, repr(facts), repr([_content(row) for row in rows]))
    tail = f":{rows[0].ordinal}:{digest[:_DIGEST_DIGITS]}"
    space = f"{source}:{invoice.number}"
    if len(space) + len(tail) > LONGEST_MESSAGE_ID:
        space = hex_digest(source, invoice.number)
    return space + tail


def _content(row: Judged) -> tuple[object, ...]:
    line = row.line
    title = line.title.text if line.title else None
    code, price = line.product.product_id, line.price.text
    return (row.ordinal, code, line.quantity, price, title, line.category, line.brand)


def _completed(invoice: Invoice, rows: Sequence[Judged]) -> dict[str, Any]:
    head, total = invoice.head, total_of(rows)
    facts: dict[str, Any] = {"order_id": invoice.number}
    facts |= {"currency": head.currency, "total": plain(total)}
    if head.country:
        facts["country"] = head.country
    return facts | _part(invoice) | {"products": [_product(row, row.line.quantity) for row in rows]}


def _refunded(invoice: Invoice, rows: Sequence[Judged]) -> dict[str, Any]:
    # Which order it takes back, such a file does not say; quantities of what came back are above 0.
    facts: dict[str, Any] = {"refund_id": invoice.number, "currency": invoice.head.currency}
    products = [_product(row, -row.line.quantity) for row in rows]
    return facts | _part(invoice) | {"products": products}


def _adjusted(invoice: Invoice, rows: Sequence[Judged]) -> dict[str, Any]:
    products = [_product(row, row.line.quantity) for row in rows]
    for product, row in zip(products, rows, strict=True):
        if note := product.pop("name", None):  # a clerk's remark, such as "damaged"; no title
            product["note"] = note
            product.pop("category", None)
        product["reason"] = str(row.reason)
    return {"adjustment_id": invoice.number, "products": products}


def _part(invoice: Invoice) -> dict[str, Any]:
    return {"part": invoice.part} if invoice.part > 1 else {}


def _product(row: Judged, quantity: int) -> dict[str, Any]:
    line = row.line
    product: dict[str, Any] = {
        "ordinal": row.ordinal,
        "product_id": line.product.product_id,
        "price": line.price.text,
        "quantity": quantity,
    }
    if line.title:
        product["name"] = line.title.text
    if category := line.category or (line.title.category if line.title else ""):
        product["category"] = category
    if line.brand:
        product["brand"] = line.brand
    if line.product.is_service:
        product["is_service"] = True
    return product


_CARRIES = {
    ORDER_COMPLETED: (Outcome.ORDER_LINE, Outcome.SERVICE_LINE),
    ORDER_REFUNDED: (Outcome.REFUND_LINE,),
    STOCK_ADJUSTED: (Outcome.ADJUSTMENT,),
}
_PROPERTIES: dict[str, Callable[[Invoice, Sequence[Judged]], dict[str, Any]]] = {
    ORDER_COMPLETED: _completed,
    ORDER_REFUNDED: _refunded,
    STOCK_ADJUSTED: _adjusted,
}
