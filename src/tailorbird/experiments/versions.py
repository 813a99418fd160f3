"""Version numbers as text that sorts as they follow each other. Pure; the published rule."""

from __future__ import annotations

import re

_OUTSIDE = re.compile(r"(^v|\+.*$)")
_PARTS = re.compile(r"[-.]")
_WIDTH = 5
_RELEASE_PARTS = 3


def padded(version: str | float) -> str:
    """Return a version so that text order is version order: 1.10.0 follows 1.9.0 and 1.10.0-rc.1.

    A leading v and what follows a plus sign count for nothing.
    """
    text = version if isinstance(version, str) else _number(version)
    parts = _PARTS.split(_OUTSIDE.sub("", text or "0"))
    if len(parts) == _RELEASE_PARTS:
        parts.append("~")  # the last of ASCII: a release follows its candidates
    return "-".join(part.rjust(_WIDTH) if part.isdigit() else part for part in parts)


def _number(value: float) -> str:
    """Return a number as browsers write it."""
    return str(int(value)) if value == int(value) else repr(value)
