"""Lists of people for a merchant: with what each is called, and what may be given out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from tailorbird.core.clock import Clock, to_datetime
from tailorbird.privacy.consent import state, status
from tailorbird.privacy.types import Answers, Asked, Channel, Purpose, Status
from tailorbird.privacy.uses import Use, objected, refused
from tailorbird.profiles.asking import answers_of
from tailorbird.profiles.store.people import label_of
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.segments.results import Exported, Member, Movement, SizeDay
from tailorbird.segments.store import members, movements, naming
from tailorbird.segments.types import Segment
from tailorbird.storage.database import Connection, Database

T = TypeVar("T", Member, Movement)
PAGE = 500
EMAIL_MARKETING = Asked(Channel.EMAIL, Purpose.MARKETING)


def labelled(connection: Connection, found: Sequence[T]) -> list[T]:
    """Return the same with what a merchant calls each person."""
    known = naming.identities_of(connection, sorted({one.profile_id for one in found}))
    return [replace(one, label=label_of(known.get(one.profile_id, []))) for one in found]


def every_day(
    before: SizeDay | None, known: Sequence[SizeDay], first_day: int, last_day: int
) -> list[SizeDay]:
    """Return a size for each day, from the first known on: where nothing moved, the last one."""
    by_day = {one.day: one for one in known}
    size = None if before is None else before.size
    found = []
    for day in range(first_day, last_day + 1):
        if day in by_day:
            size = by_day[day].size
            found.append(by_day[day])
        elif size is not None:
            found.append(SizeDay(day=day, size=size, entered=0, left=0))
    return found


def exported(
    database: Database, clock: Clock, segment: Segment, asked_by: str
) -> Iterator[dict[str, str]]:
    """Yield the people of a segment who may be on a list; write down that it was given out."""
    given = left_out = 0
    last = ""
    try:
        while True:
            with database.read() as connection:
                page = members.after(connection, segment.segment_id, last, PAGE)
                rows = _rows(connection, page)
            if not page:
                return
            last = page[-1].profile_id
            left_out += len(page) - len(rows)
            for row in rows:
                given += 1
                yield row
    finally:  # also where whoever asked went away in the middle
        export = Exported(
            segment_id=segment.segment_id,
            asked_by=asked_by,
            at=clock.now(),
            people=given,
            left_out=left_out,
        )
        database.write(lambda connection: movements.note_export(connection, export))


def may_be_listed(answers: Answers) -> bool:
    """Whether somebody said no to nothing that a list of people is used for."""
    said_no = status(state(answers), EMAIL_MARKETING) is Status.DENIED
    return not (said_no or refused(answers, Use.PERSONALIZE) or objected(answers))


def _rows(connection: Connection, page: Sequence[Member]) -> list[dict[str, str]]:
    known = naming.identities_of(connection, [one.profile_id for one in page])
    return [
        _row(one, known[one.profile_id])
        for one in page
        if one.profile_id in known and may_be_listed(answers_of(connection, one.profile_id))
    ]


def _row(member: Member, known: Sequence[Identity]) -> dict[str, str]:
    by_kind = {one.kind: one.value for one in reversed(known)}
    return {
        "profile_id": member.profile_id,
        "user_id": by_kind.get(IdentityKind.USER, ""),
        "email": by_kind.get(IdentityKind.EMAIL, ""),
        "since": to_datetime(member.since).isoformat(),
    }
