"""A shop of any size for questions about its whole audience, made in minutes.

The archive's files and the tables of the operational database are written directly, as a shop would
hold them after these events: 60 % products viewed, 15 % added to the cart, 15 % pages, 10 % orders
of one product each, over half a year, by people of whom some come much oftener than others. Half of
the people are known with traits, a third gave consent, one in a hundred withdrew it, one in twenty
has a cart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from tailorbird.app.folder import FILES, Folder
from tailorbird.core.clock import DAY
from tailorbird.storage.archive import manifest
from tailorbird.storage.archive.types import ArchiveFile
from tailorbird.storage.database import Connection
from tailorbird.storage.schema import Chain

EACH = 10  # events of a person, on average
DAYS = 182
NOW = 1_790_000_000_000_000  # microseconds: the end of the last day
START = NOW - DAYS * DAY
PRODUCTS, CATEGORIES = 5_000, 8
GROUP_ROWS = 32_768  # as the archive writes them
_AT_ONCE = 50_000

# what is chance is a hash of the place, so that the same size is always the same shop
_MACROS = f"""
CREATE MACRO chance(what, place) AS (hash(what || '/' || place) % 1000000) / 1000000.0;
CREATE MACRO person(place) AS
    CAST(floor(getvariable('people') * pow(chance('who', place), 1.5)) AS BIGINT);
CREATE MACRO called(place) AS CASE
    WHEN chance('what', place) < 0.60 THEN 'Product Viewed'
    WHEN chance('what', place) < 0.75 THEN 'Product Added'
    WHEN chance('what', place) < 0.90 THEN 'Page Viewed' ELSE 'Order Completed' END;
CREATE MACRO product(place) AS
    CAST(floor({PRODUCTS} * pow(chance('product', place), 2)) AS BIGINT);
CREATE MACRO happened(place) AS
    {START} + CAST(place AS HUGEINT) * {DAYS * DAY} // getvariable('events');
CREATE MACRO profile(number) AS format('{{:012x}}', 1700000000000 + number) || md5('p' || number);
CREATE MACRO profile_id(number) AS profile(number)[1:8] || '-' || profile(number)[9:12] || '-7'
    || profile(number)[13:15] || '-a' || profile(number)[16:18] || '-' || profile(number)[19:30];
"""
_ROWS = f"""
CREATE OR REPLACE TEMP TABLE part AS
SELECT range AS position, person(range) AS who, called(range) AS called, product(range) AS product,
    CAST(happened(range) AS BIGINT) AS moment,
    CAST(1 + floor(20000 * chance('price', product(range))) AS BIGINT) AS pence,
    CASE WHEN chance('device', range) < 0.6 THEN 'mobile' ELSE 'desktop' END AS device,
    CASE WHEN chance('country', range) < 0.7 THEN 'GB' ELSE 'FR' END AS country,
    called(range) <> 'Page Viewed' AS names_product,
    'C' || product(range) % {CATEGORIES} AS category
FROM range(?, ?)
"""
_PLAIN = """
    CASE called WHEN 'Page Viewed' THEN '{"path":"/shop/' || product || '","seconds":' || pence % 60
        || '}'
    WHEN 'Order Completed' THEN '{"order_id":"O' || position || '","currency":"GBP","revenue":'
        || pence / 100.0 || ',"products":[' || line || ']}'
    ELSE line END
"""
_LINE = """
    '{"product_id":"P' || product || '","name":"Product number ' || product || '","category":"'
        || category || '","brand":"B' || product % 20 || '","price":' || pence / 100.0
        || ',"quantity":' || 1 + pence % 3 || '}' AS line
