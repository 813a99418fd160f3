"""Every query of the consent record. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from tailorbird.privacy.types import ConsentRecord
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
    return [
        ConsentRecord(
            profile_id=row.profile_id,
            purpose=row.purpose,
            granted=row.granted,
            at=row.at,
            source=row.source,
            wording=row.wording,
        )
        for row in rows
    ]


def reassign(connection: Connection, old: str, new: str) -> None:
    """Give one person's records to another: they turned out to be the same."""
    connection.execute(update(consents).where(consents.c.profile_id == old).values(profile_id=new))


def rows_of(connection: Connection, profile_ids: Iterable[str]) -> list[dict[str, object]]:
    """Return the rows of these profiles as they are kept."""
    mine = consents.c.profile_id.in_(list(profile_ids))
    rows = connection.execute(select(consents).where(mine).order_by(consents.c.number))
    return [dict(row) for row in rows.mappings()]


def erase(connection: Connection, profile_ids: Iterable[str]) -> int:
    """Forget these profiles' answers; return how many there were."""
    mine = consents.c.profile_id.in_(list(profile_ids))
    return connection.execute(delete(consents).where(mine)).rowcount
