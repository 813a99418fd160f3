"""When a session ends, and how a browser is called. Pure."""

from __future__ import annotations

import re

from tailorbird.core.clock import DAY, HOUR, MINUTE

LINK_LIFE = 12 * HOUR
IDLE_LIFE = 7 * DAY
SESSION_LIFE = 30 * DAY
SEEN_EVERY = 5 * MINUTE  # how often being seen is written down

_BROWSERS = (
    ("Edge", r"\bEdgA?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|CriOS|HeadlessChrome)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def is_alive(created_at: int, seen_at: int, now: int) -> bool:
    """Tell whether a session still holds: used within a week, begun within a month."""
    return now - seen_at < IDLE_LIFE and now - created_at < SESSION_LIFE


def browser_name(user_agent: str) -> str:
    """Return what to call a browser, empty if it does not say.

    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox, Linux'
    """
    found = [_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)]
    return ", ".join(filter(None, found))


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, text)), "")
