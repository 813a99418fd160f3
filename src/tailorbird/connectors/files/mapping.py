"""Which column means what: guessed from names and values, completed and checked by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from msgspec import Struct

from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.fields import Fields
from tailorbird.connectors.files.order_fields import ORDERS
from tailorbird.connectors.files.types import GivenColumns, Guess, Mapping
from tailorbird.connectors.files.values import Fault, date_order
from tailorbird.core.errors import BadFile

# A column fits a field when at least this share of its filled cells can be read as one.
_FITS = 0.5
_TIMES = ("placed_at", "happened_at", "created_at", "consent_at")


class Chosen(Struct, frozen=True, kw_only=True):
    """What the columns of a file seem to mean, for any kind of file; see ``Guess``."""

    columns: dict[str, str]
    candidates: dict[str, tuple[str, ...]]
    day_first: bool | None = None


def guess(columns: Sequence[str], sample_rows: Sequence[dict[str, object]]) -> Guess:
    """Guess the mapping from the names of the columns and the values in some rows.

    A column is taken for one field only. A name that fits is believed only if the values fit too:
    a "date" column of words is no time. Nothing is made up: a column of line totals is never
    taken for a unit price.
    """
    found = choose(columns, sample_rows, ORDERS)
    missing = tuple(field for field in ORDERS.needed if field not in found.columns)
    return Guess(
        mapping=None if missing else Mapping(**found.columns),
        missing=missing,
        candidates=found.candidates,
        day_first=found.day_first,
    )


def choose(
    columns: Sequence[str], sample_rows: Sequence[dict[str, object]], fields: Fields
) -> Chosen:
    """Guess which column holds which field of this kind of file, by the rules of ``guess``."""
    cells = {name: [row.get(name) for row in sample_rows] for name in columns}
    candidates = {field: tuple(_candidates(field, columns, cells, fields)) for field in fields.all}
    chosen: dict[str, str] = {}
    for field in fields.all:
        free = [name for name in candidates[field] if name not in chosen.values()]
        sure = free and _is_known(field, free[0], fields)
        if sure or (field in fields.told_by_values and len(free) == 1):
            chosen[field] = free[0]
    times = next((chosen[field] for field in _TIMES if field in chosen), "")
    return Chosen(
        columns=chosen, candidates=candidates, day_first=_observed_order(cells.get(times, []))
    )


def complete(guessed: Guess, given: GivenColumns, columns: Sequence[str]) -> Mapping:
    """Return the guess with the columns a person named put over it, checked.

    Raises:
        BadFile: a field is unknown or still lacks a column, or a named column is not there.
    """
    best = dict(guessed.mapping.pairs()) if guessed.mapping else _first_choices(guessed)
    found = Chosen(columns=best, candidates=guessed.candidates)
    return Mapping(**settle(found, given, columns, ORDERS))


def settle(
    found: Chosen, given: GivenColumns, columns: Sequence[str], fields: Fields
) -> dict[str, str]:
    """Return field -> column: the guess with the columns a person named put over it, checked.

    Raises:
        BadFile: a field is unknown or still lacks a column, or a named column is not there.
    """
    for field in given:
        if field not in fields.all:
            raise BadFile(f"There is no field {field}{_nearest(field, fields.all)}.")
    kept = {field: name for field, name in found.columns.items() if name not in given.values()}
    chosen = kept | dict(given)
    missing = [field for field in fields.needed if field not in chosen]
    if not missing and fields.one_of and not any(field in chosen for field in fields.one_of):
        missing = [" or ".join(fields.one_of)]
    if missing:
        raise BadFile(
            f"No column is known for {', '.join(missing)}; say which one it is. "
            f"The file has: {', '.join(columns)}.{_doubts(missing, columns, fields)}"
        )
    pairs = [(field, chosen[field]) for field in fields.all if field in chosen]
    _check_pairs(pairs, columns)
    return dict(pairs)


def check(mapping: Mapping, columns: Sequence[str]) -> None:
    """See that every column of the mapping is in the file, once, and used once.

    Raises:
        BadFile: it names the wrong column and the nearest names there are.
    """
    _check_pairs(mapping.pairs(), columns)


def _check_pairs(pairs: Sequence[tuple[str, str]], columns: Sequence[str]) -> None:
    used: dict[str, str] = {}
    for field, name in pairs:
        if name not in columns:
            raise BadFile(f"There is no column {name} for {field}{_nearest(name, columns)}.")
        if columns.count(name) > 1:
            raise BadFile(f"Two columns are called {name}; rename the one that is not {field}.")
        if name in used:
            raise BadFile(f"Column {name} is named for both {used[name]} and {field}; choose one.")
        used[name] = field


def _doubts(missing: Sequence[str], columns: Sequence[str], fields: Fields) -> str:
    named = [(field, name) for field in missing for name in columns]
    return "".join(
        f" Column {name} is named like {field}, but most of its cells cannot be read as one."
        for field, name in named
        if _is_known(field, name, fields) and not _is_misleading(field, name, columns, fields)
    )


def _first_choices(guessed: Guess) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for field, names in guessed.candidates.items():
        known = (name for name in names if _is_known(field, name, ORDERS))
        if free := next((name for name in known if name not in chosen.values()), None):
            chosen[field] = free
    return chosen


def _candidates(
    field: str, columns: Sequence[str], cells: dict[str, list[object]], fields: Fields
) -> Iterable[str]:
    known_as = fields.names.get(field, ())
    known = sorted(
        (known_as.index(normal(name)), name)
        for name in columns
        if _is_known(field, name, fields) and not _is_misleading(field, name, columns, fields)
    )
    hinted = [(len(known_as), name) for name in columns if _is_hinted(field, name, fields)]
    if field == "email" and not known and not hinted:
        hinted = [(0, name) for name in columns if _looks_like_addresses(cells[name])]
    names = dict.fromkeys(name for _rank, name in [*known, *hinted])
    return (name for name in names if _values_fit(field, cells[name], fields))


def _is_misleading(field: str, name: str, columns: Sequence[str], fields: Fields) -> bool:
    # Shopify calls an order's number "Name"; everywhere else a name is a product's.
    if fields.kind != ORDERS.kind:
        return False
    from_shopify = any(normal(column).startswith("lineitem") for column in columns)
    return normal(name) == "name" and (field == "order_id") != from_shopify


def _is_known(field: str, name: str, fields: Fields) -> bool:
    return normal(name) in fields.names.get(field, ())


def _is_hinted(field: str, name: str, fields: Fields) -> bool:
    plain = normal(name)
    hints = fields.hints.get(field, ())
    return not _is_known(field, name, fields) and any(hint in plain for hint in hints)


def _values_fit(field: str, cells: list[object], fields: Fields) -> bool:
    read = fields.reads.get(field)
    filled = [cell for cell in cells if cell not in (None, "")]
    if not filled:
        # An empty column may still be a customer's or a currency; never what every row needs.
        return field not in fields.needed or not cells
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
