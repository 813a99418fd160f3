"""PostgreSQL: the same tables in a schema of their own, for several processes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, cast

from psycopg import Connection as Driver
from psycopg import errors
from psycopg.sql import SQL
from psycopg.sql import Identifier as Name
from psycopg.types.string import StrDumper
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    String,
    Table,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler
from sqlalchemy.exc import ArgumentError, DBAPIError

from tailorbird.core.errors import BadConfiguration, DiskFull, StorageError, TailorbirdError
from tailorbird.storage.engines import Opened

WAIT_MS = 30_000  # for another writer, as long as on SQLite
MOST_READERS = 32
_SILENT_MS = 300_000  # a process that stopped in the middle of a change gives its turn back
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_AT_ONCE = {"yield_per": None, "stream_results": False}
_BUSY = (errors.LockNotAvailable, errors.QueryCanceled, errors.TooManyConnections)
_CLASHES = (errors.SerializationFailure, errors.DeadlockDetected)


def opened(address: str, schema: str) -> Opened:
    """Open a database at an address, with its tables in ``schema``, made if it is missing.

    Raises:
        BadConfiguration: the address has the wrong form, or the database is not in UTF-8.
        StorageError: the server cannot be reached, or refuses this user.
    """
    url = _url(address)
    place = f"PostgreSQL database {url.database} on {_host(url)}"
    writer = _engine(url, schema, _turn(schema))
    found = Opened(
        place=place,
        writer=writer,
        readers=_engine(url, schema, _READ),
        explain=lambda error: explain(error, place),
        worth_repeating=_worth_repeating,
        reclaim=_reclaim,
    )
    try:
        _prepare(writer, schema, place)
    except BaseException as error:
        found.close()
        explained = explain(error, place) if isinstance(error, DBAPIError) else None
        raise explained or error from error
    return found


def explain(error: DBAPIError, place: str) -> TailorbirdError | None:
    """Return our error for a driver's error, None where the statement itself is wrong."""
    cause = error.orig
    first = (str(cause).strip().splitlines() or ["no reason given"])[0]
    if isinstance(cause, errors.DiskFull | errors.OutOfMemory):
        return DiskFull(
            f"The disk of {place} is full. Make room, then try again; what was acknowledged "
            "before is safe."
        )
    if isinstance(cause, errors.InsufficientPrivilege):
        return StorageError(f"{place} does not allow this: {first}. Grant the right to its user.")
    if isinstance(cause, _BUSY):
        return StorageError(f"{place} is too busy ({first}); try again in a moment.")
    if isinstance(cause, errors.ReadOnlySqlTransaction):
        return StorageError(f"{place} is read-only here: {first}. Name its primary server.")
    if error.connection_invalidated or isinstance(cause, errors.OperationalError):
        return StorageError(
            f"{place} cannot be reached ({first}). Check that it runs, and the setting 'database'."
        )
    return None


def _reclaim(connection: Driver[Any]) -> None:
    """Remove the dead rows of every table of ours; old transactions elsewhere may hold them."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema")
    for (name,) in found.fetchall():
        connection.execute(SQL("VACUUM {}").format(Name(name)))


def _worth_repeating(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(error.orig, _CLASHES)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or not url.database:
        raise BadConfiguration(
            "database: expected postgresql://user:password@host:port/name, with a name."
        )
    return url.set(drivername="postgresql+psycopg")


def _host(url: URL) -> str:
    return url.host or str(url.query.get("host", "this machine"))


def _turn(schema: str) -> str:
    """Return how a writer begins: with a lock that one writer of all processes holds at a time.

    So a change reads what the change before it left, as on SQLite, and nothing is decided on rows
    that another process is about to change. The lock ends with the transaction.
    """
    digest = hashlib.blake2b(f"tailorbird writes {schema}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big", signed=True)
    return f"BEGIN; SELECT pg_advisory_xact_lock({number})"


def _engine(url: URL, schema: str, begin: str) -> Engine:
    write = begin != _READ
    engine = create_engine(
        url,
        pool_size=1 if write else 4,
        max_overflow=0 if write else MOST_READERS - 4,
        pool_pre_ping=not write,  # a change that finds its connection gone is repeated instead
        connect_args={
            "autocommit": True,  # transactions are begun below, not by the driver
            "client_encoding": "utf8",
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "application_name": "tailorbird",
            "options": _options(url, schema, write=write),
        },
    )
    engine.dialect.ddl_compiler = _Ddl

    def prepare(connection: Driver[Any], _record: Any) -> None:
        connection.adapters.register_dumper(str, _Text)
        # what is acknowledged is on disk, whatever the server's default
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )

    def begin_transaction(connection: Connection) -> None:
        # in one piece even where the reading that follows comes in parts, from a cursor there
        connection.exec_driver_sql(begin, execution_options=_AT_ONCE)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin_transaction)
    return engine


def _options(url: URL, schema: str, *, write: bool) -> str:
    settings = {"search_path": schema, "timezone": "UTC", "lock_timeout": WAIT_MS}
    if write:
        settings["idle_in_transaction_session_timeout"] = _SILENT_MS
    ours = " ".join(f"-c{name}={value}" for name, value in settings.items())
    return f"{url.query.get('options', '')} {ours}".strip()


def _prepare(writer: Engine, schema: str, place: str) -> None:
    with writer.begin() as connection:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise BadConfiguration(
                f"database: {place} stores text as {encoding}; create it with ENCODING 'UTF8'."
            )
        known = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
        if connection.execute(known, {"name": schema}).first() is None:
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))


class _Ddl(PGDDLCompiler):
    """Every text column sorts and compares byte by byte, as on SQLite, whatever the server's way.

    One place says so for all tables, those of steps and those of rooms.
    """

    def get_column_specification(self, column: Column[Any], **kwargs: Any) -> str:
        given = column.type
        if type(given) is String and given.collation is None:
            column.type = String(given.length, collation="C")
        try:
            specification: str = super().get_column_specification(column, **kwargs)  # type: ignore[no-untyped-call]
        finally:
            column.type = given
        return specification


class _Text(StrDumper):
    """Text as PostgreSQL can hold it.

    The doors refuse what it cannot hold (NUL, half of a surrogate pair); should such text come
    another way, it is stored without those characters instead of failing.
    """

    def dump(self, obj: str) -> bytes | None:
        held = obj.replace("\x00", "") if "\x00" in obj else obj
        try:
            return held.encode()
        except UnicodeEncodeError:
            return held.encode(errors="replace")


def copy_rows(connection: Connection, table: Table, rows: Iterable[Sequence[object]]) -> None:
    """Insert rows by COPY; values stand in the order of the table's columns."""
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(column.name) for column in table.columns)
    statement = f"COPY {quoted(table.name)} ({columns}) FROM STDIN"
    driver = cast("Driver[Any]", connection.connection.driver_connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors.Error as error:
        raise _as_ours(connection, statement, error) from error


def _as_ours(connection: Connection, statement: str, error: errors.Error) -> BaseException:
    """Return the error as it would come from a statement that did not go past SQLAlchemy."""
    lost = connection.dialect.is_disconnect(cast("Any", error), connection.connection, None)
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        statement,
        None,
        error,
        errors.Error,
        connection_invalidated=lost,
        dialect=connection.dialect,
    )
