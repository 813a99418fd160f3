"""What every log must do: each message once, in order, no position skipped, every answer given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import chain

import msgspec
import pytest

from tailorbird.core.clock import HOUR
from tailorbird.core.errors import DiskFull, ShuttingDown, StorageError
from tailorbird.events import outbox, store
from tailorbird.events.log import EventLog
from tailorbird.events.types import Appended, Event, Lane
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.engines import postgres, sqlite
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event

ALL = 10_000


def view(number: int, browser: str = "b1") -> Event:
    """A view whose message id is its number."""
    at = SOME_DAY + number
    return event("Product Viewed", at, browser=browser, product_id="P", message_id=f"m{number}")


def views(*numbers: int) -> list[Event]:
    return [view(number) for number in numbers]


@pytest.fixture
def log(log_database: Database) -> EventLog:
    return EventLog(log_database)


def ids(log: EventLog, lane: Lane = Lane.LIVE, after: int = 0) -> list[str]:
    return [logged.event.message_id for logged in log.read(lane, after, ALL)]


def all_positions(log: EventLog) -> list[int]:
    read = chain.from_iterable(log.read(lane, 0, ALL) for lane in Lane)
    return sorted(logged.position for logged in read)


def test_events_come_back_as_they_were_in_order(log: EventLog) -> None:
    told = [view(1), view(2, "b2")]
    assert log.append(told).positions == [1, 2]
    assert [logged.event for logged in log.read(Lane.LIVE, 0, ALL)] == told
    assert ids(log, after=1) == ["m2"]
    assert ids(log, after=2) == []
    assert [logged.position for logged in log.read(Lane.LIVE, 0, 1)] == [1]


def test_positions_go_on_after_a_restart(log: EventLog, log_database: Database) -> None:
    log.append(views(1, 2))
    log.append(views(3), Lane.BACKFILL)
    again = EventLog(log_database)
    assert [again.last_position(lane) for lane in Lane] == [2, 3]
    assert again.append(views(3, 4)).positions == [0, 4]


def test_a_repeat_is_known_within_a_call_across_calls_and_across_lanes(log: EventLog) -> None:
    first = log.append(views(1, 1, 2))
    assert (first.positions, first.taken, first.duplicates) == ([1, 0, 2], 2, 1)
    assert log.append(views(2, 3)).positions == [0, 3]
    assert log.append(views(1, 4), Lane.BACKFILL).positions == [0, 4]
    assert ids(log) == ["m1", "m2", "m3"]
    assert ids(log, Lane.BACKFILL) == ["m4"]


def test_nothing_at_all_is_answered_too(log: EventLog) -> None:
    assert log.append([]).positions == []
    assert log.append(views(1)).positions == [1]


def test_more_repeats_than_one_question_may_hold(log: EventLog) -> None:
    many = views(*range(1_300))
    log.append(many)
    assert log.append([*many, view(2_000)]).positions == [*[0] * 1_300, 1_301]


def test_many_writers_leave_no_hole_and_no_repeat(log: EventLog) -> None:
    lanes = list(Lane)

    def send(writer: int) -> list[Appended]:
        calls = [views(*range(n, n + 5)) for n in range(writer, 200, 3)]  # overlapping on purpose
        return [log.append(call, lanes[writer % 2]) for call in calls]

    with ThreadPoolExecutor(6) as threads:
        answers = list(chain.from_iterable(threads.map(send, range(6))))
    given = sorted(p for answer in answers for p in answer.positions if p)
    assert given == all_positions(log) == list(range(1, len(given) + 1))
    told = ids(log) + ids(log, Lane.BACKFILL)
    assert sorted(told) == sorted(set(told))
    assert set(told) == {f"m{n}" for n in range(max(int(name[1:]) for name in told) + 1)}


def test_a_reader_never_sees_a_later_position_before_an_earlier_one(log: EventLog) -> None:
    """What a processor relies on when it remembers only the last position it read."""
    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        while not done.is_set() or log.last_position(Lane.LIVE) > (seen[-1] if seen else 0):
            seen.extend(one.position for one in log.read(Lane.LIVE, seen[-1] if seen else 0, 7))

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: log.append(views(n)), range(150)))
    done.set()
    reader.join(20)
    assert seen == list(range(1, 151))


def test_waiting_calls_share_a_commit(log: EventLog, log_database: Database) -> None:
    commits: list[int] = []
    log.on_append(lambda: commits.append(1))
    gate = threading.Event()
    log_database.submit(lambda _: gate.wait(10))
    futures = [log.submit(views(n), Lane.LIVE) for n in range(40)]
    gate.set()
    assert [future.result(10).positions for future in futures] == [[n] for n in range(1, 41)]
    assert len(commits) == 1


def test_a_listener_reads_what_was_committed(log: EventLog, log_database: Database) -> None:
    heard: list[int] = []
    log.on_append(lambda: heard.append(log.last_position(Lane.LIVE)))
    log.append(views(1, 2))
    log_database.write(lambda _: None)  # a listener is called after the answer
    log.append(views(3))
    log_database.write(lambda _: None)
    assert heard == [2, 3]


def test_the_tail_holds_the_live_events_of_these_identifiers_only(log: EventLog) -> None:
    mine = event("Product Viewed", SOME_DAY, browser="b1", user="u1", product_id="P")
    by_user = event("Product Viewed", SOME_DAY + HOUR, user="u1", product_id="Q")
    log.append([mine, view(1, "b2"), by_user])
    log.append([view(2, "b1")], Lane.BACKFILL)

    def tail(after: int, browser: str | None, user: str | None) -> list[int]:
        return [one.position for one in log.tail(after, anonymous_id=browser, user_id=user)]

    assert tail(0, "b1", None) == [1]
    assert tail(0, None, "u1") == [1, 3]
    assert tail(1, "b1", "u1") == [3]
    assert tail(3, "b1", "u1") == []
    assert tail(0, None, None) == []


# -- who was erased


class Forgetful:
    """Keeps nothing of the browser b1 once it knows of an erasure; learns when it is told to."""

    def __init__(self) -> None:
        self.number, self.renewed, self.to_learn = 0, 0, 0
        self.meanwhile: Callable[[], object] = lambda: None

    def kept(self, event: Event, lane: Lane) -> Event:
        if lane is Lane.LIVE and self.number and event.anonymous_id == "b1":
            return msgspec.structs.replace(event, anonymous_id=None)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return event

    def renew(self) -> None:
        self.renewed += 1
        self.number = self.to_learn


def browsers(log: EventLog) -> list[str | None]:
    return [one.event.anonymous_id for one in log.read(Lane.LIVE, 0, ALL)]


def test_an_erasure_is_known_to_every_log_that_appends_from_then_on(
    log: EventLog, log_database: Database, address: Callable[[str], str]
) -> None:
    database = Database(address("log"))
    other, sieve = EventLog(database), Forgetful()
    other.submit(views(1), Lane.LIVE, sieve).result(10)
    assert (browsers(log), sieve.renewed) == (["b1"], 0)
    sieve.to_learn, sieve.meanwhile = 3, lambda: log.note_erasures(3)
    assert other.submit([view(2), view(3, "b2")], Lane.LIVE, sieve).result(10).taken == 2
    other.submit(views(4), Lane.LIVE, sieve).result(10)
    assert browsers(log) == ["b1", None, "b2", None]
    log.note_erasures(2)  # never backwards
    assert other.submit(views(2, 5), Lane.LIVE, sieve).result(10).positions == [0, 5]
    assert (browsers(log)[-1], sieve.renewed) == (None, 1)
    assert log.append(views(6)).positions == [6]  # without a sieve as it is
    assert EventLog(log_database).last_position(Lane.LIVE) == 6
    database.close()


# -- when something goes wrong


def settle(futures: Sequence[Future[Appended]]) -> None:
    """Every future must be answered, whatever the answer."""
    assert not wait(futures, timeout=20).not_done


def test_a_caller_that_no_longer_waits_holds_up_nobody(
    log: EventLog, log_database: Database
) -> None:
    gate = threading.Event()
    log_database.submit(lambda _: gate.wait(10))
    futures = [log.submit(views(n), Lane.LIVE) for n in range(3)]
    futures[0].cancel()  # as when a request is given up
    gate.set()
    settle(futures)
    assert futures[2].result().positions == [3]
    assert log.append(views(9)).taken == 1


# what PostgreSQL answers when its disk is full; filling a real one needs a disk of its own
FILL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION no_room();
"""


