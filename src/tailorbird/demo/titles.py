"""Titles a shopper likes to read, made from the shouting ones of the order history."""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL = frozenset(
    {"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with", "at", "by"}
)
_KEPT = frozenset({"LED", "A4", "A5", "A6", "3D", "UK", "M.O.P", "VIP", "DIY", "TV", "II"})
_ABBREVIATED = {
    "asstd": "assorted",
    "ass": "assorted",
    "b'fly": "butterfly",
    "p'weight": "paperweight",
    "w": "with",
    "col": "colour",
    "neckl": "necklace",
    "dec": "decoration",
    "vint": "vintage",
    "raspberr": "raspberry",
}
_SET = re.compile(r"\b(?:SET|S)/\s?(\d+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['.][^\W\d_]+)*\.?|\d+\w*(?:'\w+)?|\W", re.UNICODE)
_MEASURE = re.compile(r"^\d+(?:x\d+)?(?:cm|mm|m|g|kg|ml|w)(?:x\d+cm)?$", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def pretty_title(source: str) -> str:
    """Return the title in reading case, with the shop's abbreviations written out.

    A title that is not all capitals was typed with care and keeps its case.

    >>> pretty_title("SET/6 RED SPOTTY  PAPER CUPS ")
    'Set of 6 Red Spotty Paper Cups'
    """
    text = _tidy(source)
    if any(letter.islower() for letter in re.sub(r"\d+\w*", "", text)):
        return text
    cased = [_cased(word) for word in _WORD.findall(text)]
    return _first_upper("".join(cased))


def _tidy(source: str) -> str:
    text = _SET.sub(r"SET OF \1", source.strip().lstrip("*"))
    text = re.sub(r"\s*\+\s*", " & ", text)
    text = re.sub(r"\s*,\s*", ", ", text)
    return re.sub(r"\s+", " ", text).strip(" ,.;")


def _cased(word: str) -> str:
    if word in _KEPT or not word.strip():
        return word
    if _MEASURE.match(word) or (word.endswith("'S") and word[0].isdigit()):
        return word.lower()
    lower = word.lower()
    lower = _ABBREVIATED.get(lower, lower)
    return lower if lower in _SMALL else _first_upper(lower)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
