"""Consent, as it was given or withdrawn."""

from __future__ import annotations

from msgspec import Struct


class ConsentRecord(Struct, frozen=True, kw_only=True):
    """One answer of one person for one purpose, at one time (microseconds UTC)."""

    profile_id: str
    purpose: str
    granted: bool
    at: int
    source: str
    wording: str = ""
