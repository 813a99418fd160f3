"""Consent as it was given or withdrawn, and what is remembered of an erasure."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Channel(StrEnum):
    """Where an answer reaches: the shop's pages, a mailbox, or a telephone."""

    ONSITE = "onsite"
    EMAIL = "email"
    SMS = "sms"


class Purpose(StrEnum):
    """The purposes that Tailorbird itself asks for; a shop may record others beside them."""

    ANALYTICS = "analytics"
    PERSONALIZATION = "personalization"
    PROFILING = "profiling"
    MARKETING = "marketing"


class Method(StrEnum):
    """How an answer was given. ``OWNER`` is the switch on a person's page: no answer of theirs."""

    SINGLE = "single"
    DOUBLE = "double"
    IMPORT = "import"
    API = "api"
    BROWSER = "browser"
    OWNER = "owner"


class Status(StrEnum):
    """What holds for a purpose; unknown is no record at all."""

    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Asked(Struct, frozen=True, order=True):
    """What an answer is about."""

    channel: Channel
    purpose: str


class ConsentRecord(Struct, frozen=True, kw_only=True):
    """One answer of one person on one channel and purpose, at one time (microseconds UTC).

    ``voice`` stands for who said it: the strongest identifier that its event proved. ``source`` is
    the door it came through, ``wording`` the version of the words that were read.
    """

    profile_id: str
    purpose: str
    granted: bool
    at: int
    source: str
    channel: Channel = Channel.ONSITE
    wording: str = ""
    method: Method = Method.API
    voice: str = ""

    @property
    def asked(self) -> Asked:
        """What it is about."""
        return Asked(self.channel, self.purpose)


class Signal(Struct, frozen=True, kw_only=True):
    """A device that objects to being followed (Global Privacy Control), and since when.

    ``device`` is the browser's id, empty where a server passed the signal on without one.
    """

    profile_id: str
    device: str
    at: int
    source: str
    voice: str = ""


class Known(Struct, frozen=True):
    """Two voices that are known to be one person's, and since when (microseconds UTC)."""

    one: str
    other: str
    since: int


class Answers(Struct, frozen=True, kw_only=True):
    """Everything one person ever said on consent, and since when their voices are known as one."""

    records: tuple[ConsentRecord, ...] = ()
    signals: tuple[Signal, ...] = ()
    known: tuple[Known, ...] = ()


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
