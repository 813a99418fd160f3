"""Runners on threads, by the machine's clock: heartbeats, failures, being asked to end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tailorbird.core.clock import MINUTE, SECOND, SystemClock
from tailorbird.core.errors import LeaseLost, StorageError
from tailorbird.jobs import running
from tailorbird.jobs.running import Held, Runner, Stopping, Work
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Backoff, Job, Outcome, State
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade

ERRAND = Job(name="errand", attempts=3, lease=SECOND // 2, backoff=Backoff(1, 1))
Begin = Callable[[Work], Runner]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(running, "IDLE_SECONDS", 0.02)
    monkeypatch.setattr(running, "RETRY_SECONDS", 0.02)
    opened = Database(f"sqlite:///{tmp_path / 'jobs.db'}")
    upgrade(opened, Chain.OPERATIONAL)
    yield opened
    opened.close()


@pytest.fixture
def jobs(database: Database) -> Jobs:
    return Jobs(database, SystemClock(), [ERRAND])


@pytest.fixture
def begin(jobs: Jobs) -> Iterator[Begin]:
    begun: list[Runner] = []

    def start(work: Work) -> Runner:
        name = f"runner {len(begun)}"
        begun.append(Runner(jobs, {"errand": ERRAND}, {"errand": work}, name))
        begun[-1].start()
        return begun[-1]

    yield start
    for runner in begun:
        runner.stop()


def soon(true: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and not true():
        time.sleep(0.01)
    return bool(true())


def outcomes(jobs: Jobs) -> list[Outcome]:
    return [past.outcome for past in jobs.history()]


def test_work_longer_than_its_lease_is_not_taken_over(jobs: Jobs, begin: Begin) -> None:
    def work(_: Held) -> None:
        time.sleep(1.2)

    begin(work)
    begin(work)
    jobs.ask("errand")
    assert soon(lambda: outcomes(jobs) == [Outcome.DONE])
    assert not jobs.standings()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StorageError("The archive is full."), "The archive is full."),
        (KeyError("ann@example.com"), "This did not work (KeyError)"),
    ],
)
def test_what_fails_is_tried_again_and_its_words_name_nobody(
    jobs: Jobs, begin: Begin, error: Exception, said: str
) -> None:
    def work(_: Held) -> None:
        raise error

    begin(work)
    jobs.ask("errand")
    assert soon(lambda: [one.state for one in jobs.standings()] == [State.DEAD])
    assert outcomes(jobs) == [Outcome.FAILED] * 3
    assert all(past.message.startswith(said) for past in jobs.history())
    assert all("ann@" not in past.message for past in jobs.history())


def test_what_fails_after_its_end_changes_nothing_about_it(jobs: Jobs, begin: Begin) -> None:
    def work(held: Held) -> None:
        held.finish_with(lambda _: None)
        raise ZeroDivisionError

    begin(work)
    jobs.ask("errand")
    assert soon(lambda: outcomes(jobs) == [Outcome.DONE])


def test_long_work_leaves_when_the_program_ends_and_is_begun_again(
    jobs: Jobs, begin: Begin
) -> None:
    under_way, left = threading.Event(), threading.Event()

    def long_work(held: Held) -> None:
        under_way.set()
        try:
            while True:
                held.check()
                time.sleep(0.005)
        except Stopping:
            left.set()
            raise

    first = begin(long_work)
    jobs.ask("errand", payload={"n": 1})
    assert under_way.wait(10)
    first.stop()
    assert left.is_set()
    seen: list[object] = []
    begin(lambda held: seen.append(held.payload))
    assert soon(lambda: outcomes(jobs) == [Outcome.DONE, Outcome.STOPPED])
    assert seen == [{"n": 1}]


def test_a_runner_that_was_cut_off_notices(
    jobs: Jobs, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed, seen = threading.Event(), threading.Event()

    def work(held: Held) -> None:
        if seen.is_set():  # the one who took over
            return
        seen.set()
        try:
            while True:
                held.check()
                time.sleep(0.005)
        except LeaseLost:
            noticed.set()
            raise

    late = SystemClock()
    monkeypatch.setattr(late, "now", lambda: SystemClock().now() + MINUTE, raising=False)
    begin(work)
    jobs.ask("errand")
    assert seen.wait(10)
    taken = Jobs(jobs._database, late, [ERRAND]).claim("another")
    assert taken is not None
    assert noticed.wait(10)
    jobs.finish(taken)
    assert outcomes(jobs) == [Outcome.DONE, Outcome.LOST]


def test_a_database_that_fails_for_a_while_does_not_end_the_runner(
    jobs: Jobs, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[int] = []

    def failing(_: str) -> None:
        failures.append(1)
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "claim", failing)
        begin(lambda _: None)
        assert soon(lambda: len(failures) > 3)
    jobs.ask("errand")
    assert soon(lambda: outcomes(jobs) == [Outcome.DONE])
