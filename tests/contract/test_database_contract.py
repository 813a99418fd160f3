"""What every database must do: changes whole or not at all, one after another, reads in peace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tailorbird.core.errors import ShuttingDown, TailorbirdError
from tailorbird.events import store
from tailorbird.events.positions import PROCESSOR
from tailorbird.events.types import Lane
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.settings import Settings


class Stumble(Exception):
    """A change that fails half-way."""


def position(database: Database, lane: Lane = Lane.LIVE) -> int:
    with database.read() as connection:
        return store.load_position(connection, PROCESSOR, lane)


def test_a_change_is_durable_when_its_future_is_done(
    operational: Database, address: Callable[[str], str]
) -> None:
    operational.write(lambda c: store.save_position(c, PROCESSOR, Lane.LIVE, 7))
    other = Database(address("operational"))
    assert position(other) == 7
    other.close()


def test_of_a_change_that_fails_nothing_is_kept(operational: Database) -> None:
    def change(connection: Connection) -> None:
        store.save_position(connection, PROCESSOR, Lane.LIVE, 7)
        store.add_to_outbox(connection, [(Lane.LIVE, b"{}")])
        raise Stumble

    with pytest.raises(Stumble):
        operational.write(change)
    assert position(operational) == 0
    operational.write(lambda c: store.save_position(c, PROCESSOR, Lane.BACKFILL, 3))
    assert (position(operational), position(operational, Lane.BACKFILL)) == (0, 3)


def test_changes_of_many_threads_run_one_after_another(operational: Database) -> None:
    def add_one(connection: Connection) -> None:
        held = store.load_position(connection, PROCESSOR, Lane.LIVE)
        store.save_position(connection, PROCESSOR, Lane.LIVE, held + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: operational.write(add_one), range(200)))
    assert position(operational) == 200


def test_changes_of_two_processes_run_one_after_another(
    operational: Database, address: Callable[[str], str]
) -> None:
    """Each reads and writes what it read plus one; no increment may be lost."""
    other = Database(address("operational"))

    def add_one(connection: Connection) -> None:
        held = store.load_position(connection, PROCESSOR, Lane.LIVE)
        store.save_position(connection, PROCESSOR, Lane.LIVE, held + 1)

    queued = [each.submit(add_one) for _ in range(60) for each in (operational, other)]
    for future in queued:
        future.result(30)
    assert position(operational) == position(other) == 120
    other.close()


def test_text_sorts_byte_by_byte(operational: Database) -> None:
    names = ["b", "B", "a", "ä", "Ä", "a b", "ab", "_", "-", "10", "9", "é", "z", "日本", "😀"]
    told = Settings(operational)
    for name in names:
        told.set(name, 1)
    with operational.read() as connection:
        ordered = connection.exec_driver_sql("SELECT name FROM settings ORDER BY name")
        assert [row.name for row in ordered] == sorted(names, key=str.encode)


def test_a_reader_sees_one_state_while_others_write(operational: Database) -> None:
    with operational.read() as connection:
        before = store.load_position(connection, PROCESSOR, Lane.LIVE)
        operational.write(lambda c: store.save_position(c, PROCESSOR, Lane.LIVE, 9))
        assert store.load_position(connection, PROCESSOR, Lane.LIVE) == before
    assert position(operational) == 9


def test_a_reading_that_comes_in_parts_begins_like_any_other(operational: Database) -> None:
    operational.write(lambda c: store.save_position(c, PROCESSOR, Lane.LIVE, 7))
    with operational.read() as connection:
        rows = connection.execution_options(yield_per=1).execute(text("SELECT 1 UNION SELECT 2"))
        assert sorted(rows.scalars()) == [1, 2]
    assert position(operational) == 7


def test_a_reader_cannot_change_anything(operational: Database) -> None:
    with pytest.raises(TailorbirdError), operational.read() as connection:
        store.save_position(connection, PROCESSOR, Lane.LIVE, 9)
    assert position(operational) == 0


def test_a_change_taken_back_in_time_never_runs(operational: Database) -> None:
    gate = threading.Event()
    first = operational.submit(lambda _: gate.wait(10))
    second = operational.submit(lambda c: store.save_position(c, PROCESSOR, Lane.LIVE, 9))
    assert second.cancel()
    gate.set()
    assert first.result(10)
    operational.write(lambda _: None)
    assert position(operational) == 0


def test_closing_finishes_what_is_queued_and_refuses_what_comes_later(
    operational: Database, address: Callable[[str], str]
) -> None:
    def write(number: int) -> Future[None]:
        return operational.submit(
            lambda c: store.add_to_outbox(c, [(Lane.LIVE, str(number).encode())])
        )

    queued = [write(number) for number in range(50)]
    operational.close()
    operational.close()
    assert all(future.done() and future.exception() is None for future in queued)
    with pytest.raises(ShuttingDown):
        write(50)
    again = Database(address("operational"))
    with again.read() as connection:
        kept = [row.payload for row in connection.exec_driver_sql("SELECT payload FROM outbox")]
    again.close()
    assert kept == [str(number).encode() for number in range(50)]


def test_closing_while_threads_write_leaves_no_future_open(operational: Database) -> None:
    writing = threading.Barrier(5)
    futures: list[Future[None]] = []

    def write_until_closed() -> None:
        for number in range(100_000):
            try:
                future = operational.submit(
                    lambda c: store.save_position(c, PROCESSOR, Lane.LIVE, 1)
                )
            except ShuttingDown:
                return
            futures.append(future)
            if number % 20 == 0:
                future.result(60)  # or closing has to finish what seconds have queued
            if number == 0:
                writing.wait(60)  # it is closed under all of them

    threads = [threading.Thread(target=write_until_closed) for _ in range(4)]
    for thread in threads:
        thread.start()
    writing.wait(60)
    operational.close()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert len(futures) >= 4
    assert all(future.done() for future in futures)


def test_settings_are_remembered_as_they_were_set(operational: Database) -> None:
    settings = Settings(operational)
    assert settings.get("colour") is None
    assert settings.get_or_set("colour", {"name": "red"}) == {"name": "red"}
    assert settings.get_or_set("colour", "blue") == {"name": "red"}
    settings.set("colour", ["blue", 1, None])
    settings.set("other", 0)
    assert settings.get("colour") == ["blue", 1, None]
    assert settings.get("other") == 0


def test_of_many_first_values_one_is_remembered_by_all(operational: Database) -> None:
    settings = Settings(operational)
    with ThreadPoolExecutor(8) as threads:
        held = list(threads.map(lambda n: settings.get_or_set("key", n), range(40)))
    assert set(held) == {settings.get("key")}
