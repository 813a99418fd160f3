"""Regular expressions that repeat a repeat, such as ``(a+)+``: found by reading, never by trying.

Other programs take for ever over these. Ours does not, but a segment that is exported or read by
another engine should not be a trap there, and such a pattern is a slip more often than not.
"""

from __future__ import annotations

import re

from msgspec import Struct

_TOKEN = re.compile(
    r"""
      (?P<literal> \\Q.*?(?:\\E|$) )
    | (?P<escape>  \\[pP](?:\{[^}]*\}|.) | \\x\{[^}]*\} | \\. )
    | (?P<set>     \[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\] )
    | (?P<open>    \((?:\?(?:P?<\w*>|[a-zA-Z-]*:))? )
    | (?P<close>   \) )
    | (?P<repeat>  (?:[*+?]|\{\d+(?:,\d*)?\})\?? )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
_AT_MOST_ONCE = re.compile(r"(?:\?|\{[01]\}|\{[01],1\})\??")


_COUNTED = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_OF_MANY_RANGES = 30  # what \pL weighs beside a letter: it is made of hundreds of ranges


class Repeats(Struct, frozen=True):
    """What a pattern repeats.

    ``twice`` is the repeat around another one (``+`` in ``(a+)+``), None if there is none. ``size``
    is how many pieces it has where what is counted (``a{50}``) is written out.
    """

    twice: str | None
    size: int


class _Reading(Struct):
    """One group: whether anything in it repeats, how large it is, and the same of its last part."""

    repeats: bool = False
    size: int = 0
    last_repeats: bool = False
    last_size: int = 0


def repeats_of(pattern: str) -> Repeats:
    """Return what a pattern repeats; only read, so it need not be well formed."""
    opened = [_Reading()]
    twice = None
    for token in _TOKEN.finditer(pattern):
        match token.lastgroup:
            case "open":
                opened.append(_Reading())
            case "close" if len(opened) > 1:
                inner = opened.pop()
                _add(opened[-1], inner.size, repeats=inner.repeats)
            case "repeat":
                twice = twice or _repeat(opened[-1], token[0])
            case _:
                many = r"\p" in token[0].lower()
                _add(opened[-1], _OF_MANY_RANGES if many else 1, repeats=False)
    return Repeats(twice, sum(group.size for group in opened))


def _add(group: _Reading, size: int, *, repeats: bool) -> None:
    group.size += size
    group.last_size, group.last_repeats = size, repeats
    group.repeats |= repeats


def _repeat(group: _Reading, mark: str) -> str | None:
    counted = _COUNTED.match(mark)
    if counted:
        often = int(counted[2] or counted[1])
        group.size += max(often - 1, 0) * group.last_size
    if _AT_MOST_ONCE.fullmatch(mark):
        return None
    again = group.last_repeats
    group.last_repeats = group.repeats = True
    return mark if again else None