def fill(connection: Connection) -> None:
    """Leave no room for much more."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(FILL)
    else:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def make_room(connection: Connection) -> None:
    """Undo ``fill``."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP TRIGGER no_room ON events")
    else:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000").scalar()


@pytest.fixture
def full_disk(log: EventLog, log_database: Database) -> EventLog:
    """A log with a few events that can hold few more."""
    log.append(views(1, 2, 3))
    log_database.write(fill)
    return log


def large(number: int) -> Event:
    return event("Search", SOME_DAY, browser="b1", message_id=f"l{number}", text="x" * 30_000)


def test_on_a_full_disk_every_waiting_call_gets_the_error_and_nothing_is_kept(
    full_disk: EventLog, log_database: Database
) -> None:
    gate = threading.Event()
    log_database.submit(lambda _: gate.wait(10))
    futures = [full_disk.submit([large(n)], Lane.LIVE) for n in range(10)]
    gate.set()
    settle(futures)
    assert {type(future.exception()) for future in futures} == {DiskFull}
    assert ids(full_disk) == ["m1", "m2", "m3"]
    assert EventLog(log_database).last_position(Lane.LIVE) == 3


def test_when_there_is_room_again_the_same_events_are_taken(
    full_disk: EventLog, log_database: Database
) -> None:
    with pytest.raises(DiskFull):
        full_disk.append([large(1)])
    log_database.write(make_room)
    assert full_disk.append([large(1)]).positions == [4]


