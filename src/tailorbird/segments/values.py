"""Plain values: as text, as numbers, and compared, the same as engines do it. Pure."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from tailorbird.core.errors import BadInput
from tailorbird.segments.types import Comparator, Compare, Value

MILLION = 1_000_000
MOST = 1e12
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def as_text(value: Value) -> str:
    """Return what a value looks like as text: whole numbers by their digits, yes as ``true``.

    >>> as_text(3.0), as_text(True), as_text(2.5)
    ('3', 'true', '2.5')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def numeric(value: object) -> float | None:
    """Return a value as a number, also one sent as text; None for what is none.

    >>> numeric("12.50"), numeric(True), numeric("1e5")
    (12.5, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return None


def millionths(value: object) -> int | None:
    """Return a value in millionths, rounded half away from zero; None for no number, or too large.

    >>> millionths("0.0000005"), millionths(-2)
    (1, -2000000)
    """
    number = numeric(value)
    if number is None or not abs(number) < MOST:
        return None
    return int(Decimal(number * MILLION).to_integral_value(ROUND_HALF_UP))


def is_one_of(value: object, wanted: Iterable[Value]) -> bool:
    """Whether a plain value equals one of several: texts by every letter, numbers as numbers."""
    if isinstance(value, str):
        return any(value == as_text(one) for one in wanted)
    if isinstance(value, bool):
        return any(as_text(value) == as_text(one) for one in wanted)
    if isinstance(value, int | float):
        return any(float(value) == numeric(one) for one in wanted)
    return False


def threshold(compare: Compare, scale: int = 1) -> Fraction:
    """Return the number that is compared with, exactly as it is written, times ``scale``."""
    if not isinstance(compare.value, int | float):
        raise BadInput("A learned number has to be put in before the tree is read.")
    return _exactly(compare.value, scale)


@lru_cache(maxsize=4096)
def _exactly(value: float, scale: int) -> Fraction:
    return Fraction(str(value)) * scale


_MEETS: dict[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.AT_LEAST: operator.ge,
    Comparator.MORE_THAN: operator.gt,
    Comparator.AT_MOST: operator.le,
    Comparator.LESS_THAN: operator.lt,
    Comparator.EXACTLY: operator.eq,
}


def meets(compare: Compare, number: int | Fraction, scale: int = 1) -> bool:
    """Compare a number exactly; it counts in ``scale``-ths of what is compared with."""
    return _MEETS[compare.op](number, threshold(compare, scale))


def meets_nearly(compare: Compare, number: float) -> bool:
    """Compare a binary number, such as a prediction, with the binary number nearest to a limit."""
    return math.isfinite(number) and _MEETS[compare.op](number, float(threshold(compare)))


def turning_days(compare: Compare) -> tuple[int, int]:
    """Return the two numbers of whole days at which a comparison with them can turn."""
    limit = threshold(compare)
    return math.ceil(limit), math.floor(limit) + 1
