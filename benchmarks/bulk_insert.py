"""The peer of ingest in batches: the log's own rows, put into the log's own tables, and no more.

Nothing is decoded, checked or looked up; the rows are the finished ones of a run that was just
measured. The tables, their indexes and the settings of the database are the log's.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg

# each with the order in which its rows came
TABLES = {"message_ids": "received_at", "events": "position"}
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "cache_size = -32000",
    "wal_autocheckpoint = 4000",
)
DEFINITIONS = (
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN (?, ?) ORDER BY type DESC"
)


def rate_sqlite(log: Path, target: Path, rows: int, group: int) -> float:
    """Insert the last ``rows`` events of a log into an empty copy; return events a second.

    ``group`` events go into one transaction, which is durable before the next begins.
    """
    with closing(sqlite3.connect(log)) as source, closing(sqlite3.connect(target)) as bare:
        bare.isolation_level = None
        for pragma in PRAGMAS:
            bare.execute(f"PRAGMA {pragma}")
        for (statement,) in source.execute(DEFINITIONS, tuple(TABLES)):
            bare.execute(statement)
        content = {table: _last(source, table, rows) for table in TABLES}
        began = time.perf_counter()
        for start in range(0, rows, group):
            bare.execute("BEGIN IMMEDIATE")
            for table, found in content.items():
                part = found[start : start + group]
                marks = ", ".join("?" * len(part[0]))
                bare.executemany(f"INSERT INTO {table} VALUES ({marks})", part)
            bare.execute("COMMIT")
        return rows / (time.perf_counter() - began)


def rate_postgres(address: str, rows: int, group: int) -> float:
    """The same in PostgreSQL, in a schema of its own, with COPY; return events a second."""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("DROP SCHEMA IF EXISTS bare CASCADE")
        server.execute("CREATE SCHEMA bare")
        for table in TABLES:
            like = f"CREATE TABLE bare.{table} (LIKE tailorbird_log.{table} INCLUDING ALL)"
            server.execute(like.encode())
        content = {table: _last_of(server, table, rows) for table in TABLES}
        began = time.perf_counter()
        for start in range(0, rows, group):
            with server.transaction(), server.cursor() as cursor:
                for table, found in content.items():
                    with cursor.copy(f"COPY bare.{table} FROM STDIN".encode()) as copy:
                        for row in found[start : start + group]:
                            copy.write_row(row)
        return rows / (time.perf_counter() - began)


def _last(source: sqlite3.Connection, table: str, rows: int) -> list[tuple[object, ...]]:
    newest = f"SELECT * FROM {table} ORDER BY {TABLES[table]} DESC LIMIT ?"
    return list(reversed(source.execute(newest, (rows,)).fetchall()))


def _last_of(server: psycopg.Connection, table: str, rows: int) -> list[tuple[object, ...]]:
    newest = f"SELECT * FROM tailorbird_log.{table} ORDER BY {TABLES[table]} DESC LIMIT {rows}"
    return list(reversed(server.execute(newest.encode()).fetchall()))
