"""Every query on the manifest: which files count, which are being written, how far they reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    BigInteger,
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

from tailorbird.core.errors import ArchiveChanged
from tailorbird.storage.archive.types import ArchiveFile, Marks
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import LOG

_CHUNK = 500
SEALED, TRIMMED, REWRITES = "sealed", "trimmed", "rewrites"

archive_files = Table(
    "archive_files",
    LOG,
    Column("file_id", String, primary_key=True),
    Column("data_set", String, nullable=False),
    Column("day", Integer, nullable=False),
    Column("path", String, nullable=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    # when another file took its place; it is removed some time later, for those still reading
    Column("replaced_at", BigInteger),
    Index(None, "data_set", "day"),
    info=kept(Kept.RECORDED),
)
archive_drafts = Table(
    "archive_drafts",
    LOG,
    Column("path", String, primary_key=True),
    Column("begun_at", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
archive_marks = Table(
    "archive_marks",
    LOG,
    Column("name", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)


def read_marks(connection: Connection) -> Marks:
    """Return how far the archive has come."""
    rows = connection.execute(select(archive_marks)).all()
    return Marks(**{row.name: row.position for row in rows})


def move_mark(connection: Connection, name: str, before: int, after: int) -> None:
    """Set a mark that was at ``before``.

    Raises:
        ArchiveChanged: it is elsewhere by now.
    """
    mine = (archive_marks.c.name == name) & (archive_marks.c.position == before)
    if connection.execute(update(archive_marks).where(mine).values(position=after)).rowcount:
        return
    held = select(archive_marks.c.position).where(archive_marks.c.name == name)
    if before or connection.execute(held).first() is not None:
        raise _overtaken()
    connection.execute(insert(archive_marks).values(name=name, position=after))


def check_rewrites(connection: Connection, before: int) -> None:
    """Make sure that nothing was erased since ``before``, and that nothing is until the commit.

    Raises:
        ArchiveChanged: something was.
    """
    move_mark(connection, REWRITES, before, before)


def begin_drafts(connection: Connection, paths: Iterable[str], now: int) -> None:
    """Say which files are about to be written, so that a sweep can tell them from orphans."""
    connection.execute(insert(archive_drafts), [{"path": path, "begun_at": now} for path in paths])


def end_drafts(connection: Connection, paths: Sequence[str]) -> None:
    """Take drafts off the list as their files begin to count.

    Raises:
        ArchiveChanged: a sweep gave one of them up meanwhile.
    """
    ended = connection.execute(delete(archive_drafts).where(archive_drafts.c.path.in_(paths)))
    if ended.rowcount != len(paths):
        raise _overtaken()


def give_up_drafts(connection: Connection, begun_before: int) -> None:
    """Forget drafts whose writers have most likely died; the slow ones learn it at their end."""
    connection.execute(delete(archive_drafts).where(archive_drafts.c.begun_at < begun_before))


def draft_paths(connection: Connection) -> set[str]:
    """Return the files under way."""
    return set(connection.execute(select(archive_drafts.c.path)).scalars())


def add_files(connection: Connection, files: Sequence[ArchiveFile]) -> None:
    """Let files count from this transaction on."""
    if files:
        connection.execute(
            insert(archive_files),
            [
                {
                    "file_id": file.file_id,
                    "data_set": file.data_set,
                    "day": file.day,
                    "path": file.path,
                    "first_position": file.first_position,
                    "last_position": file.last_position,
                    "row_count": file.rows,
                    "size": file.size,
                }
                for file in files
            ],
        )


def replace_files(connection: Connection, file_ids: Sequence[str], now: int) -> None:
    """Let files count no longer.

    Raises:
        ArchiveChanged: one of them was replaced by other work.
    """
    for start in range(0, len(file_ids), _CHUNK):
        part = file_ids[start : start + _CHUNK]
        mine = archive_files.c.file_id.in_(part) & archive_files.c.replaced_at.is_(None)
        changed = connection.execute(update(archive_files).where(mine).values(replaced_at=now))
        if changed.rowcount != len(part):
            raise _overtaken()


def live_files(connection: Connection, data_set: str | None = None) -> list[ArchiveFile]:
    """Return the files that count, by their first position."""
    wanted = select(archive_files).where(archive_files.c.replaced_at.is_(None))
    if data_set is not None:
        wanted = wanted.where(archive_files.c.data_set == data_set)
    order = (archive_files.c.first_position, archive_files.c.file_id)
    return [
        ArchiveFile(
            file_id=row.file_id,
            data_set=row.data_set,
            day=row.day,
            path=row.path,
            first_position=row.first_position,
            last_position=row.last_position,
            rows=row.row_count,
            size=row.size,
        )
        for row in connection.execute(wanted.order_by(*order))
    ]


def all_paths(connection: Connection) -> set[str]:
    """Return the path of every file the manifest names, replaced ones included."""
    return set(connection.execute(select(archive_files.c.path)).scalars())


def replaced_paths(connection: Connection, replaced_before: int) -> list[str]:
    """Return files that were replaced before an instant and are still there."""
    gone = archive_files.c.replaced_at < replaced_before
    return list(connection.execute(select(archive_files.c.path).where(gone)).scalars())


def forget_files(connection: Connection, paths: Sequence[str]) -> None:
    """Forget files that were removed."""
    for start in range(0, len(paths), _CHUNK):
        part = paths[start : start + _CHUNK]
        connection.execute(delete(archive_files).where(archive_files.c.path.in_(part)))


def _overtaken() -> ArchiveChanged:
    return ArchiveChanged("Other work on the archive came first; nothing was changed. Do it again.")
