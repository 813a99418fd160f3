"""From cells to lines of orders: every column is read at once, every distinct cell only once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat, starmap
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from tailorbird.connectors.files.flags import cancelled_reader
from tailorbird.connectors.files.table import Batch
from tailorbird.connectors.files.types import Mapping, OrderRules
from tailorbird.connectors.files.values import (
    FUTURE_TOLERANCE,
    Fault,
    Memo,
    Price,
    price_reader,
    quantity_reader,
    read_all,
    read_currency,
    read_customer,
    read_email,
    read_needed_id,
    read_text,
    time_reader,
)
from tailorbird.core.errors import BadInput

CategoryOf = Callable[[str], str]
_SAMPLE_LENGTH = 40
_PERSONAL = frozenset(
    {"customer_id", "email", "anonymous_id", "session_id", "query"}
    | {"name", "first_name", "last_name", "phone"}
)


class Code(Struct, frozen=True):
    """A product's code, and whether it stands for a charge or a bookkeeping entry instead."""

    product_id: str
    is_service: bool
    is_accounting: bool


class Title(Struct, frozen=True):
    """A product's name in the file, and the category made from it."""

    text: str
    category: str


class RowFault(Struct, frozen=True):
    """What is wrong with a row: the code, the field at fault, its cell, and why where it varies."""

    code: str
    field: str
    sample: str = ""
    reason: str = ""


class Line(Struct, frozen=True, gc=False):
    """One readable row. With a ``fault``, only ``row``, ``line`` and ``order`` can be relied on."""

    row: int
    line: int | None
    order: str
    product: Code
    quantity: int
    price: Price
    placed_at: int | None
    customer: str | None
    email: str | None
    title: Title | None
    country: str | None
    category: str | None
    brand: str | None
    currency: str | None
    cancelled: bool | None
    fault: RowFault | None


class Orphan(Struct, frozen=True):
    """A row that cannot be said to belong to any order."""

    row: int
    line: int | None
    fault: RowFault


class LineReader:
    """Reads batches of cells into lines, for one mapping and one set of rules."""

    def __init__(
        self, mapping: Mapping, rules: OrderRules, now: int, category_of: CategoryOf | None
    ) -> None:
        self.ignored = {"email": 0}
        self.columns = dict(mapping.pairs())
        self._memos = {
            field: Memo(read)
            for field, read in _readers(rules, now, category_of).items()
            if field in self.columns
        }

    def read(self, batch: Batch) -> Sequence[Line | Orphan]:
        """Return the rows of a batch in their order; those that belong to no order as orphans."""
        cells = dict(zip(self.columns, batch.columns, strict=True))
        read = {field: read_all(memo, cells[field]) for field, memo in self._memos.items()}
        faults = self._faults(read, cells)
        lines = list(starmap(Line, self._aligned(batch, read, faults)))
        if not batch.broken and not any(fault.field == "order_id" for fault in faults.values()):
            return lines
        broken = [
            Orphan(row.row, row.line, RowFault(row.code, "", row.sample)) for row in batch.broken
        ]
        return sorted([*map(_orphaned, lines), *broken], key=attrgetter("row"))

    def _aligned(
        self, batch: Batch, read: dict[str, list[Any]], faults: dict[int, RowFault]
    ) -> Iterator[tuple[Any, ...]]:
        """Zip the columns in the order of ``Line``'s fields."""
        count = len(batch.numbers)
        fields = Line.__struct_fields__[3:-1]
        lines: Iterable[int | None] = repeat(None, count) if batch.lines is None else batch.lines
        optional = (read.get(_FIELD_OF.get(name, name)) for name in fields)
        columns = [repeat(None, count) if column is None else column for column in optional]
        at_fault = map(faults.get, range(count)) if faults else repeat(None, count)
        return zip(batch.numbers, lines, read["order_id"], *columns, at_fault, strict=True)

    def _faults(
        self, read: dict[str, list[Any]], cells: dict[str, Sequence[object]]
    ) -> dict[int, RowFault]:
        """Find the first fault of each row by its place; an unreadable address is left out."""
        found: dict[int, RowFault] = {}
        for field, values in read.items():
            if not self._memos[field].has_faults:
                continue
            for place, value in enumerate(values):
                if type(value) is not Fault:
                    continue
                if field == "email":
                    values[place] = None
                    self.ignored["email"] += 1
                elif place not in found or field == "order_id":
                    found[place] = RowFault(value.code, field, shown_of(field, cells[field][place]))
        return found


_FIELD_OF = {
    "product": "product_id",
    "price": "unit_price",
    "customer": "customer_id",
}


def _readers(
    rules: OrderRules, now: int, category_of: CategoryOf | None
) -> dict[str, Callable[[object], Any]]:
    latest = now + FUTURE_TOLERANCE - rules.shift
    times = time_reader(zone_of(rules), day_first=rules.day_first, latest=latest)
    return {
        "order_id": read_needed_id,
        "product_id": _code_reader(rules),
        "quantity": quantity_reader(decimal_comma=rules.decimal_comma),
        "unit_price": price_reader(decimal_comma=rules.decimal_comma),
        "placed_at": times,
        "customer_id": read_customer,
        "email": read_email,
        "title": _title_reader(category_of),
        "country": read_text,
        "category": read_text,
        "brand": read_text,
        "currency": read_currency,
        "cancelled": cancelled_reader(times),
    }


def zone_of(rules: OrderRules) -> ZoneInfo:
    """Return the zone of times that carry none.

    Raises:
        BadInput: there is no such zone.
    """
    return zone_named(rules.timezone)


def zone_named(name: str) -> ZoneInfo:
    """Return a zone by its name.

    Raises:
        BadInput: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        message = f"There is no time zone {name}; use a name such as Europe/London."
        raise BadInput(message, field="timezone") from error


def _code_reader(rules: OrderRules) -> Callable[[object], Code | Fault]:
    services = frozenset(code.casefold() for code in rules.service_codes)
    accounting = frozenset(code.casefold() for code in rules.accounting_codes)
    prefixes = tuple(prefix.casefold() for prefix in rules.service_prefixes)

    def read_code(raw: object) -> Code | Fault:
        text = read_needed_id(raw)
        if isinstance(text, Fault):
            return text
        code = text.casefold()
        is_service = code in services or code.startswith(prefixes)
        return Code(text, is_service, code in accounting)

    return read_code


def _title_reader(category_of: CategoryOf | None) -> Callable[[object], Title | None]:
    def read_title(raw: object) -> Title | None:
        text = read_text(raw)
        return None if text is None else Title(text, category_of(text) if category_of else "")

    return read_title


def _orphaned(line: Line) -> Line | Orphan:
    if line.fault and line.fault.field == "order_id":
        return Orphan(line.row, line.line, line.fault)
    return line


def shown_of(field: str, cell: object) -> str:
    """Return a cell as a refusal may show it: short, readable, and never a person."""
    if field in _PERSONAL or cell is None:
        return ""
    shown = cell if isinstance(cell, str) else repr(cell)
    return ascii(shown[:_SAMPLE_LENGTH])[1:-1][:_SAMPLE_LENGTH]
