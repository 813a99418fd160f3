"""The words of the text form, for writing and reading, and how a text is cut into them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from tailorbird.core.errors import BadInput
from tailorbird.segments.types import CalendarUnit, Comparator, Measure, Op, RollingUnit

OPS = {
    Op.IS: "is",
    Op.CONTAINS: "contains",
    Op.STARTS_WITH: "starts with",
    Op.MATCHES: "matches",
    Op.MORE_THAN: "more than",
    Op.AT_LEAST: "at least",
    Op.LESS_THAN: "less than",
    Op.AT_MOST: "at most",
    Op.EXISTS: "exists",
}
COMPARATORS = {
    Comparator.AT_LEAST: "at least",
    Comparator.AT_MOST: "at most",
    Comparator.EXACTLY: "exactly",
    Comparator.MORE_THAN: "more than",
    Comparator.LESS_THAN: "less than",
}
MEASURES = {
    Measure.COUNT: "count",
    Measure.SUM: "sum",
    Measure.AVERAGE: "average",
    Measure.MIN: "min",
    Measure.MAX: "max",
    Measure.DAYS_SINCE_FIRST: "days since first",
    Measure.DAYS_SINCE_LAST: "days since last",
    Measure.DISTINCT_PRODUCTS: "distinct products",
}
_Unit = TypeVar("_Unit", RollingUnit, CalendarUnit)


def _units(units: type[_Unit]) -> dict[str, _Unit]:
    return {word: unit for unit in units for word in (unit.value, unit.value.removesuffix("s"))}


ROLLING = _units(RollingUnit)
CALENDAR = _units(CalendarUnit)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
FIELD = re.compile(r"product\.[a-z]+|property\.[A-Za-z_][A-Za-z0-9_]*|device|country|region|city")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_TOKEN = re.compile(
    rf"""
      (?P<space>  \s+ )
    | (?P<text>   "(?:[^"\\]|\\.)*" )
    | (?P<moment> {MOMENT.pattern} )
    | (?P<number> -?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? )
    | (?P<word>   {WORD.pattern} )
    | (?P<mark>   [(),] )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(Struct, frozen=True):
    """One word, text, number or mark, and where it begins. ``kind`` is ``end`` after the last."""

    kind: str
    written: str
    at: int

    @property
    def value(self) -> str | int | float:
        """What a text or a number means."""
        if self.kind == "text":
            return msgspec.json.decode(self.written, type=str)
        if self.kind == "number":
            plain = self.written.lstrip("-").isdigit()
            return int(self.written) if plain else float(self.written)
        return self.written


def tokens(text: str) -> list[Token]:
    """Cut a text into its tokens, an ``end`` after them.

    Raises:
        BadInput: something stands there that cannot.
    """
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise refusal(text, at, f"{text[at]!r} cannot stand here.")
        if match.lastgroup != "space":
            found.append(_token(text, match))
        at = match.end()
    return [*found, Token("end", "", at)]


def _token(text: str, match: re.Match[str]) -> Token:
    token = Token(str(match.lastgroup), match[0], match.start())
    try:
        token.value  # noqa: B018 - a text with a wrong escape has none
    except msgspec.DecodeError as error:
        raise refusal(text, token.at, f"This text is not well written: {error}.") from None
    return token


def refusal(text: str, at: int, problem: str) -> BadInput:
    """Return the error that names a place of a text by its line and column."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return BadInput(f"Line {line}, column {column}: {problem}", field=f"{line}:{column}")


def quoted(text: str) -> str:
    """Return a text as it is written between quotation marks."""
    return msgspec.json.encode(text).decode()


def named(name: str) -> str:
    """Return a name as it is written: as it is where that is one word."""
    return name if WORD.fullmatch(name) else quoted(name)


def known(words: Mapping[str, object]) -> str:
    """Return the words that may stand somewhere, for a message."""
    return ", ".join(words)
