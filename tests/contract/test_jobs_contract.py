"""Jobs on every database: claimed by one at a time, finished once, tried again, given up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from tailorbird.core.clock import DAY, HOUR, MINUTE, SECOND
from tailorbird.core.errors import LeaseLost, NotFound
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Backoff, Every, Job, Outcome, Run, State
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.settings import Settings
from tailorbird.storage.settings import settings as settings_table
from tailorbird.testing.clock import SOME_DAY, StillClock

BEAT = Job(name="beat", schedule=Every(HOUR), attempts=2, backoff=Backoff(first=MINUTE))
ERRAND = Job(name="errand", attempts=3, backoff=Backoff(first=MINUTE, most=2 * MINUTE))
KINDS = [BEAT, ERRAND]
Open = Callable[[], Jobs]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def jobs(operational: Database, clock: StillClock) -> Jobs:
    opened = Jobs(operational, clock, KINDS, fraction=lambda: 1.0)
    opened.register()
    return opened


def claimed(jobs: Jobs, runner: str = "one") -> Run:
    run = jobs.claim(runner)
    assert run is not None
    return run


def state_of(jobs: Jobs, name: str, key: str = "") -> State | None:
    found = [one.state for one in jobs.standings() if (one.name, one.key) == (name, key)]
    return found[0] if found else None


def due(jobs: Jobs, name: str, key: str = "") -> int:
    [at] = [one.due_at for one in jobs.standings() if (one.name, one.key) == (name, key)]
    return at - SOME_DAY


def note(number: int) -> Callable[[Connection], None]:
    """An effect that can be counted."""

    def change(connection: Connection) -> None:
        connection.execute(settings_table.insert().values(name=f"effect {number}", value=number))

    return change


def test_a_schedule_is_put_down_once_and_keeps_its_beat(jobs: Jobs, clock: StillClock) -> None:
    assert due(jobs, "beat") == HOUR
    jobs.register()
    assert jobs.claim("one") is None
    clock.move(HOUR + MINUTE)
    run = claimed(jobs)
    assert (run.name, run.attempt) == ("beat", 1)
    assert jobs.claim("two") is None
    jobs.finish(run)
    assert due(jobs, "beat") == 2 * HOUR
    assert [(past.outcome, past.runner) for past in jobs.history("beat")] == [(Outcome.DONE, "one")]


def test_a_changed_schedule_counts_from_now(
    operational: Database, jobs: Jobs, clock: StillClock
) -> None:
    clock.move(MINUTE)
    Jobs(operational, clock, [replace(BEAT, schedule=Every(DAY))]).register()
    assert due(jobs, "beat") == MINUTE + DAY


def test_what_many_ask_for_under_one_key_is_done_once(jobs: Jobs) -> None:
    for _ in range(3):
        jobs.ask("errand", key="a", payload={"n": 1})
    run = claimed(jobs)
    assert run.payload == {"n": 1}
    assert jobs.claim("two") is None
    jobs.finish(run)
    assert state_of(jobs, "errand", "a") is None


def test_what_is_asked_for_while_it_runs_is_done_once_more(jobs: Jobs) -> None:
    jobs.ask("errand", key="a", payload=1)
    first = claimed(jobs)
    jobs.ask("errand", key="a", payload=2)
    jobs.ask("errand", key="a", payload=3)
    jobs.finish(first)
    second = claimed(jobs)
    assert second.payload == 3
    jobs.finish(second)
    assert jobs.claim("one") is None


def test_what_is_asked_for_within_a_change_that_fails_was_not_asked_for(
    operational: Database, jobs: Jobs
) -> None:
    def change(connection: Connection) -> None:
        jobs.ask_within(connection, "errand", key="a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        operational.write(change)
    assert jobs.claim("one") is None


def test_the_one_due_longest_comes_first(jobs: Jobs, clock: StillClock) -> None:
    jobs.ask("errand", key="later", due_at=SOME_DAY + 2)
    jobs.ask("errand", key="sooner", due_at=SOME_DAY + 1)
    assert jobs.claim("one") is None
    clock.move(2)
    assert [claimed(jobs).key for _ in range(2)] == ["sooner", "later"]


def test_a_failure_is_tried_again_later_and_at_last_given_up(jobs: Jobs, clock: StillClock) -> None:
    jobs.ask("errand", key="a")
    for wait in (MINUTE, 2 * MINUTE):
        jobs.fail(claimed(jobs), "The shop did not answer.")
        assert jobs.claim("one") is None
        assert due(jobs, "errand", "a") == clock.now() - SOME_DAY + wait
        clock.move(wait)
    jobs.fail(claimed(jobs), "The shop did not answer.")
    clock.move(DAY * 30)
    assert state_of(jobs, "errand", "a") is State.DEAD
    assert [run for run in (jobs.claim("one"),) if run and run.name == "errand"] == []
    outcomes = [(run.outcome, run.attempt, run.message) for run in jobs.history("errand")]
    assert outcomes == [(Outcome.FAILED, n, "The shop did not answer.") for n in (3, 2, 1)]


@pytest.mark.parametrize("how", ["run_now", "ask"])
def test_one_given_up_can_be_asked_for_again(jobs: Jobs, clock: StillClock, how: str) -> None:
    jobs.ask("errand", key="a")
    for _ in range(3):
        jobs.fail(claimed(jobs), "no")
        clock.move(2 * MINUTE)
    assert state_of(jobs, "errand", "a") is State.DEAD
    jobs.run_now("errand", "a") if how == "run_now" else jobs.ask("errand", key="a")
    assert claimed(jobs).attempt == 1


def test_a_schedule_is_never_given_up(jobs: Jobs, clock: StillClock) -> None:
    clock.move(HOUR)
    jobs.fail(claimed(jobs), "no room")
    assert due(jobs, "beat") == HOUR + MINUTE
    clock.move(MINUTE)
    jobs.fail(claimed(jobs), "no room")
    assert due(jobs, "beat") == 2 * HOUR + MINUTE  # its usual step again, from when it was due
    clock.move(HOUR)
    run = claimed(jobs)
    assert run.attempt == 3
    jobs.finish(run)
    assert [one.failures for one in jobs.standings()] == [0]


def test_a_lease_that_is_renewed_is_not_taken_over(jobs: Jobs, clock: StillClock) -> None:
    jobs.ask("errand", key="a")
    run = claimed(jobs)
    for _ in range(5):
        clock.move(50 * SECOND)
        jobs.renew(run)
        assert jobs.claim("two") is None
    jobs.finish(run)


def test_a_stalled_runner_is_refused_with_its_effect(
    operational: Database, jobs: Jobs, clock: StillClock
) -> None:
    jobs.ask("errand", key="a")
    stalled = claimed(jobs, "one")
    clock.move(MINUTE)
    taken = claimed(jobs, "two")
    assert (taken.key, taken.attempt) == ("a", 2)
    attempts: list[Callable[[], None]] = [
        lambda: jobs.finish_with(stalled, note(1)),
        lambda: jobs.fail(stalled, "late"),
        lambda: jobs.renew(stalled),
        lambda: jobs.give_back(stalled),
    ]
    for late in attempts:
        with pytest.raises(LeaseLost):
            late()
    jobs.finish_with(taken, note(2))
    with pytest.raises(LeaseLost):
        jobs.finish_with(taken, note(3))
    held = Settings(operational)
    assert [held.get(f"effect {n}") for n in (1, 2, 3)] == [None, 2, None]
    assert [past.outcome for past in jobs.history("errand")] == [Outcome.DONE, Outcome.LOST]


def test_a_stalled_runner_does_not_finish_what_was_asked_for_anew(
    jobs: Jobs, clock: StillClock
) -> None:
    jobs.ask("errand", key="a")
    stalled = claimed(jobs)
    clock.move(MINUTE)
    jobs.finish(claimed(jobs, "two"))
    jobs.ask("errand", key="a")
    again = claimed(jobs, "two")
    with pytest.raises(LeaseLost):
        jobs.finish(stalled)
    jobs.finish(again)


def test_an_effect_that_fails_leaves_the_job_with_its_runner(
    operational: Database, jobs: Jobs
) -> None:
    jobs.ask("errand", key="a")
    run = claimed(jobs)

    def change(connection: Connection) -> None:
        note(1)(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.finish_with(run, change)
    assert Settings(operational).get("effect 1") is None
    assert state_of(jobs, "errand", "a") is State.RUNNING
    jobs.finish(run)


def test_a_job_that_kills_its_runner_every_time_is_given_up(jobs: Jobs, clock: StillClock) -> None:
    jobs.ask("errand", key="a")
    for _ in range(3):
        claimed(jobs)
        clock.move(MINUTE)
    assert jobs.claim("one") is None
    assert state_of(jobs, "errand", "a") is State.DEAD
    assert [past.outcome for past in jobs.history("errand")] == [Outcome.LOST] * 3


def test_what_is_given_back_is_due_at_once_and_no_failure(jobs: Jobs) -> None:
    jobs.ask("errand", key="a")
    jobs.give_back(claimed(jobs))
    assert claimed(jobs).attempt == 1


def test_run_now(jobs: Jobs) -> None:
    jobs.run_now("beat")
    run = claimed(jobs)
    jobs.run_now("beat")  # while it runs: once more afterwards
    jobs.finish(run)
    jobs.finish(claimed(jobs))
    assert due(jobs, "beat") == HOUR
    with pytest.raises(NotFound):
        jobs.run_now("nothing")
    with pytest.raises(NotFound):
        jobs.ask("nothing")


def test_kinds_of_another_version_are_left_alone(
    operational: Database, jobs: Jobs, clock: StillClock
) -> None:
    clock.move(HOUR)
    older = Jobs(operational, clock, [ERRAND])
    assert older.claim("old") is None
    assert [one.name for one in older.standings()] == ["beat"]
    assert claimed(jobs).name == "beat"


def test_history_is_forgotten_but_for_what_goes_on(jobs: Jobs, clock: StillClock) -> None:
    jobs.ask("errand", key="a")
    jobs.ask("errand", key="b")
    jobs.finish(claimed(jobs))
    going_on = claimed(jobs)
    clock.move(30 * SECOND)
    assert jobs.forget_history(clock.now()) == 1
    assert [past.number for past in jobs.history()] == [going_on.number]
    jobs.finish(going_on)
    assert jobs.forget_history(clock.now() + 1) == 1
    jobs.ask("errand", key="a")
    assert claimed(jobs).number > going_on.number  # a fence is never given twice


def test_of_many_claims_at_once_each_job_goes_to_one(jobs: Jobs) -> None:
    for number in range(40):
        jobs.ask("errand", key=str(number))
    with ThreadPoolExecutor(8) as threads:
        runs = list(threads.map(lambda n: jobs.claim(f"runner {n}"), range(60)))
    taken = [run.key for run in runs if run is not None]
    assert sorted(taken, key=int) == [str(number) for number in range(40)]


def test_of_many_who_ask_at_once_one_job_comes(
    operational: Database, address: Callable[[str], str], clock: StillClock
) -> None:
    others = [Database(address("operational")) for _ in range(3)]
    askers = [Jobs(database, clock, KINDS) for database in (operational, *others)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: askers[n % 4].ask("errand", key="a"), range(24)))
        list(threads.map(lambda n: askers[n % 4].register(), range(8)))
    assert [(one.name, one.key) for one in askers[0].standings()] == [("beat", ""), ("errand", "a")]
    for database in others:
        database.close()
