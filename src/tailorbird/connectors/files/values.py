"""Reading single cells: a value of the kind a field needs, or the code of what is wrong with it.

Values that are equal in Python (``3``, ``3.0``, ``Decimal(3)``) are read the same, so that a cell
read once can stand for all cells equal to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from tailorbird.core.clock import DAY, from_datetime

LONGEST_ID = 200
LONGEST_TEXT = 500
LARGEST = 10**9
# Wide enough for any sum of products of what the readers let through: no digit is ever rounded.
EXACT = Context(prec=120)
MOST_DECIMALS = 20
_CURRENCY_LETTERS = 3
_MONTHS = 12
_HALF_DAY = 12
# A clock or a zone may be off; two days in the future is still somebody's today.
FUTURE_TOLERANCE = 2 * DAY
_MEMO_LIMIT = 200_000

V = TypeVar("V")


class Fault(Struct, frozen=True):
    """What is wrong with a cell: a code that ``texts`` has a sentence for."""

    code: str


MISSING = Fault("missing_value")
BAD_ID = Fault("bad_id")
NOT_WHOLE = Fault("not_a_whole_number")
ZERO = Fault("quantity_zero")
NOT_PRICE = Fault("not_a_price")
NOT_TIME = Fault("not_a_time")
AMBIGUOUS = Fault("ambiguous_date")
OUT_OF_RANGE = Fault("time_out_of_range")
BAD_CURRENCY = Fault("bad_currency")


class Memo(dict[object, V | Fault], Generic[V]):
    """Reads each distinct cell once. Bounded: beyond the limit, new cells are read every time."""

    def __init__(self, read: Callable[[object], V | Fault]) -> None:
        super().__init__()
        self._read = read
        self.has_faults = False

    def __missing__(self, raw: object) -> V | Fault:
        value = self._read(raw)
        self.has_faults |= isinstance(value, Fault)
        if len(self) < _MEMO_LIMIT:
            self[raw] = value
        return value


def read_all(memo: Memo[Any], cells: Sequence[object]) -> list[Any]:
    """Read a column of cells, in their order. A list or an object in a cell is read as no text."""
    try:
        return list(map(memo.__getitem__, cells))
    except TypeError:  # JSON allows them; they cannot be remembered
        return [memo[b"" if isinstance(cell, (list, dict)) else cell] for cell in cells]


class Price(Struct, frozen=True):
    """An exact unit price, and the same without superfluous zeros for the event."""

    amount: Decimal
    text: str


_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_FLOATED = re.compile(r"\d+\.0")
_NOBODY = frozenset({"0", "na", "n/a", "nan", "null", "none", "<na>", "-"})


def read_id(raw: object) -> str | Fault | None:
    """Return an identifier as text, None for an empty cell. Whole floats lose their ``.0``."""
    text = _as_text(raw)
    if not text:
        return None
    if len(text) > LONGEST_ID or _CONTROL.search(text):
        return BAD_ID
    return text


def read_needed_id(raw: object) -> str | Fault:
    """Return an identifier as text; an empty cell is a fault."""
    return read_id(raw) or MISSING


def read_customer(raw: object) -> str | Fault | None:
    """Return a customer id, None for a guest.

    Exports write guests as 0, NA, NULL or nan; taken at their word, they would all become one
    person. ``17850.0`` is a number that a spreadsheet or data frame passed through: 17850.
    """
    text = read_id(raw)
    if not isinstance(text, str):
        return text
    if _FLOATED.fullmatch(text):
        text = text[:-2]
    return None if text.casefold() in _NOBODY else text


def read_session(raw: object) -> str | Fault | None:
    """Return the id of a session or browser, None where an export wrote that there is none."""
    text = read_id(raw)
    return None if isinstance(text, str) and text.casefold() in _NOBODY - {"0"} else text


def read_email(raw: object) -> str | Fault | None:
    """Return an address in lower case, None for an empty cell, a fault if it cannot be one."""
    text = _as_text(raw).lower()
    if not text or text in _NOBODY:
        return None
    name, at, host = text.rpartition("@")
    fits = name and at and "." in host and len(text) <= LONGEST_ID and " " not in text
    return text if fits and not _CONTROL.search(text) else BAD_ID


def read_text(raw: object) -> str | None:
    """Return readable text on one line of at most 500 characters, None when there is none."""
    text = " ".join(_CONTROL.sub(" ", _as_text(raw)).split())
    return text[:LONGEST_TEXT] or None


def read_currency(raw: object) -> str | Fault | None:
    """Return an ISO 4217 code in capitals, None for an empty cell."""
    text = _as_text(raw).upper()
    if not text:
        return None
    return (
        text
        if len(text) == _CURRENCY_LETTERS and text.isascii() and text.isalpha()
        else BAD_CURRENCY
    )


def quantity_reader(*, decimal_comma: bool) -> Callable[[object], int | Fault]:
    """Return a reader of whole numbers of pieces, below 0 for what came back, never 0."""

    def read_quantity(raw: object) -> int | Fault:
        number = _as_number(raw, decimal_comma=decimal_comma)
        if number is None:
            return MISSING if not _as_text(raw) else NOT_WHOLE
        if abs(number) >= LARGEST or number != int(number):
            return NOT_WHOLE
        return int(number) or ZERO

    return read_quantity


def price_reader(*, decimal_comma: bool) -> Callable[[object], Price | Fault]:
    """Return a reader of exact unit prices for a shop that writes 2.55, or 2,55."""

    def read_price(raw: object) -> Price | Fault:
        number = _as_number(raw, decimal_comma=decimal_comma)
        if number is None:
            return MISSING if not _as_text(raw) else NOT_PRICE
        text = plain(number)
        if abs(number) >= LARGEST or len(text.partition(".")[2]) > MOST_DECIMALS:
            return NOT_PRICE
        return Price(Decimal(text), text)

    return read_price


def plain(number: Decimal) -> str:
    """Write an exact number without exponent and without superfluous zeros.

    >>> plain(Decimal("15.30")), plain(Decimal("1E+1")), plain(Decimal("-0.00"))
    ('15.3', '10', '0')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


