"""Cells that say yes or no: consent, stock, whether a product is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.values import Fault, price_reader, read_text

NOT_A_FLAG = Fault("not_a_flag")
NOT_STOCK = Fault("not_in_stock_words")

_YES = frozenset(
    {"true", "yes", "y", "1", "t", "on"}
    | {"subscribed", "optin", "optedin", "accepted", "granted", "confirmed"}
)
_NO = frozenset(
    {"false", "no", "n", "0", "f", "off", "never"}
    | {"unsubscribed", "optout", "optedout", "notsubscribed", "pending", "denied"}
)
_IN_STOCK = frozenset({"instock", "available", "true", "yes", "preorder", "backorder"})
_NOT_IN_STOCK = frozenset({"outofstock", "soldout", "unavailable", "false", "no", "discontinued"})
_SHOWN = frozenset({"true", "yes", "1", "active", "published", "visible", "publish"})
_HIDDEN = frozenset({"false", "no", "0", "draft", "archived", "hidden", "private", "inactive"})
_CALLED_OFF = frozenset({"cancelled", "canceled", "cancel", "void", "voided", "true", "yes"})
_number = price_reader(decimal_comma=False)


def read_flag(raw: object) -> bool | Fault | None:
    """Return yes or no, None for an empty cell. A pending confirmation is no."""
    return _either(raw, _YES, _NO, NOT_A_FLAG)


def cancelled_reader(
    read_time: Callable[[object], object],
) -> Callable[[object], bool | None]:
    """Return a reader of a status, or of the time at which an order was called off."""

    def read_cancelled(raw: object) -> bool | None:
        text = read_text(raw)
        if text is None:
            return None
        return normal(text) in _CALLED_OFF or isinstance(read_time(raw), int)

    return read_cancelled


def read_published(raw: object) -> bool | Fault | None:
    """Return whether a shop shows a product, None where it does not say."""
    return _either(raw, _SHOWN, _HIDDEN, NOT_A_FLAG)


def read_stock(raw: object) -> bool | Fault | None:
    """Return whether anything is in stock, from a number of pieces or the words of a feed."""
    number = _number(raw)
    if not isinstance(number, Fault) and not isinstance(raw, bool):
        return number.amount > 0
    return _either(raw, _IN_STOCK, _NOT_IN_STOCK, NOT_STOCK)


class Stocked(Struct, frozen=True):
    """Whether anything is in stock, and how many pieces where the cell is a number."""

    left: bool
    pieces: int | None = None


def read_stocked(raw: object) -> Stocked | Fault | None:
    """Return what ``read_stock`` does, with the number of pieces where one is given."""
    left = read_stock(raw)
    if left is None or isinstance(left, Fault):
        return left
    number = _number(raw)
    if isinstance(number, Fault) or isinstance(raw, bool):
        return Stocked(left)
    return Stocked(left, max(int(number.amount), 0))


def optional(read: Callable[[object], Any]) -> Callable[[object], Any]:
    """Return a reader for a cell that may be empty, but not wrong."""

    def read_optional(raw: object) -> Any:
        value = read(raw)
        return None if isinstance(value, Fault) and value.code == "missing_value" else value

    return read_optional


def _either(
    raw: object, yes: frozenset[str], no: frozenset[str], fault: Fault
) -> bool | Fault | None:
    text = str(raw) if isinstance(raw, bool) else read_text(raw)
    if text is None:
        return None
    word = normal(text)
    return True if word in yes else False if word in no else fault
