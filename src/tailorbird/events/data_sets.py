"""The archive's two data sets, and how an event becomes rows of them. Pure.

``events`` has one row an event, ``items`` one row for each product an event names. Rows keep the
identifiers the event arrived with; whose they are now is joined when they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.core.money import to_minor
from tailorbird.events.types import Event, Lane
from tailorbird.events.vocabulary import ProductFields, email_of, interpret
from tailorbird.storage.archive.types import Column, DataSet, Form

_IDENTITY = (
    Column("anonymous_id", Form.TEXT),
    Column("user_id", Form.TEXT),
    Column("email", Form.TEXT),
)
EVENTS = DataSet(
    name="events",
    position="position",
    partition="received_at",
    columns=(
        Column("position", Form.NUMBER),
        Column("lane", Form.TEXT),
        Column("message_id", Form.TEXT),
        Column("kind", Form.TEXT),
        Column("name", Form.TEXT),
        *_IDENTITY,
        Column("occurred_at", Form.INSTANT),
        Column("received_at", Form.INSTANT),
        Column("source", Form.TEXT),
        Column("order_id", Form.TEXT),
        Column("payload", Form.TEXT),
    ),
)
ITEMS = DataSet(
    name="items",
    position="position",
    partition="received_at",
    columns=(
        Column("position", Form.NUMBER),
        Column("ordinal", Form.NUMBER),
        Column("name", Form.TEXT),
        *_IDENTITY,
        Column("occurred_at", Form.INSTANT),
        Column("received_at", Form.INSTANT),
        Column("source", Form.TEXT),
        Column("order_id", Form.TEXT),
        Column("product_id", Form.TEXT),
        Column("quantity", Form.NUMBER),
        Column("price", Form.PRICE),
        Column("currency", Form.TEXT),
        Column("total_minor", Form.NUMBER),
        Column("is_service", Form.FLAG),
        Column("title", Form.TEXT),
        Column("category", Form.TEXT),
        Column("brand", Form.TEXT),
    ),
)
DATA_SETS = (EVENTS, ITEMS)

Row = tuple[object, ...]
ByColumn = dict[str, list[object]]


class Stored(Struct, frozen=True):
    """An event as the log stores it."""

    position: int
    lane: Lane
    payload: bytes


def columns_of(stored: Iterable[Stored], currency: str) -> dict[str, ByColumn]:
    """Return the rows of both data sets, column by column.

    ``currency`` is the shop's, for events that name none.
    """
    events: list[Row] = []
    items: list[Row] = []
    decode = msgspec.json.Decoder(Event).decode
    for one in stored:
        event = decode(one.payload)
        row, named = rows_of(one, event, currency)
        events.append(row)
        items += named
    return {EVENTS.name: _by_column(EVENTS, events), ITEMS.name: _by_column(ITEMS, items)}


def _by_column(data_set: DataSet, rows: list[Row]) -> ByColumn:
    names = data_set.names()
    if not rows:
        return {name: [] for name in names}
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def rows_of(stored: Stored, event: Event, currency: str) -> tuple[Row, list[Row]]:
    """Return the row of ``events`` and the rows of ``items``, in the order of their columns.

    There is an item for each product with an id; an event whose properties cannot be understood
    names none.
    """
    try:
        typed: Any = interpret(event)
    except msgspec.ValidationError:
        typed = None
    email, order_id = email_of(event), _text(getattr(typed, "order_id", None))
    row: Row = (
        stored.position,
        stored.lane.value,
        event.message_id,
        event.kind.value,
        event.name,
        event.anonymous_id,
        event.user_id,
        email,
        event.occurred_at,
        event.received_at,
        event.source,
        order_id,
        stored.payload.decode(),
    )
    used = getattr(typed, "currency", None) or currency
    items: list[Row] = [
        (
            stored.position,
            ordinal,
            event.name,
            event.anonymous_id,
            event.user_id,
            email,
            event.occurred_at,
            event.received_at,
            event.source,
            order_id,
            product.key,
            product.quantity,
            product.price,
            used,
            _total(product, used),
            product.is_service,
            product.name,
            product.category,
            product.brand,
        )
        for ordinal, product in products_of(typed)
    ]
    return row, items


def products_of(typed: Any) -> Iterator[tuple[int, ProductFields]]:
    """Yield the products of an event's typed properties with their numbers.

    Of two with one number the later counts; what has no id is left out.
    """
    if isinstance(typed, ProductFields):
        named = {typed.ordinal or 0: typed}
    else:
        listed: list[ProductFields] = getattr(typed, "products", None) or []
        named = {
            number if product.ordinal is None else product.ordinal: product
            for number, product in enumerate(listed)
        }
    return ((ordinal, product) for ordinal, product in named.items() if product.key)


def _total(product: ProductFields, currency: str) -> int | None:
    """Price times quantity in minor units, rounded once; None without a price."""
    if product.price is None:
        return None
    return to_minor(
        product.price * Decimal(1 if product.quantity is None else product.quantity), currency
    )


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value).strip()
