"""Words of the one expression language that a question may use and Ibis has not of its own.

Each compiles to a function that is built into the engine; no extension and no Python is called for
a row. Only questions load this: the language takes its time to load.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Term = Any
"""An expression over the columns of a table."""
NEVER = 1 << 62  # microseconds: later than any instant there is
_WHOLE = "decimal(38, 0)"


def _of_one(_value: Any) -> Any: ...


def _of_two(_value: Any, _other: Any) -> Any: ...


def _builtin(stand_in: Callable[..., Any], name: str, *takes: Any, gives: Any) -> Any:
    """Return a function that is built into the engine; ``stand_in`` has its parameters."""
    return ibis.udf.scalar.builtin(stand_in, name=name, signature=(takes, gives))


_INSTANT = dt.Timestamp(timezone="UTC")
_json = _builtin(_of_two, "json_extract", dt.string, dt.string, gives=dt.JSON)
_json_text = _builtin(_of_two, "json_extract_string", dt.string, dt.string, gives=dt.string)
_epoch_us = _builtin(_of_one, "epoch_us", _INSTANT, gives=dt.int64)
_instant = _builtin(_of_one, "make_timestamptz", dt.int64, gives=_INSTANT)
_sha256 = _builtin(_of_one, "sha256", dt.string, gives=dt.string)
_matches = _builtin(_of_two, "regexp_matches", dt.string, dt.string, gives=dt.boolean)
_list_unique = _builtin(_of_one, "list_unique", dt.Array(dt.string), gives=dt.int64)
_half_away = _builtin(_of_one, "round", dt.float64, gives=dt.float64)
_greatest = ibis.udf.agg.builtin(
    _of_two, name="max", signature=((dt.string, dt.int64), dt.Array(dt.string))
)


# -- constants


def constant(value: str | float | bool) -> Term:
    """Return a term that is the same for every row."""
    return ibis.literal(value)


def picked(values: Sequence[int], number: Term) -> Term:
    """Return one of some whole numbers, counted from 0; missing beyond the last."""
    return ibis.literal(list(values), "array<int64>")[number]


def whole(value: int) -> Term:
    """Return a whole number of up to 38 digits."""
    if abs(value) < NEVER:
        return ibis.literal(value, "int64")
    return ibis.literal(Decimal(value), _WHOLE)


def exact(value: Decimal | int, places: int = 0) -> Term:
    """Return an exact number with that many digits behind the point, 38 in all."""
    return ibis.literal(Decimal(value), f"decimal(38, {places})")


def instant(micros: int) -> Term:
    """Return an instant given in microseconds UTC; exact, and known before any row is read."""
    return _instant(ibis.literal(micros, "int64"))


def nothing(form: str = "int64") -> Term:
    """Return what is missing, of a type."""
    return ibis.null(form)


# -- of rows


def micros(at: Term) -> Term:
    """Return an instant as microseconds UTC."""
    return _epoch_us(at)


def wide(number: Term) -> Term:
    """Return a whole number with room for 38 digits."""
    return number.cast(_WHOLE)


def all_of(terms: Iterable[Term]) -> Term:
    """Return whether every one holds; of none, true."""
    every = list(terms)
    return reduce(and_, every) if every else ibis.literal(value=True)


def any_of(terms: Iterable[Term]) -> Term:
    """Return whether at least one holds; of none, false."""
    every = list(terms)
    return reduce(or_, every) if every else ibis.literal(value=False)


def held(term: Term) -> Term:
    """Return a condition in which what is missing does not hold."""
    return term.fill_null(ibis.literal(value=False))


def earliest(terms: Sequence[Term]) -> Term:
    """Return the smallest of those that are there; missing where none is."""
    return ibis.least(*terms) if len(terms) > 1 else terms[0]


def latest(terms: Sequence[Term]) -> Term:
    """Return the largest; missing where the first of them is."""
    first, *_ = terms
    return first.notnull().ifelse(ibis.greatest(*terms), ibis.null("int64"))


def greatest(texts: Term, many: int) -> Term:
    """Return so many texts of a group, the last in order of their letters; the very last first."""
    return _greatest(texts, many)


def before(table: Term) -> Term:
    """Return the window of a person's rows before each row, by time and place in the log."""
    return ibis.window(
        group_by=table.profile_id, order_by=[table.at, table.position], preceding=(None, 1)
    )


# -- of JSON


def place(*names: str) -> str:
    """Return where a value lies inside objects, as a JSON pointer: names may hold any letter.

    >>> place("properties", "a/b~c")
    '/properties/a~1b~0c'
    """
    return "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in names)


def written(text: Term, *names: str) -> Term:
    """Return the value at a place as it is written in JSON; missing where there is none."""
    return _json(text, place(*names)).cast("string")


def told(text: Term, *names: str) -> Term:
    """Return the value at a place as text: a text without its marks, all else as it is written."""
    return _json_text(text, place(*names))


def unquoted(value: Term) -> Term:
    """Return a text that is written in JSON without its marks."""
    return _json_text(value, "$")


# -- of texts and numbers


def day_of(text: Term) -> Term:
    """Return the day (since 1970) that a text names as YYYY-MM-DD; missing where there is none."""
    return text.try_cast("date").epoch_days().cast("int64")


def number_of(text: Term) -> Term:
    """Return the number a text writes, to the nearest binary one; missing where it writes none."""
    return text.try_cast("float64")


def millionths(number: Term) -> Term:
    """Return a number in whole millionths, rounded half away from zero; missing from 1e12 on."""
    small = number.abs() < ibis.literal(1e12)
    return small.ifelse(_half_away(number * ibis.literal(1e6)), ibis.null("float64")).cast("int64")


def matches(text: Term, pattern: str) -> Term:
    """Return whether a pattern (RE2) is found anywhere in a text."""
    return _matches(text, pattern)


def sha256(text: Term) -> Term:
    """Return the digest of a text in hexadecimal digits."""
    return _sha256(text)


def distinct(lists: Term) -> Term:
    """Return how many different texts lists of lists hold; missing where there are no lists."""
    return _list_unique(lists.flatten())


def in_order(table: Term, *groups: str) -> Term:
    """Return the window of a group's rows by time."""
    return ibis.window(group_by=[table[name] for name in groups], order_by=[table.at])
