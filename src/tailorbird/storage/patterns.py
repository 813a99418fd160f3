"""Regular expressions as engines read them: RE2, which never takes longer than the text is long.

Whoever looks at one text asks here, so that one event and a whole archive are matched alike.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def found(pattern: str, text: str) -> bool:
    """Whether a pattern is found anywhere in a text."""
    return bool(pc.match_substring_regex(pa.scalar(text, pa.string()), pattern).as_py())


def well_formed(pattern: str) -> str | None:
    """Return what is wrong with a pattern, None if nothing is."""
    try:
        found(pattern, "")
    except pa.ArrowInvalid as error:
        return str(error).removeprefix("Invalid regular expression: ")
    return None
