"""What may be demanded of a field: which fields there are, and which values fit which comparison.

Pure. The fields are those of ``Filter``; what a missing or an odd value means stands in ``types``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from tailorbird.core.errors import BadInput
from tailorbird.segments.nodes import Demand
from tailorbird.segments.repeating import repeats_of
from tailorbird.segments.types import MOST_TEXT, Condition, Filter, InCart, OfOrders, Op, Value
from tailorbird.storage.patterns import well_formed

TEXTS_OF_PRODUCT = ("product.id", "product.title", "product.category", "product.brand")
NUMBERS_OF_PRODUCT = ("product.price", "product.quantity")
PLACE = ("device", "country", "region", "city")
PROPERTY = "property."
ORDERS = frozenset({Op.MORE_THAN, Op.AT_LEAST, Op.LESS_THAN, Op.AT_MOST})
TEXT_OPS = frozenset({Op.CONTAINS, Op.STARTS_WITH, Op.MATCHES})
MOST_PATTERN = 100  # characters of a regular expression
MOST_PIECES = 300  # of one where what is counted is written out
MOST_NUMBER = 10**12
MOST_DECIMALS = 6
_BAD_NAME = re.compile(r'["\x00-\x1f\x7f]')


def check_demand(demand: Demand, condition: Condition) -> None:
    """Refuse a filter on a field that is not there, or with a value that does not fit.

    Raises:
        BadInput: with the place in ``field``.
    """
    one = demand.filter
    _check_field(one.field, _allowed(condition), f"{demand.path}.field")
    if one.field in NUMBERS_OF_PRODUCT:
        _check_number_field(one, demand.path)
    check_value(one.op, one.value, demand.path)


def check_value(op: Op, value: Value | list[Value] | None, path: str) -> None:
    """Refuse a value that does not fit a comparison.

    Raises:
        BadInput: with the place in ``field``.
    """
    field = f"{path}.value"
    if op is Op.EXISTS:
        if value is not None:
            raise BadInput("'exists' takes no value; leave it out.", field=field)
    elif op is Op.IS:
        _check_values(value, field)
    elif op in ORDERS:
        _check_order(op, value, field)
    else:
        _check_text(op, value, field)


def check_number(number: float, field: str) -> None:
    """Refuse a number that cannot be compared exactly.

    Raises:
        BadInput: it is not finite, too large or has too many decimals.
    """
    if not abs(number) <= MOST_NUMBER:  # not a number is not either
        raise BadInput("A number must be between -1,000,000,000,000 and as much.", field=field)
    if int(Decimal(str(number)).normalize().as_tuple().exponent) < -MOST_DECIMALS:
        raise BadInput(f"A number can have {MOST_DECIMALS} decimals at most.", field=field)


def _allowed(condition: Condition) -> tuple[str, ...]:
    match condition:
        case InCart():
            return (*TEXTS_OF_PRODUCT, "product.quantity")
        case OfOrders():
            return (*TEXTS_OF_PRODUCT, *NUMBERS_OF_PRODUCT)
        case _:
            return (*TEXTS_OF_PRODUCT, *NUMBERS_OF_PRODUCT, *PLACE, PROPERTY)


def _check_field(name: str, allowed: tuple[str, ...], field: str) -> None:
    if name in allowed and name != PROPERTY:
        return
    if name.startswith(PROPERTY) and PROPERTY in allowed:
        if len(name) == len(PROPERTY) or _BAD_NAME.search(name):
            raise BadInput(
                "'property.' is followed by a property's name, without quotation marks or control "
                "characters, such as 'property.color'.",
                field=field,
            )
        return
    known = ", ".join("property.NAME" if one == PROPERTY else one for one in allowed)
    raise BadInput(f"There is no field {name!r} here; known are: {known}.", field=field)


def _check_number_field(one: Filter, path: str) -> None:
    if one.op in TEXT_OPS:
        raise BadInput(
            f"{one.field} is a number: compare it with is, more_than, at_least, less_than, at_most "
            "or exists.",
            field=f"{path}.op",
        )
    if one.op is Op.IS and not all(_is_number(value) for value in _listed(one.value)):
        raise BadInput(f"{one.field} is a number; compare it with one.", field=f"{path}.value")


def _check_values(value: Value | list[Value] | None, field: str) -> None:
    if value is None:
        raise BadInput("'is' needs a value, or a list of them.", field=field)
    many = isinstance(value, list)
    for at, one in enumerate(_listed(value)):
        _check_plain(one, f"{field}[{at}]" if many else field)


def _check_plain(value: Value, field: str) -> None:
    if isinstance(value, str):
        _check_length(value, field)
    elif not isinstance(value, bool):
        check_number(value, field)


def _check_order(op: Op, value: Value | list[Value] | None, field: str) -> None:
    if not _is_number(value) or not isinstance(value, int | float):
        raise BadInput(f"'{op}' compares with one number.", field=field)
    check_number(value, field)


def _check_text(op: Op, value: Value | list[Value] | None, field: str) -> None:
    if not isinstance(value, str) or not value:
        raise BadInput(f"'{op}' compares with one text that is not empty.", field=field)
    _check_length(value, field)
    if op is Op.MATCHES:
        _check_pattern(value, field)


def _check_length(text: str, field: str) -> None:
    if len(text) > MOST_TEXT:
        raise BadInput(f"A text can have {MOST_TEXT} characters at most.", field=field)
    if "\x00" in text:
        raise BadInput("A text cannot hold the character NUL.", field=field)


def _check_pattern(pattern: str, field: str) -> None:
    if len(pattern) > MOST_PATTERN:
        raise BadInput(
            f"A regular expression can have {MOST_PATTERN} characters at most.", field=field
        )
    repeats = repeats_of(pattern)
    if repeats.twice is not None:
        raise BadInput(
            f"{repeats.twice!r} repeats what is repeated already, as in '(a+)+', and could take "
            "for ever; repeat only once.",
            field=field,
        )
    if repeats.size > MOST_PIECES:
        raise BadInput(
            f"Written out, the regular expression has {repeats.size:,} pieces, {MOST_PIECES} at "
            "most; count less far, or use * or +.",
            field=field,
        )
    problem = well_formed(pattern)
    if problem is not None:
        raise BadInput(f"The regular expression is not well formed: {problem}.", field=field)


def _listed(value: Value | list[Value] | None) -> list[Value]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