def test_a_change_that_cannot_even_begin_is_answered(
    log_database: Database, address: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)  # how long another writer is waited for
    monkeypatch.setattr(postgres, "WAIT_MS", 50)
    database, other = Database(address("log")), log_database
    log, locked, gate = EventLog(database), threading.Event(), threading.Event()

    def hold(_: Connection) -> bool:
        locked.set()
        return gate.wait(20)

    holding = other.submit(hold)
    assert locked.wait(20)
    futures = [log.submit(views(n), Lane.LIVE) for n in range(5)]
    settle(futures)
    assert {type(future.exception()) for future in futures} == {StorageError}
    gate.set()
    assert holding.result(10)
    assert log.append(views(1)).positions == [1]
    database.close()


def test_closing_answers_every_call(
    log: EventLog, log_database: Database, address: Callable[[str], str]
) -> None:
    gate = threading.Event()
    log_database.submit(lambda _: gate.wait(10))
    futures = [log.submit(views(n), Lane.LIVE) for n in range(20)]
    threading.Timer(0.05, gate.set).start()
    log_database.close()
    futures.append(log.submit(views(99), Lane.LIVE))
    settle(futures)
    kept = [future for future in futures if future.exception() is None]
    assert {type(f.exception()) for f in futures if f not in kept} == {ShuttingDown}
    again = Database(address("log"))
    assert len(ids(EventLog(again))) == len(kept)
    again.close()


# -- the outbox


def leave(operational: Database, *events: Event, lane: Lane = Lane.LIVE) -> None:
    operational.write(lambda c: outbox.leave(c, [(lane, one) for one in events]))


def waiting(operational: Database) -> int:
    with operational.read() as connection:
        return len(store.read_outbox(connection, ALL))


def test_what_waits_is_appended_once_in_order_and_in_its_lane(
    operational: Database, log: EventLog
) -> None:
    leave(operational, view(1), view(2))
    leave(operational, view(3), lane=Lane.BACKFILL)
    leave(operational, view(4))
    assert outbox.relay(operational, log) == 4
    assert (ids(log), ids(log, Lane.BACKFILL)) == (["m1", "m2", "m4"], ["m3"])
    assert (waiting(operational), outbox.relay(operational, log)) == (0, 0)


def test_a_crash_between_append_and_forgetting_repeats_nothing(
    operational: Database, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(operational, view(1), view(2))

    def crash(*_: object) -> None:
        raise StorageError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(store, "clear_outbox", crash)
        with pytest.raises(StorageError):
            outbox.relay(operational, log)
    assert waiting(operational) == 2
    leave(operational, view(3))
    outbox.relay(operational, log)
    assert ids(log) == ["m1", "m2", "m3"]
    assert waiting(operational) == 0


def test_a_relay_leaves_nothing_behind(operational: Database, log: EventLog) -> None:
    """After a crash all may be repeats, so no append would wake anybody to come back for more."""
    many = views(*range(outbox.RELAY_BATCH * 2 + 1))
    log.append(many)
    leave(operational, *many)
    assert outbox.relay(operational, log) == len(many)
    assert waiting(operational) == 0


def test_what_a_failed_change_caused_is_never_sent(operational: Database, log: EventLog) -> None:
    def change(connection: Connection) -> None:
        outbox.leave(connection, [(Lane.LIVE, view(1))])
        raise StorageError("no")

    with pytest.raises(StorageError):
        operational.write(change)
    assert outbox.relay(operational, log) == 0
    assert ids(log) == []


def test_the_id_of_a_caused_event_follows_from_its_cause() -> None:
    made = outbox.caused_id("cause", "Segment Entered", 0)
    assert made == outbox.caused_id("cause", "Segment Entered", 0)
    others = {
        outbox.caused_id("other", "Segment Entered", 0),
        outbox.caused_id("cause", "Segment Left", 0),
        outbox.caused_id("cause", "Segment Entered", 1),
    }
    assert len({made, *others}) == 4
