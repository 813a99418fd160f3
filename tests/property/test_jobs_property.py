"""Any interleaving of askers, runners, stalls and failures, beside a small reference."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tailorbird.core.clock import SECOND
from tailorbird.core.errors import LeaseLost
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Backoff, Every, Job, Outcome, Run, State
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade
from tailorbird.storage.settings import Settings
from tailorbird.storage.settings import settings as settings_table
from tailorbird.testing.clock import SOME_DAY, StillClock

LEASE = 10 * SECOND
BEAT = Job(name="beat", schedule=Every(40 * SECOND), attempts=2, lease=LEASE)
ERRAND = Job(name="errand", attempts=3, lease=LEASE, backoff=Backoff(4 * SECOND, 16 * SECOND))
KINDS = {"beat": BEAT, "errand": ERRAND}
KEYS = ("a", "b")


@dataclass
class Expected:
    """One job as the rules say it should stand."""

    due_at: int
    state: State = State.WAITING
    failures: int = 0
    leased_until: int = 0
    again: bool = False
    holder: int = 0  # the number of the attempt


@dataclass
class Reference:
    """The rules in a few lines, without a database."""

    jobs: dict[tuple[str, str], Expected] = field(default_factory=dict)

    def ask(self, name: str, key: str, now: int) -> None:
        job = self.jobs.setdefault((name, key), Expected(due_at=now))
        if job.state is State.RUNNING:
            job.again = True
        else:
            due = now if job.state is State.DEAD else min(now, job.due_at)
            self.jobs[name, key] = Expected(due_at=due)

    def next_free(self, now: int) -> tuple[str, str] | None:
        while True:
            free = [
                (job.due_at, *key)
                for key, job in self.jobs.items()
                if (job.state is State.WAITING and job.due_at <= now)
                or (job.state is State.RUNNING and job.leased_until <= now)
            ]
            if not free:
                return None
            _, name, key = min(free)
            job = self.jobs[name, key]
            if job.state is State.WAITING or job.failures < KINDS[name].attempts:
                return name, key
            self.fail(name, key, now)

    def finish(self, name: str, key: str, now: int) -> None:
        job = self.jobs[name, key]
        if job.again:
            self.jobs[name, key] = Expected(due_at=now)
        elif name == "errand":
            del self.jobs[name, key]
        else:
            self.jobs[name, key] = Expected(due_at=self.beat(job.due_at, now))

    def fail(self, name: str, key: str, now: int) -> None:
        job, kind = self.jobs[name, key], KINDS[name]
        wait = min(kind.backoff.first * 2 ** (job.failures - 1), kind.backoff.most)
        if job.failures < kind.attempts:
            due, state = now + wait, State.WAITING
        elif name == "beat":
            due, state = max(now + wait, self.beat(job.due_at, now)), State.WAITING
        else:
            due, state = job.due_at, State.DEAD
        self.jobs[name, key] = Expected(due_at=due, state=state, failures=job.failures)

    @staticmethod
    def beat(due: int, now: int) -> int:
        while due <= now:
            due += 40 * SECOND
        return due


class Interleavings(RuleBasedStateMachine):
    """Every rule does the same to both, and both must agree."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite:///{Path(self.folder.name) / 'jobs.db'}")
        upgrade(self.database, Chain.OPERATIONAL)
        self.clock = StillClock()
        self.real = Jobs(self.database, self.clock, KINDS.values(), fraction=lambda: 1.0)
        self.real.register()
        self.reference = Reference({("beat", ""): Expected(due_at=SOME_DAY + 40 * SECOND)})
        self.runs: list[Run] = []
        self.effects = 0

    @rule(key=st.sampled_from(KEYS))
    def ask(self, key: str) -> None:
        self.real.ask("errand", key=key)
        self.reference.ask("errand", key, self.clock.now())

    @rule(seconds=st.sampled_from([1, 3, 9, 11, 45]))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(seconds * SECOND)

    @rule()
    def claim(self) -> None:
        now = self.clock.now()
        expected = self.reference.next_free(now)
        run = self.real.claim("runner")
        assert (run and (run.name, run.key)) == expected
        if run is None:
            return
        job = self.reference.jobs[run.name, run.key]
        job.state, job.holder = State.RUNNING, run.number
        job.failures += 1
        job.leased_until = now + LEASE
        assert run.attempt == job.failures
        assert run.number > max((one.number for one in self.runs), default=0)
        self.runs.append(run)

    def holds(self, run: Run) -> bool:
        job = self.reference.jobs.get((run.name, run.key))
        return job is not None and job.state is State.RUNNING and job.holder == run.number

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), how=st.sampled_from(["finish", "fail", "renew", "give back"]))
    def runner_acts(self, data: st.DataObject, how: str) -> None:
        run = data.draw(st.sampled_from(self.runs[-4:]))
        if not self.holds(run):
            with pytest.raises(LeaseLost):
                self.act(run, how)
            return
        self.act(run, how)
        now, job = self.clock.now(), self.reference.jobs[run.name, run.key]
        if how == "finish":
            self.reference.finish(run.name, run.key, now)
            self.effects += 1
        elif how == "fail":
            self.reference.fail(run.name, run.key, now)
        elif how == "renew":
            job.leased_until = now + LEASE
        else:
            self.reference.jobs[run.name, run.key] = Expected(now, failures=job.failures - 1)

    def act(self, run: Run, how: str) -> None:
        if how == "finish":
            row = {"name": f"effect {run.number}", "value": 1}
            self.real.finish_with(run, lambda c: c.execute(settings_table.insert().values(row)))
        elif how == "fail":
            self.real.fail(run, "no")
        elif how == "renew":
            self.real.renew(run)
        else:
            self.real.give_back(run)

    @invariant()
    def both_agree(self) -> None:
        found = {
            (one.name, one.key): (one.state, one.due_at, one.failures)
            for one in self.real.standings()
        }
        assert found == {
            key: (job.state, job.due_at, job.failures) for key, job in self.reference.jobs.items()
        }

    @invariant()
    def each_success_had_its_effect_once(self) -> None:
        done = [one for one in self.real.history(limit=500) if one.outcome is Outcome.DONE]
        held = Settings(self.database)
        assert len(done) == self.effects
        assert all(held.get(f"effect {one.number}") == 1 for one in done)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
