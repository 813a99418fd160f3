"""Every query of the consent record. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)

from tailorbird.privacy.consent import asked_of
from tailorbird.privacy.store.signals import (
    erase_signals,
    gpc_signals,
    reassign_signals,
    signal_rows,
)
from tailorbird.privacy.types import Asked, Channel, ConsentRecord, Method
from tailorbird.storage.among import among
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

consents = Table(
    "consents",
    OPERATIONAL,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("profile_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("source", String, nullable=False),
    Column("wording", String, nullable=False),
    Column("channel", String, nullable=False, server_default="onsite"),
    Column("method", String, nullable=False, server_default="api"),
    Column("voice", String, nullable=False, server_default=text("''")),
    Index(None, "profile_id"),
    info=kept(Kept.DERIVED),
)


def add(connection: Connection, records: Iterable[ConsentRecord]) -> None:
    """Append consent records."""
    rows = [
        {
            "profile_id": record.profile_id,
            "purpose": record.purpose,
            "granted": record.granted,
            "at": record.at,
            "source": record.source,
            "wording": record.wording,
            "channel": record.channel,
            "method": record.method,
            "voice": record.voice,
        }
        for record in records
    ]
    if rows:
        connection.execute(insert(consents), rows)


def of_person(connection: Connection, profile_id: str) -> list[ConsentRecord]:
    """Return a person's records, oldest first."""
    rows = connection.execute(
        select(consents).where(consents.c.profile_id == profile_id).order_by(consents.c.number)
    )
    return [_record(row) for row in rows]


def of_refusing(connection: Connection, purposes: Sequence[str]) -> Iterator[ConsentRecord]:
    """Yield the answers on these purposes of everybody who ever refused one of them on site.

    Before there were channels, purposes had other words: what is not known as one is left out.
    """
    named = (consents.c.channel == Channel.ONSITE) & consents.c.purpose.in_([*purposes, *_OLD])
    refusing = select(consents.c.profile_id).where(named, consents.c.granted.is_(False))
    signalled = select(gpc_signals.c.profile_id)
    who = consents.c.profile_id.in_(refusing.union(signalled))
    rows = connection.execute(select(consents).where(named, who).order_by(consents.c.number))
    return (_record(row) for row in rows)


def of_people(connection: Connection, profile_ids: Sequence[str]) -> Iterator[ConsentRecord]:
    """Yield these people's records, each person's oldest first."""
    mine = among(connection, consents.c.profile_id, profile_ids)
    rows = connection.execute(select(consents).where(mine).order_by(consents.c.number))
    return (_record(row) for row in rows)


def refusing(connection: Connection) -> list[str]:
    """Return everybody who ever said no to anything."""
    said_no = select(consents.c.profile_id).where(consents.c.granted.is_(False))
    return list(connection.execute(said_no.distinct().order_by(consents.c.profile_id)).scalars())


def granted_only() -> ColumnElement[bool]:
    """Return the condition of a person's own yes where they never said no to anything."""
    said_no = select(consents.c.profile_id).where(consents.c.granted.is_(False))
    theirs = consents.c.granted & (consents.c.method != Method.OWNER.value)
    return theirs & consents.c.profile_id.not_in(said_no)


def words_for(connection: Connection, channel: str, purpose: str) -> list[tuple[str, str]]:
    """Return the channels and purposes, as rows hold them, that mean this one."""
    kept = select(consents.c.channel, consents.c.purpose).distinct()
    found = []
    for row in connection.execute(kept):
        asked = _asked(row.channel, row.purpose)
        if (asked.channel.value, asked.purpose) == (channel, purpose):
            found.append((row.channel, row.purpose))
    return found


_OLD = ("personalisation",)  # as the demo's shop said it before there was a vocabulary


def _asked(channel: str, purpose: str) -> Asked:
    # rows from before there were channels name both in one word
    return asked_of(purpose) if channel == Channel.ONSITE else Asked(Channel(channel), purpose)


def _record(row: Row[Any]) -> ConsentRecord:
    asked = _asked(row.channel, row.purpose)
    return ConsentRecord(
        profile_id=row.profile_id,
        channel=asked.channel,
        purpose=asked.purpose,
        granted=row.granted,
        at=row.at,
        source=row.source,
        wording=row.wording,
        method=Method(row.method),
        voice=row.voice,
    )


def reassign(connection: Connection, old: str, new: str) -> None:
    """Give one person's records to another: they turned out to be the same."""
    connection.execute(update(consents).where(consents.c.profile_id == old).values(profile_id=new))
    reassign_signals(connection, old, new)


def rows_of(
    connection: Connection, profile_ids: Sequence[str]
) -> dict[str, list[dict[str, object]]]:
    """Return the rows of these profiles as they are kept, by table."""
    mine = consents.c.profile_id.in_(profile_ids)
    rows = connection.execute(select(consents).where(mine).order_by(consents.c.number))
    answers = [dict(row) for row in rows.mappings()]
    return {"consents": answers, "gpc_signals": signal_rows(connection, profile_ids)}


def erase(connection: Connection, profile_ids: Sequence[str]) -> dict[str, int]:
    """Forget these profiles' answers; return how many there were, by table."""
    mine = consents.c.profile_id.in_(profile_ids)
    gone = connection.execute(delete(consents).where(mine)).rowcount
    return {"consents": gone, "gpc_signals": erase_signals(connection, profile_ids)}