"""
_EVENTS = f"""
SELECT position, 'live' AS lane, md5('m' || position) AS message_id,
    CASE WHEN names_product THEN 'track' ELSE 'page' END AS kind,
    CASE WHEN names_product THEN called ELSE '' END AS name,
    'b' || who AS anonymous_id, 'u' || who AS user_id, CAST(NULL AS VARCHAR) AS email,
    make_timestamptz(moment) AS occurred_at, make_timestamptz(moment) AS received_at,
    'http' AS source, CASE WHEN called = 'Order Completed' THEN 'O' || position END AS order_id,
    '{{"message_id":"' || md5('m' || position) || '","kind":"'
        || CASE WHEN names_product THEN 'track","name":"' || called ELSE 'page' END
        || '","anonymous_id":"b' || who || '","user_id":"u' || who || '","occurred_at":' || moment
        || ',"received_at":' || moment || ',"properties":' || {_PLAIN}
        || ',"context":{{"device":{{"type":"' || device || '"}},"location":{{"country":"'
        || country || '"}}}}}}' AS payload
FROM (SELECT *, {_LINE} FROM part) ORDER BY position
"""
_ITEMS = """
SELECT position, CAST(0 AS BIGINT) AS ordinal, called AS name, 'b' || who AS anonymous_id,
    'u' || who AS user_id, CAST(NULL AS VARCHAR) AS email, make_timestamptz(moment) AS occurred_at,
    make_timestamptz(moment) AS received_at, 'http' AS source,
    CASE WHEN called = 'Order Completed' THEN 'O' || position END AS order_id,
    'P' || product AS product_id, 1 + pence % 3 AS quantity,
    CAST(pence / 100.0 AS DECIMAL(38, 18)) AS price, 'GBP' AS currency,
    pence * (1 + pence % 3) AS total_minor, false AS is_service,
    'Product number ' || product AS title, category, 'B' || product % 20 AS brand
FROM part WHERE names_product ORDER BY position
"""
_FACTS = """
'{"properties":' || CASE called WHEN 'Page Viewed' THEN '{"path":"/shop/' || product
    || '","seconds":' || pence % 60 || '}'
    WHEN 'Order Completed' THEN '{"order_id":"O' || position || '","currency":"GBP","revenue":'
    || pence / 100.0 || '}' ELSE line END
    || CASE WHEN names_product THEN ',"items":[["P' || product || '","Product number ' || product
    || '","' || category || '","B' || product % 20 || '","' || pence / 100.0 || '",'
    || 1 + pence % 3 || ']]' ELSE '' END
    || ',"device":"' || device || '","country":"' || country || '"}'
