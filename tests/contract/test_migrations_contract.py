"""The chain of steps on every database: it leads to the rooms' tables, and only ever adds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    inspect,
)
from sqlalchemy.exc import DBAPIError

import tailorbird.app  # noqa: F401 - every room's tables
from proofs.schema_shape import Shape, shape_of, shapes_by_step
from tailorbird.core.errors import TailorbirdError
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.schema import LOG, OPERATIONAL, Chain, Step, outstanding, upgrade

CHAINS = [(Chain.OPERATIONAL, OPERATIONAL), (Chain.LOG, LOG)]
Open = Callable[[str], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open a database by name, the same one for the same name."""
    opened: list[Database] = []
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""

    def open_one(name: str) -> Database:
        address = url or f"sqlite:///{tmp_path / name}.db"
        opened.append(Database(address, schema=name))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.mark.parametrize(("chain", "metadata"), CHAINS)
def test_the_steps_lead_to_the_tables_of_all_rooms(
    open_empty: Open, chain: Chain, metadata: MetaData
) -> None:
    by_steps, by_rooms = open_empty("steps"), open_empty("rooms")
    assert upgrade(by_steps, chain)
    by_rooms.write(metadata.create_all)
    made = shape_of(by_steps)
    assert made == shape_of(by_rooms)
    assert set(made) == set(metadata.tables)
    with by_steps.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("chain", Chain)
def test_steps_are_listed_with_what_they_bring_and_done_once(
    open_empty: Open, chain: Chain
) -> None:
    database = open_empty("shop")
    listed = outstanding(database, chain)
    announced: list[Step] = []
    assert upgrade(database, chain, announced.append) == [step.name for step in listed] != []
    assert announced == listed
    assert all(step.what and "\n" not in step.what for step in listed)
    assert not outstanding(database, chain)
    assert not upgrade(database, chain)


@pytest.mark.parametrize("chain", Chain)
def test_programs_that_start_at_once_take_each_step_once(open_empty: Open, chain: Chain) -> None:
    databases = [open_empty("shop") for _ in range(4)]
    steps = [step.name for step in outstanding(databases[0], chain)]
    with ThreadPoolExecutor(4) as threads:
        applied = list(threads.map(lambda database: upgrade(database, chain), databases))
    assert sorted(name for names in applied for name in names) == sorted(steps)
    assert not outstanding(databases[0], chain)


def test_a_step_that_fails_leaves_nothing(open_empty: Open) -> None:
    database = open_empty("shop")
    database.write(lambda c: c.exec_driver_sql("CREATE TABLE message_ids (odd INTEGER)").rowcount)
    with pytest.raises((TailorbirdError, DBAPIError)):
        upgrade(database, Chain.LOG)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["message_ids"]


# -- a step only adds: programs of the release before still find what they use


@pytest.mark.parametrize("chain", Chain)
def test_no_step_takes_away_or_changes_what_was_there(open_empty: Open, chain: Chain) -> None:
    shapes = list(shapes_by_step(open_empty("shop"), chain).items())
    for (_, before), (step, after) in pairwise(shapes):
        for table, old in before.items():
            assert changes(old, after.get(table)) == [], f"step {step} changes {table}"


def changes(old: dict[str, Any], new: dict[str, Any] | None) -> list[str]:
    """What a program of the release before would stumble over."""
    if new is None:
        return ["dropped or renamed"]
    found = [f"column {n}" for n, c in old["columns"].items() if new["columns"].get(n) != c]
    for name in set(new["columns"]) - set(old["columns"]):
        _, nullable, default = new["columns"][name]
        if not nullable and default == "None":
            found.append(f"column {name} must be given a value or a default")
    found += [what for what in ("key", "foreign", "checks", "kind") if new[what] != old[what]]
    return found + [f"new {one}" for one in new["unique"] if one not in old["unique"]]


def test_what_would_break_the_release_before_is_noticed() -> None:
    whole: Shape = {
        "t": {
            "columns": {"a": ("INTEGER", False, "None")},
            "key": 1,
            "foreign": [],
            "checks": [],
            "kind": "",
            "unique": [],
        }
    }
    old = whole["t"]
    assert changes(old, old) == []
    assert changes(old, None)
    assert changes(old, {**old, "columns": {}})
    assert changes(old, {**old, "columns": {"a": ("BIGINT", False, "None")}})
    for column, allowed in [(("TEXT", True, "None"), True), (("TEXT", False, "None"), False)]:
        wider = {**old["columns"], "b": column}
        assert (changes(old, {**old, "columns": wider}) == []) is allowed
    assert changes(old, {**old, "unique": ["a"]})


@pytest.mark.parametrize("chain", Chain)
def test_rows_written_as_each_earlier_release_wrote_them_are_taken_and_kept(
    open_empty: Open, chain: Chain
) -> None:
    old, today = open_empty("old"), open_empty("today")
    upgrade(today, chain)
    kept: list[str] = []

    def look(_: Step) -> None:
        # the tables as they are before the step, as a program of that time knows them
        then = MetaData()
        with old.read() as connection:
            then.reflect(connection)
        for table in then.sorted_tables:
            if table.name != "alembic_version" and table.name not in kept:
                old.write(partial(insert_one, table=table))
                today.write(partial(insert_one, table=table))
                kept.append(table.name)

    upgrade(old, chain, look)
    assert kept
    for table in kept:
        for database in (old, today):
            with database.read() as connection:
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            assert [row for row in rows if 101 in row or "a" in row], table


def insert_one(connection: Connection, table: Table) -> None:
    connection.execute(table.insert().values({c.name: sample(c.type) for c in table.columns}))


def sample(kind: Any) -> Any:
    """A value of a column's type."""
    if isinstance(kind, BigInteger | Integer | SmallInteger | Numeric | Float):
        return 101
    if isinstance(kind, LargeBinary):
        return b"0123456789abcdef"
    if isinstance(kind, Boolean):
        return True
    return "a" if isinstance(kind, String) else {}
