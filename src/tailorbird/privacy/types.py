"""Consent as it was given or withdrawn, and what is remembered of an erasure."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class ConsentRecord(Struct, frozen=True, kw_only=True):
    """One answer of one person for one purpose, at one time (microseconds UTC)."""

    profile_id: str
    purpose: str
    granted: bool
    at: int
    source: str
    wording: str = ""


class Step(StrEnum):
    """What an erasure, or an event it concerns, has next."""

    LOG = "log"
    ARCHIVE = "archive"
    DONE = "done"


class Remembered(Struct, frozen=True):
    """What is remembered of an erased identifier; ``shared`` if others who stay used it too."""

    erased_at: int
    shared: bool


class Rewrite(Struct, frozen=True):
    """The place of an event to rewrite; ``whole`` if all of it is theirs.

    Otherwise what may be kept of it follows from what it says.
    """

    position: int
    whole: bool


class Erasure(Struct, frozen=True, kw_only=True):
    """One erasure: when, how many rows of which table, and when its last trace was gone.

    Nothing in it says who it was. Times are microseconds UTC.
    """

    erasure_id: str
    erased_at: int
    finished_at: int | None = None
    counts: dict[str, int] = {}
