"""What a room says about the personal data in its tables; ``privacy.registry`` collects it.

It stands here, beside what a table keeps, because every room above the databases fills one in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from tailorbird.storage.database import Connection
from tailorbird.storage.schema import Chain

Rows = dict[str, list[dict[str, Any]]]  # table -> its rows about somebody, as JSON can hold them
Counts = dict[str, int]  # table -> rows


class Subject(Struct, frozen=True, kw_only=True):
    """The person a request is about: everything they are known by.

    ``profile_ids`` begins with the present one; the others went on as it. ``positions`` are the
    places of their events in the log.
    """

    profile_ids: tuple[str, ...]
    user_ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    anonymous_ids: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def profile_id(self) -> str:
        """The profile they have now."""
        return self.profile_ids[0]

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Every value they are known by outside."""
        return (*self.user_ids, *self.emails, *self.anonymous_ids)


def no_rows(_connection: Connection, _subject: Subject) -> Rows:
    """Export nothing: the room keeps nothing of the kind."""
    return {}


def no_change(_connection: Connection, _subject: Subject) -> Counts:
    """Erase nothing: the room keeps nothing of the kind."""
    return {}


def no_merge(_connection: Connection, _old: str, _new: str) -> None:
    """Join nothing: the room keeps nothing by profile."""


@dataclass(frozen=True)
class PersonalData:
    """One room's tables in one database, and how to export, erase and join what they hold.

    ``covered`` names the personal columns of each table that has any; ``impersonal`` gives the
    reason why a table has none. ``erase`` returns how many rows it changed or removed. All three
    functions work inside the caller's transaction.
    """

    room: str
    covered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    impersonal: Mapping[str, str] = field(default_factory=dict)
    export: Callable[[Connection, Subject], Rows] = no_rows
    erase: Callable[[Connection, Subject], Counts] = no_change
    merge: Callable[[Connection, str, str], None] = no_merge
    chain: Chain = Chain.OPERATIONAL
