"""Which column means what: guessed from names and values, completed and checked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from tailorbird.connectors.files.column_names import HINTS, NAMES, normal
from tailorbird.connectors.files.types import (
    FIELDS,
    NEEDED_FIELDS,
    GivenColumns,
    Guess,
    Mapping,
)
from tailorbird.connectors.files.values import (
    Fault,
    date_order,
    price_reader,
    quantity_reader,
    read_currency,
    read_email,
    read_needed_id,
    time_reader,
)
from tailorbird.core.errors import BadFile

# A column fits a field when at least this share of its filled cells can be read as one.
_FITS = 0.5
# Fields whose values cannot be mistaken, so that a hint in a longer name is enough.
_TOLD_BY_VALUES = frozenset({"placed_at", "email"})
_FAR_FUTURE = 2**62

_price, _price_with_comma = price_reader(decimal_comma=False), price_reader(decimal_comma=True)
_quantity = quantity_reader(decimal_comma=False)
_day_first = time_reader(ZoneInfo("UTC"), day_first=True, latest=_FAR_FUTURE)


def _any_price(cell: object) -> object:
    price = _price(cell)
    return _price_with_comma(cell) if isinstance(price, Fault) else price


_READS: dict[str, Callable[[object], object]] = {
    "order_id": read_needed_id,
    "product_id": read_needed_id,
    "quantity": _quantity,
    "unit_price": _any_price,
    "placed_at": _day_first,
    "email": read_email,
    "currency": read_currency,
}


def guess(columns: Sequence[str], sample_rows: Sequence[dict[str, object]]) -> Guess:
    """Guess the mapping from the names of the columns and the values in some rows.

    A column is taken for one field only. A name that fits is believed only if the values fit too:
    a "date" column of words is no time. Nothing is made up: a column of line totals is never
    taken for a unit price.
    """
    cells = {name: [row.get(name) for row in sample_rows] for name in columns}
    candidates = {field: tuple(_candidates(field, columns, cells)) for field in FIELDS}
    chosen: dict[str, str] = {}
    for field in FIELDS:
        free = [name for name in candidates[field] if name not in chosen.values()]
        if free and (_is_known(field, free[0]) or (field in _TOLD_BY_VALUES and len(free) == 1)):
            chosen[field] = free[0]
    missing = tuple(field for field in NEEDED_FIELDS if field not in chosen)
    return Guess(
        mapping=None if missing else Mapping(**chosen),
        missing=missing,
        candidates=candidates,
        day_first=_observed_order(cells.get(chosen.get("placed_at", ""), [])),
    )


def complete(guessed: Guess, given: GivenColumns, columns: Sequence[str]) -> Mapping:
    """Return the guess with the columns a person named put over it, checked.

    Raises:
        BadFile: a field is unknown or still lacks a column, or a named column is not there.
    """
    for field in given:
        if field not in FIELDS:
            raise BadFile(f"There is no field {field}{_nearest(field, FIELDS)}.")
    best = guessed.mapping.pairs() if guessed.mapping else _first_choices(guessed)
    chosen = {field: name for field, name in best if name not in given.values()} | dict(given)
    if missing := [field for field in NEEDED_FIELDS if field not in chosen]:
        raise BadFile(
            f"No column is known for {', '.join(missing)}; say which one it is. "
            f"The file has: {', '.join(columns)}.{_doubts(missing, columns)}"
        )
    mapping = Mapping(**chosen)
    check(mapping, columns)
    return mapping


def check(mapping: Mapping, columns: Sequence[str]) -> None:
    """See that every column of the mapping is in the file, once, and used once.

    Raises:
        BadFile: it names the wrong column and the nearest names there are.
    """
    used: dict[str, str] = {}
    for field, name in mapping.pairs():
        if name not in columns:
            raise BadFile(f"There is no column {name} for {field}{_nearest(name, columns)}.")
        if columns.count(name) > 1:
            raise BadFile(f"Two columns are called {name}; rename the one that is not {field}.")
        if name in used:
            raise BadFile(f"Column {name} is named for both {used[name]} and {field}; choose one.")
        used[name] = field


def _doubts(missing: Sequence[str], columns: Sequence[str]) -> str:
    named = [(field, name) for field in missing for name in columns if _is_known(field, name)]
    return "".join(
        f" Column {name} is named like {field}, but most of its cells cannot be read as one."
        for field, name in named
        if not _is_misleading(field, name, columns)
    )


def _first_choices(guessed: Guess) -> Iterable[tuple[str, str]]:
    taken: set[str] = set()
    for field, names in guessed.candidates.items():
        if free := [name for name in names if name not in taken and _is_known(field, name)]:
            taken.add(free[0])
            yield field, free[0]


def _candidates(
    field: str, columns: Sequence[str], cells: dict[str, list[object]]
) -> Iterable[str]:
    known = sorted(
        (NAMES[field].index(normal(name)), name)
        for name in columns
        if _is_known(field, name) and not _is_misleading(field, name, columns)
    )
    hinted = [(len(NAMES[field]), name) for name in columns if _is_hinted(field, name)]
    if field == "email" and not known and not hinted:
        hinted = [(0, name) for name in columns if _looks_like_addresses(cells[name])]
    names = dict.fromkeys(name for _rank, name in [*known, *hinted])
    return (name for name in names if _values_fit(field, cells[name]))


def _is_misleading(field: str, name: str, columns: Sequence[str]) -> bool:
    # Shopify calls an order's number "Name"; everywhere else a name is a product's.
    from_shopify = any(normal(column).startswith("lineitem") for column in columns)
    return normal(name) == "name" and (field == "order_id") != from_shopify


def _is_known(field: str, name: str) -> bool:
    return normal(name) in NAMES[field]


def _is_hinted(field: str, name: str) -> bool:
    return not _is_known(field, name) and any(hint in normal(name) for hint in HINTS.get(field, ()))


def _values_fit(field: str, cells: list[object]) -> bool:
    read = _READS.get(field)
    filled = [cell for cell in cells if cell not in (None, "")]
    if not filled:
        # An empty column may still be a customer's or a currency; never what every row needs.
        return field not in NEEDED_FIELDS or not cells
    if read is None:
        return True
    good = sum(1 for cell in filled if not isinstance(read(cell), Fault))
    return good >= _FITS * len(filled)


def _looks_like_addresses(cells: list[object]) -> bool:
    filled = [cell for cell in cells if cell not in (None, "")]
    return bool(filled) and all("@" in str(cell) for cell in filled)


def _observed_order(cells: list[object]) -> bool | None:
    seen = {order for cell in cells if (order := date_order(cell)) is not None}
    return seen.pop() if len(seen) == 1 else None


def _nearest(name: str, names: Sequence[str]) -> str:
    plain = {normal(known): known for known in names}
    near = [plain[match] for match in get_close_matches(normal(name), plain, n=3, cutoff=0.5)]
    return f"; did you mean {' or '.join(near)}" if near else f"; there are: {', '.join(names)}"
