"""On what somebody visits the shop, as coarsely as a merchant needs it. Pure.

Nothing but one of four words is kept of a browser's name for itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

MOBILE, TABLET, DESKTOP, OTHER = "mobile", "tablet", "desktop", "other"
_TABLET = re.compile(r"ipad|tablet|kindle|silk/|playbook|android(?!.*mobi)", re.IGNORECASE)
_MOBILE = re.compile(r"mobi|iphone|ipod|android|phone", re.IGNORECASE)
_DESKTOP = re.compile(r"windows nt|macintosh|x11|cros", re.IGNORECASE)
_MOST = 500  # characters; no browser says more


@lru_cache(maxsize=512)
def device_of(user_agent: str) -> str:
    """Return the kind of device that a browser's name for itself tells.

    >>> device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")
    'mobile'
    """
    said = user_agent[:_MOST]
    kinds = ((_TABLET, TABLET), (_MOBILE, MOBILE), (_DESKTOP, DESKTOP))
    return next((kind for told, kind in kinds if told.search(said)), OTHER)


def on_device(item: Any, user_agent: str) -> Any:
    """Return a sent event with its kind of device, where it does not say that itself.

    ``user_agent`` is the browser's that sent it; the event's own ``context.userAgent`` goes first.
    """
    context = item.get("context") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(context, dict | None):
        return item  # not an event: it is refused where it is checked
    context = context or {}
    device = context.get("device")
    own = context.get("userAgent")
    said = own if isinstance(own, str) and own else user_agent
    if not said or not isinstance(device, dict | None) or "type" in (device or {}):
        return item
    return {**item, "context": {**context, "device": {**(device or {}), "type": device_of(said)}}}