_MARKS = "£$€¥ \u00a0"
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?", re.ASCII)
_SWAP = str.maketrans(".,", ",.")


def _as_number(raw: object, *, decimal_comma: bool) -> Decimal | None:
    if isinstance(raw, Decimal):
        return raw if raw.is_finite() else None
    if isinstance(raw, int):
        return Decimal(int(raw)) if abs(raw) < 10**18 else None
    text = _as_text(raw).strip(_MARKS)
    if decimal_comma and isinstance(raw, str):
        text = text.translate(_SWAP)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return _decimal(text) if _NUMBER.fullmatch(text) else None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _as_text(raw: object) -> str:
    if isinstance(raw, str):
        return raw.strip()
    if raw is None or raw != raw:  # noqa: PLR0124  NaN is the one value unequal to itself
        return ""
    if isinstance(raw, int):
        return str(int(raw))
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 2**63 else repr(raw)
    if isinstance(raw, Decimal):
        return plain(raw) if raw.is_finite() else "\x00"
    return raw.isoformat() if isinstance(raw, date) else "\x00"  # bytes, lists: no text at all


_PARTS = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?"
_DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})" + _PARTS, re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})" + _PARTS, re.ASCII)
_SPACED_ZONE = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")
_EPOCH_DIGITS = {10: 1_000_000, 13: 1_000, 16: 1}


def time_reader(
    zone: ZoneInfo, *, day_first: bool | None, latest: int
) -> Callable[[object], int | Fault | None]:
    """Return a reader of times into microseconds UTC, None for an empty cell.

    Args:
        zone: where times without a zone were written down.
        day_first: what 3/4/2011 means; None refuses dates that could be read both ways.
        latest: times after this one (microseconds UTC) cannot be.
    """

    def read_time(raw: object) -> int | Fault | None:
        if raw is None or raw == "" or raw != raw:  # noqa: PLR0124  NaN again
            return None
        moment = _as_moment(raw, day_first)
        if isinstance(moment, Fault):
            return moment
        try:
            micros = moment if isinstance(moment, int) else _instant(moment, zone)
        except (OverflowError, ValueError):
            return OUT_OF_RANGE
        return micros if 0 <= micros <= latest else OUT_OF_RANGE

    return read_time


def date_order(raw: object) -> bool | None:
    """Return whether a written date shows the day first; None when it does not tell."""
    match = _DAY_OR_MONTH_FIRST.match(raw.strip()) if isinstance(raw, str) else None
    if match is None or match[2] == "." or (int(match[1]) > _MONTHS) == (int(match[3]) > _MONTHS):
        return None
    return int(match[1]) > _MONTHS


def _instant(moment: datetime, zone: ZoneInfo) -> int:
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _as_moment(raw: object, day_first: bool | None) -> datetime | int | Fault:
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001  the zone is added later
    text = _as_text(raw)
    if text.isdecimal() and len(text) in _EPOCH_DIGITS:
        return int(text) * _EPOCH_DIGITS[len(text)]
    text = _SPACED_ZONE.sub("", text.removesuffix(" UTC") + "Z" * text.endswith(" UTC"))
    try:
        return _written(text, day_first)
    except ValueError:
        return NOT_TIME


def _written(text: str, day_first: bool | None) -> datetime | Fault:
    match = _DAY_OR_MONTH_FIRST.fullmatch(text)
    if match is None:
        return _year_first(text)
    one, two = int(match[1]), int(match[3])
    dotted = match[2] == "."  # 3.4.2011 is the third of April wherever dates have dots
    if day_first is None and not dotted and max(one, two) <= _MONTHS and one != two:
        return AMBIGUOUS
    first_is_day = dotted or one > _MONTHS or (bool(day_first) and two <= _MONTHS)
    day, month = (one, two) if first_is_day else (two, one)
    return _build(int(match[4]), month, day, match.groups()[4:])


def _year_first(text: str) -> datetime:
    match = _YEAR_FIRST.fullmatch(text)
    if match is None:
        return datetime.fromisoformat(text)
    return _build(int(match[1]), int(match[2]), int(match[3]), match.groups()[3:])


def _build(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if half := (clock[3] or "").lower():
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError("a twelve-hour clock has no such hour")
        hour = hour % _HALF_DAY + _HALF_DAY * (half == "pm")
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  the zone is added later
