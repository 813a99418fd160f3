"""Trying a few cells of a column, before anybody has said how the shop writes things down."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from tailorbird.connectors.files.values import (
    Fault,
    price_reader,
    quantity_reader,
    read_currency,
    read_email,
    read_needed_id,
    time_reader,
)

_FAR_FUTURE = 2**62

_price, _price_with_comma = price_reader(decimal_comma=False), price_reader(decimal_comma=True)
_time = time_reader(ZoneInfo("UTC"), day_first=True, latest=_FAR_FUTURE)


def _any_price(cell: object) -> object:
    price = _price(cell)
    return _price_with_comma(cell) if isinstance(price, Fault) else price


TRIED: dict[str, Callable[[object], object]] = {
    "order_id": read_needed_id,
    "product_id": read_needed_id,
    "event": read_needed_id,
    "quantity": quantity_reader(decimal_comma=False),
    "unit_price": _any_price,
    "placed_at": _time,
    "happened_at": _time,
    "created_at": _time,
    "consent_at": _time,
    "email": read_email,
    "currency": read_currency,
}