"""
# by table: its columns, and where they come from
_OF_EVENTS = {
    "person_events": (
        "position, profile_id, at, name, product_id, order_id, detail, may_learn, facts, counts",
        f"""SELECT position, profile_id(who), moment, called,
            CASE WHEN names_product THEN 'P' || product END,
            CASE WHEN called = 'Order Completed' THEN 'O' || position END, '{{}}', 1, {_FACTS}, 1
            FROM (SELECT *, {_LINE} FROM part)""",
    ),
    "orders": (
        "order_id, profile_id, placed_at, currency, total_minor, refunded_minor, status, source",
        """SELECT 'O' || position, profile_id(who), moment, 'GBP', pence * (1 + pence % 3), 0,
            'placed', 'http' FROM part WHERE called = 'Order Completed'""",
    ),
}
_OF_PEOPLE = {
    "profiles": (
        "profile_id, first_seen, last_seen, traits, merged_into",
        f"""SELECT profile_id(range), {START}, {NOW}, CASE WHEN range % 2 = 0 THEN
            '{{"city": "' || ['Leeds', 'Paris', 'Bath'][1 + range % 3] || '", "points": '
            || range % 900 || '}}' ELSE '{{}}' END, NULL FROM range(?)""",
    ),
    "consents": (
        "profile_id, purpose, granted, at, source, wording, channel, method, voice",
        f"""SELECT profile_id(range), 'marketing', CASE WHEN range % 100 = 3 THEN 0 ELSE 1 END,
            {START}, 'http', '', 'email', 'single', '' FROM range(?) WHERE range % 3 = 0""",
    ),
    "cart_lines": (
        "profile_id, product_id, quantity, at, personal",
        f"""SELECT profile_id(range), 'P' || product(range), 1, {NOW} - range % 90 * {DAY}, 1
            FROM range(?) WHERE range % 20 = 0""",
    ),
}
_CATALOGUE = (
    """product_id, title, category, brand, price, currency, url, image_url, sellable, in_stock,
        times_ordered, first_seen, updated_at""",
    f"""SELECT 'P' || range, 'Product number ' || range, 'C' || range % {CATEGORIES},
        'B' || range % 20, '1.00', 'GBP', '', '', 1, 1, 0, 0, 0 FROM range({PRODUCTS})""",
)


def fill_audience(folder: Path, people: int) -> None:
    """Make a shop with so many people and ten times as many events in a new folder."""
    with closing(_generator(people)) as source:
        with closing(Folder(folder)) as opened:
            files = list(_archive(source, folder / "archive", people * EACH))
            opened.log.write(lambda connection: _enter(connection, files, people * EACH))
        with closing(sqlite3.connect(folder / FILES[Chain.OPERATIONAL])) as target:
            _operational(source, target, people)


def _generator(people: int) -> duckdb.DuckDBPyConnection:
    source = duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "2GB"})
    source.execute("SET enable_progress_bar = false")
    source.execute(_MACROS)
    source.execute(f"SET VARIABLE people = {people}")
    source.execute(f"SET VARIABLE events = {people * EACH}")
    return source


def _archive(source: duckdb.DuckDBPyConnection, folder: Path, events: int) -> Iterator[ArchiveFile]:
    for day in range(DAYS):
        first, last = _positions(day, events)
        if last <= first:
            continue
        source.execute(_ROWS, [first, last])
        for name, rows in (("events", _EVENTS), ("items", _ITEMS)):
            path = f"{name}/{day:03}.parquet"
            (folder / name).mkdir(parents=True, exist_ok=True)
            written = source.execute(
                f"COPY ({rows}) TO '{folder / path}' "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP_ROWS})"
            ).fetchone()
            yield ArchiveFile(
                file_id=path,
                data_set=name,
                day=(START + day * DAY) // DAY,
                path=path,
                first_position=first,
                last_position=last - 1,
                rows=written[0] if written else 0,
                size=(folder / path).stat().st_size,
            )


def _positions(day: int, events: int) -> tuple[int, int]:
    return day * events // DAYS + 1, (day + 1) * events // DAYS + 1


def _enter(connection: Connection, files: Sequence[ArchiveFile], upto: int) -> None:
    manifest.add_files(connection, files)
    manifest.move_mark(connection, manifest.SEALED, 0, upto)


def _operational(
    source: duckdb.DuckDBPyConnection, target: sqlite3.Connection, people: int
) -> None:
    for pragma in ("synchronous = OFF", "cache_size = -500000", "journal_mode = OFF"):
        target.execute(f"PRAGMA {pragma}")
    again = _without_indexes(target)
    for table, (columns, rows) in _OF_PEOPLE.items():
        _copy(source.execute(rows, [people]), target, table, columns)
    _copy(source.execute(_CATALOGUE[1]), target, "products", _CATALOGUE[0])
    for day in range(DAYS):
        source.execute(_ROWS, list(_positions(day, people * EACH)))
        for table, (columns, rows) in _OF_EVENTS.items():
            _copy(source.execute(rows), target, table, columns)
    for statement in again:
        target.execute(statement)
    target.execute("ANALYZE")
    target.commit()
    target.execute("PRAGMA journal_mode = WAL")


def _without_indexes(target: sqlite3.Connection) -> list[str]:
    """Drop the indexes of the large tables; return how to make them again."""
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    again = [
        (name, sql)
        for name, sql in target.execute(wanted).fetchall()
        if any(f" {table} " in sql for table in (*_OF_EVENTS, *_OF_PEOPLE))
    ]
    for name, _ in again:
        target.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in again]


def _copy(
    rows: duckdb.DuckDBPyConnection, target: sqlite3.Connection, table: str, columns: str
) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    while part := rows.fetchmany(_AT_ONCE):
        target.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", part)
    target.commit()
