"""What the archive must do beside every log: hold it exactly, whatever was sealed, joined, cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from tailorbird.core.clock import DAY, HOUR
from tailorbird.core.errors import ArchiveChanged
from tailorbird.events.archiving import Identifiers
from tailorbird.events.log import EventLog
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.storage.archive import manifest
from tailorbird.storage.database import Database
from tests.integration.archive.shelf import Shelf, happened, shelf_of

ALL = dict.fromkeys(Lane, 10**9)


@pytest.fixture
def shelf(log_database: Database, tmp_path: Path) -> Shelf:
    return shelf_of(log_database, tmp_path / "archive")


def check_same(shelf: Shelf, wanted: dict[Lane, list[LoggedEvent]]) -> None:
    for lane in Lane:
        assert shelf.read(lane) == wanted[lane]


def everything(shelf: Shelf) -> dict[Lane, list[LoggedEvent]]:
    return {lane: shelf.logged(lane) for lane in Lane}


def filled(shelf: Shelf) -> dict[Lane, list[LoggedEvent]]:
    """Sealed in five parts over three days, both lanes mixed, with a tail that is not sealed."""
    for number in range(5):
        shelf.append(happened(number, 120))
        shelf.append(happened(10 + number, 20), Lane.BACKFILL)
        assert shelf.seal() == 140
    shelf.append(happened(99, 40))
    return everything(shelf)


def test_sealed_files_and_the_tail_are_the_log(shelf: Shelf) -> None:
    wanted = filled(shelf)
    check_same(shelf, wanted)
    status = shelf.archive.status()
    assert (status.marks.sealed, status.newest, status.events) == (700, 740, 700)
    assert status.items > 700  # orders name several products
    assert sum(path.stat().st_size for path in shelf.files()) == status.size


def test_sealing_again_adds_nothing(shelf: Shelf) -> None:
    shelf.append(happened(1, 10))
    assert (shelf.seal(), shelf.seal()) == (10, 0)
    assert shelf.archive.status().events == 10


def test_files_lie_under_the_day_their_rows_were_received(shelf: Shelf) -> None:
    shelf.append(happened(1, 200))
    shelf.seal()
    days = {path.parent.name for path in shelf.files()}
    received = {logged.event.received_at // DAY for logged in shelf.logged(Lane.LIVE)}
    assert len(days) == len(received) > 2


def test_joined_files_hold_the_same_and_the_old_ones_go_later(shelf: Shelf) -> None:
    wanted = filled(shelf)
    before = shelf.archive.status()
    done = shelf.archive.compact(shelf.clock.now())
    after = shelf.archive.status()
    assert done.before == before.files
    assert done.after == after.files < before.files
    assert (after.events, after.items) == (before.events, before.items)
    check_same(shelf, wanted)
    assert len(shelf.files()) == before.files + after.files  # somebody may still read them
    assert shelf.archive.sweep(shelf.clock.now()).replaced == 0
    shelf.clock.move(HOUR)
    assert shelf.archive.sweep(shelf.clock.now()).replaced == before.files
    assert len(shelf.files()) == after.files
    check_same(shelf, wanted)
    assert shelf.archive.compact(shelf.clock.now()).before == 0


def test_a_reader_that_began_before_goes_on_after_the_sweep(shelf: Shelf) -> None:
    wanted = filled(shelf)
    first = shelf.archive.read_lane(Lane.LIVE, 0, 100)
    shelf.archive.compact(shelf.clock.now())
    shelf.clock.move(HOUR)
    shelf.archive.sweep(shelf.clock.now())
    rest = shelf.archive.read_lane(Lane.LIVE, first[-1].position, 10_000)
    assert first + rest == wanted[Lane.LIVE]


def test_what_is_cut_off_the_log_is_read_from_the_archive(shelf: Shelf) -> None:
    wanted = filled(shelf)
    newest = max(logged.position for lane in Lane for logged in wanted[lane])
    assert shelf.archive.trim(ALL, 10**18) == 700
    assert [logged.position for logged in shelf.logged(Lane.BACKFILL)] == []
    check_same(shelf, wanted)
    assert shelf.archive.begins_at() == 1
    again = EventLog(shelf.database)  # positions go on where they were
    assert min(again.append(happened(7, 3)).positions) == newest + 1
    assert shelf.seal() == 43
    check_same(
        shelf,
        {
            lane: wanted[lane] + [x for x in shelf.logged(lane) if x.position > newest]
            for lane in Lane
        },
    )


def test_a_reader_whose_next_events_leave_the_log_goes_on_in_the_archive(shelf: Shelf) -> None:
    wanted = filled(shelf)
    some = len(wanted[Lane.LIVE]) - 20
    first = shelf.archive.read_lane(Lane.LIVE, 0, some)  # in the tail already
    shelf.seal()
    shelf.append(happened(77, 6_000))  # more than is read ahead
    shelf.seal()
    shelf.archive.trim(ALL, 10**18)
    rest = shelf.archive.read_lane(Lane.LIVE, first[-1].position, 100_000)
    assert len(first) + len(rest) == len(wanted[Lane.LIVE]) + 6_000
    positions = [one.position for one in first + rest]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize(
    ("consumed", "before"),
    [
        ({Lane.LIVE: 0, Lane.BACKFILL: 10**9}, 10**18),
        ({Lane.LIVE: 10**9, Lane.BACKFILL: 130}, 10**18),
        (ALL, 0),
    ],
)
def test_what_is_young_or_not_consumed_stays_in_the_log(
    shelf: Shelf, consumed: dict[Lane, int], before: int
) -> None:
    filled(shelf)
    kept = {
        lane: [x for x in shelf.logged(lane) if x.position > consumed[lane] or not before]
        for lane in Lane
    }
    shelf.archive.trim(consumed, before)
    for lane in Lane:
        assert shelf.logged(lane)[-len(kept[lane]) :] == kept[lane] or not kept[lane]


def test_what_is_not_sealed_is_never_cut_off(shelf: Shelf) -> None:
    shelf.append(happened(1, 10))
    assert shelf.archive.trim(ALL, 10**18) == 0
    shelf.seal()
    shelf.append(happened(2, 10))
    assert shelf.archive.trim(ALL, 10**18) == 10


def test_two_that_seal_at_once_seal_once(shelf: Shelf) -> None:
    shelf.append(happened(1, 100))
    with shelf.database.read() as connection:
        seen = manifest.read_marks(connection)
    other = shelf_of(shelf.database, shelf.folder)
    assert other.seal() == 100
    with pytest.raises(ArchiveChanged):
        shelf.archive.archive.seal(seen, 100, {}, shelf.clock.now())
    assert shelf.archive.status().events == 100


def test_a_seal_that_began_before_an_erasure_is_dropped_with_its_files(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.append(happened(1, 100))
    seal = shelf.archive.archive.seal

    def slow(*args: object) -> int:
        other.archive.rewrite(Identifiers(user_ids=["u1"]), lambda one: one.event, 0)
        return seal(*args)  # type: ignore[arg-type]

    other = shelf_of(shelf.database, shelf.folder)
    with monkeypatch.context() as patched:
        patched.setattr(shelf.archive.archive, "seal", slow)
        with pytest.raises(ArchiveChanged):
            shelf.seal()
    assert shelf.files() == []
    assert shelf.seal() == 100


def blank(logged: LoggedEvent) -> Event:
    return Event(
        message_id=f"erased:{logged.position}",
        kind=logged.event.kind,
        name=logged.event.name,
        occurred_at=logged.event.occurred_at,
        received_at=logged.event.received_at,
        properties=logged.event.properties,
    )


def test_erasing_changes_the_rows_of_those_meant_and_no_others(shelf: Shelf) -> None:
    filled(shelf)
    shelf.seal()
    shelf.archive.compact(shelf.clock.now())  # the replaced files hold them too
    live = shelf.logged(Lane.LIVE)
    whom = Identifiers(user_ids=["u3"], anonymous_ids=["b5"], positions=[live[7].position])
    meant = {
        x.position
        for lane in Lane
        for x in shelf.logged(lane)
        if x.event.user_id == "u3" or x.event.anonymous_id == "b5" or x.position == live[7].position
    }
    assert {x.position for x in shelf.archive.find(whom)} == meant
    assert shelf.archive.rewrite(whom, blank, shelf.clock.now()) > 0
    found = shelf.read(Lane.LIVE) + shelf.read(Lane.BACKFILL)
    for lane in Lane:
        for before, after in zip(shelf.logged(lane), shelf.read(lane), strict=True):
            expected = blank(before) if before.position in meant else before.event
            assert after.event == expected
    assert len(found) == 740
    left = Identifiers(user_ids=["u3"], anonymous_ids=["b5"], emails=["u3@example.com"])
    for name in ("events", "items"):
        assert list(shelf.archive.archive.find(name, left.by_column())) == []
    with shelf.database.read() as connection:
        assert len(shelf.files()) == len(manifest.live_files(connection))
    assert shelf.archive.rewrite(left, blank, shelf.clock.now()) == 0


def test_a_file_nobody_finished_is_never_seen_and_swept(shelf: Shelf) -> None:
    wanted = filled(shelf)
    with shelf.database.read() as connection:
        path = shelf.folder / manifest.live_files(connection)[0].path
    orphan = path.with_name("orphan.parquet")
    orphan.write_bytes(path.read_bytes())
    path.with_name("half.parquet.part").write_bytes(b"PAR1")
    check_same(shelf, wanted)
    (shelf.folder / "notes.txt").write_text("not ours")
    assert shelf.archive.sweep(shelf.clock.now()).orphans == 2
    assert not orphan.exists()
    assert (shelf.folder / "notes.txt").exists()
    check_same(shelf, wanted)


def test_a_writer_whose_draft_was_given_up_is_dropped(shelf: Shelf) -> None:
    shelf.append(happened(1, 10))
    archive = shelf.archive.archive
    write = archive._write

    def slow(*args: object) -> object:
        file = write(*args)  # type: ignore[arg-type]
        other.archive.archive.sweep(shelf.clock.now(), draft_life=-1)
        return file

    other = shelf_of(shelf.database, shelf.folder)
    archive._write = slow  # type: ignore[assignment]
    with pytest.raises(ArchiveChanged):
        shelf.seal()
    archive._write = write  # type: ignore[method-assign]
    assert shelf.files() == []
    assert shelf.seal() == 10


def test_a_growing_day_waits_until_it_has_many_files(shelf: Shelf) -> None:
    for number in range(9):
        shelf.append([*happened(number, 3, shelf.clock.now() + 3 * HOUR)][:1])
        shelf.seal()
        joined = shelf.archive.compact(shelf.clock.now())
        assert joined.before == (16 if number == 7 else 0)  # of both data sets
