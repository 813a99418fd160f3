"""Queries on the imports that were made."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Connection, Index, String, Table, insert, select
from sqlalchemy import update as change

from tailorbird.events.types import ImportRun
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

imports = Table(
    "imports",
    OPERATIONAL,
    Column("import_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("file", String, nullable=False),
    Column("source", String, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("rows_new", BigInteger, nullable=False),
    Column("rows_known", BigInteger, nullable=False),
    Column("outcomes", JSON, nullable=False),
    Column("trouble", String, nullable=False),
    Index(None, "started_at"),
    info=kept(Kept.RECORDED),
)


def save_import(connection: Connection, run: ImportRun) -> None:
    """Write an import down, or how it went on."""
    row = {name: getattr(run, name) for name in ImportRun.__struct_fields__}
    same = imports.c.import_id == run.import_id
    if not connection.execute(change(imports).where(same).values(row)).rowcount:
        connection.execute(insert(imports).values(row))


def read_imports(connection: Connection, limit: int) -> list[ImportRun]:
    """Return the latest imports, the newest first."""
    newest = select(imports).order_by(imports.c.started_at.desc(), imports.c.import_id).limit(limit)
    return [
        ImportRun(**{name: getattr(row, name) for name in ImportRun.__struct_fields__})
        for row in connection.execute(newest)
    ]
