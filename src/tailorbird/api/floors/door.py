"""The door to the floors, for the shop's own programs: every call needs a secret key."""

from __future__ import annotations

from tailorbird.api.floors.paths import PREFIXES, RULE, resolve
from tailorbird.api.segments.door import SegmentsDoor

__all__ = ["PREFIXES", "FloorsDoor"]


class FloorsDoor(SegmentsDoor):
    """ASGI application of the calls about the floors."""

    resolve = staticmethod(resolve)
    rule = RULE
    no_key = (
        "Send a secret key of this shop that may change experiments as user name of Basic "
        "authorization, with an empty password."
    )
