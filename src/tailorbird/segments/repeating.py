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
    | (?P<escape>  \\[pPxX]\{[^}]*\} | \\. )
    | (?P<set>     \[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\] )
    | (?P<open>    \((?:\?(?:P?<\w*>|[a-zA-Z-]*:))? )
    | (?P<close>   \) )
    | (?P<repeat>  (?:[*+?]|\{\d+(?:,\d*)?\})\?? )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
_AT_MOST_ONCE = re.compile(r"(?:\?|\{[01]\}|\{[01],1\})\??")


class _Reading(Struct):
    """One group: whether anything in it repeats, and whether what was read last does."""

    repeats: bool = False
    last: bool = False


def repeats_a_repeat(pattern: str) -> str | None:
    """Return the repeat that is around another one (``+`` in ``(a+)+``), None if there is none."""
    open_groups = [_Reading()]
    for token in _TOKEN.finditer(pattern):
        group = open_groups[-1]
        match token.lastgroup:
            case "open":
                open_groups.append(_Reading())
            case "close" if len(open_groups) > 1:
                inner = open_groups.pop()
                open_groups[-1].last = inner.repeats
                open_groups[-1].repeats |= inner.repeats
            case "repeat" if not _AT_MOST_ONCE.fullmatch(token[0]):
                if group.last:
                    return token[0]
                group.last = group.repeats = True
            case "repeat":
                pass
            case _:
                group.last = False
    return None
