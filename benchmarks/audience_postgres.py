"""The same counts in PostgreSQL: plain tables, typed columns, the indexes that help.

What an event says is taken out of its JSON into columns first, which is more than a shop's tables
offer anybody; only the questions themselves are measured.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import psycopg

from benchmarks.audience_filling import NOW
from benchmarks.audience_peers import TREES
from tailorbird.core.clock import DAY

_TABLES = """
CREATE TABLE happened (position bigint, profile_id text, moment bigint, name text, category text,
    device text, revenue double precision);
CREATE TABLE bought (profile_id text, moment bigint, net_minor bigint, currency text);
CREATE TABLE audience (profile_id text, traits jsonb);
CREATE TABLE agreed (profile_id text, granted boolean);
"""
_INDEXES = """
CREATE INDEX ON happened (name, moment); CREATE INDEX ON happened (profile_id, moment);
CREATE INDEX ON happened (category, moment); CREATE INDEX ON bought (moment);
CREATE INDEX ON bought (profile_id, moment); CREATE UNIQUE INDEX ON audience (profile_id);
CREATE INDEX ON agreed (profile_id);
"""
_ROWS = {
    "happened": """SELECT position, profile_id, at, name, json_extract(facts, '$.items[0][2]'),
        json_extract(facts, '$.device'), json_extract(facts, '$.properties.revenue')
        FROM person_events WHERE counts""",
    "bought": """SELECT profile_id, placed_at, total_minor - refunded_minor, currency
        FROM orders WHERE status = 'placed'""",
    "audience": "SELECT profile_id, traits FROM profiles WHERE merged_into IS NULL",
    "agreed": "SELECT profile_id, granted FROM consents WHERE channel = 'email'",
}
_MONTH = f"moment > {NOW - 30 * DAY} AND moment <= {NOW}"
_COUNTS = (
    f"""SELECT count(*) FROM audience a JOIN (
        SELECT profile_id FROM happened WHERE name = 'Product Viewed' AND category = 'C7'
            AND {_MONTH} GROUP BY profile_id HAVING count(*) >= 2) s USING (profile_id)
    WHERE NOT EXISTS (SELECT FROM bought b WHERE b.profile_id = a.profile_id AND {_MONTH})""",
    f"""SELECT count(*) FROM audience a JOIN (
        SELECT profile_id FROM bought WHERE moment <= {NOW} GROUP BY profile_id
        HAVING sum(net_minor) FILTER (WHERE currency = 'GBP' AND moment > {NOW - 365 * DAY})
            >= 30000 AND {NOW} - max(moment) >= {45 * DAY}) s USING (profile_id)
    WHERE a.traits ->> 'city' = 'Leeds'""",
    f"""SELECT count(*) FROM audience a JOIN (
        SELECT DISTINCT profile_id FROM (
            SELECT profile_id, moment, name, device, max(moment) FILTER (
                WHERE name = 'Product Viewed') OVER (PARTITION BY profile_id
                ORDER BY moment, position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS seen
            FROM happened WHERE name IN ('Product Viewed', 'Product Added') AND {_MONTH}) t
        WHERE name = 'Product Added' AND device = 'mobile' AND moment - seen <= {DAY}
    ) s USING (profile_id)
    JOIN (SELECT profile_id FROM agreed GROUP BY profile_id HAVING bool_and(granted)) g
        USING (profile_id)
    WHERE NOT EXISTS (SELECT FROM happened h WHERE h.profile_id = a.profile_id
        AND h.name = 'Order Completed' AND h.revenue >= 50 AND {_MONTH})""",
)
COUNTS = dict(zip(TREES, _COUNTS, strict=True))


def fill_postgres(address: str, file: Path) -> None:
    """Copy what the questions read from a shop's database into tables of PostgreSQL."""
    with closing(sqlite3.connect(file)) as source, psycopg.connect(address) as server:
        server.execute(_TABLES.encode())
        for table, rows in _ROWS.items():
            _copy(server, table, source.execute(rows))
        server.execute(_INDEXES.encode())
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")


def _copy(server: psycopg.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    with server.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def count_in_postgres(address: str, statement: str, rounds: int) -> tuple[int, list[float]]:
    """Return how many people a question finds, and the seconds of each time it was asked."""
    taken = []
    with psycopg.connect(address) as server:
        server.execute("SET work_mem = '256MB'")
        for _ in range(rounds):
            began = time.perf_counter()
            row = server.execute(statement.encode()).fetchone()
            taken.append(time.perf_counter() - began)
    return (int(row[0]) if row else 0), taken
