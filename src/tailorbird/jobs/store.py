"""Every query on jobs and their history."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    SmallInteger,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from tailorbird.jobs.types import Outcome, PastRun, Run, Standing, State
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
jobs = Table(
    "jobs",
    OPERATIONAL,
    Column("name", String, primary_key=True),
    Column("key", String, primary_key=True),  # empty for the one of a schedule
    Column("payload", JSON, nullable=False),
    Column("schedule", String, nullable=False),  # as JSON; empty without one
    Column("state", String, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("run", BigInteger, nullable=False),  # the attempt that holds it, 0 for none
    Column("leased_until", BigInteger, nullable=False),
    Column("asked_again", SmallInteger, nullable=False),
    Index(None, "state", "due_at"),
    info=kept(Kept.WORKING),
)
job_runs = Table(
    "job_runs",
    OPERATIONAL,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("runner", String, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, nullable=False),  # 0 while it goes on
    Column("outcome", String, nullable=False),
    Column("message", String, nullable=False),
    Index(None, "name", "key", "number"),
    Index(None, "ended_at"),
    sqlite_autoincrement=True,  # a number is never given twice, also when old ones are gone
    info=kept(Kept.WORKING),
)


def add(
    connection: Connection, name: str, key: str, *, payload: Any, schedule: str, due_at: int
) -> bool:
    """Put a job down; False if it is there already."""
    values = {
        "name": name,
        "key": key,
        "payload": payload,
        "schedule": schedule,
        "state": State.WAITING,
        "due_at": due_at,
        "failures": 0,
        "run": 0,
        "leased_until": 0,
        "asked_again": 0,
    }
    try:
        with connection.begin_nested():  # another process may put the same one down meanwhile
            connection.execute(insert(jobs).values(values))
    except IntegrityError:
        return False
    return True


def find(connection: Connection, name: str, key: str) -> Row[Any] | None:
    """Return a job's row and hold it until the transaction ends."""
    return connection.execute(select(jobs).where(_is(name, key)).with_for_update()).first()


def change(connection: Connection, name: str, key: str, **values: object) -> None:
    """Set columns of a job."""
    connection.execute(update(jobs).where(_is(name, key)).values(values))


def remove(connection: Connection, name: str, key: str) -> None:
    """Forget a job that was asked for once."""
    connection.execute(delete(jobs).where(_is(name, key)))


def any_due(connection: Connection, names: Collection[str], now: int) -> bool:
    """Tell whether there is anything to claim; looks without holding anything."""
    statement = select(jobs.c.name).where(_due(names, now)).limit(1)
    return connection.execute(statement).first() is not None


def next_free(connection: Connection, names: Collection[str], now: int) -> Row[Any] | None:
    """Return and hold the job that has been due longest; those others hold are passed over."""
    statement = (
        select(jobs)
        .where(_due(names, now))
        .order_by(jobs.c.due_at, jobs.c.name, jobs.c.key)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(statement).first()


def hold(connection: Connection, run: Run) -> Row[Any] | None:
    """Return and hold the job of an attempt; None if it is no longer this attempt's."""
    mine = and_(_is(run.name, run.key), jobs.c.run == run.number, jobs.c.state == State.RUNNING)
    return connection.execute(select(jobs).where(mine).with_for_update()).first()


def begin_run(
    connection: Connection, name: str, key: str, *, attempt: int, runner: str, now: int
) -> int:
    """Write down that an attempt begins; return its number."""
    values = {
        "name": name,
        "key": key,
        "attempt": attempt,
        "runner": runner,
        "started_at": now,
        "ended_at": 0,
        "outcome": Outcome.RUNNING,
        "message": "",
    }
    written = insert(job_runs).values(values).returning(job_runs.c.number)
    return int(connection.execute(written).scalar_one())


def end_run(
    connection: Connection, number: int, outcome: Outcome, now: int, message: str = ""
) -> None:
    """Write down how an attempt ended."""
    ended = {"ended_at": now, "outcome": outcome, "message": message}
    connection.execute(update(job_runs).where(job_runs.c.number == number).values(ended))


def forget_runs(connection: Connection, before: int) -> int:
    """Forget attempts that ended before an instant; return how many."""
    old = (job_runs.c.ended_at > 0) & (job_runs.c.ended_at < before)
    return connection.execute(delete(job_runs).where(old)).rowcount


def read_standings(connection: Connection) -> list[Standing]:
    """Return where every job stands, with its last attempt."""
    last = {(run.name, run.key): run for run in _last_runs(connection)}
    columns = (jobs.c.name, jobs.c.key, jobs.c.state, jobs.c.due_at, jobs.c.failures)
    rows = connection.execute(select(*columns).order_by(jobs.c.name, jobs.c.key))
    return [
        Standing(
            name=row.name,
            key=row.key,
            state=State(row.state),
            due_at=row.due_at,
            failures=row.failures,
            last=last.get((row.name, row.key)),
        )
        for row in rows
    ]


def read_runs(connection: Connection, name: str, limit: int) -> list[PastRun]:
    """Return the latest attempts at a job, the newest first; of every job if the name is empty."""
    statement = select(job_runs).order_by(job_runs.c.number.desc()).limit(limit)
    if name:
        statement = statement.where(job_runs.c.name == name)
    return _runs(connection.execute(statement))


def _last_runs(connection: Connection) -> list[PastRun]:
    newest = select(func.max(job_runs.c.number)).group_by(job_runs.c.name, job_runs.c.key)
    return _runs(connection.execute(select(job_runs).where(job_runs.c.number.in_(newest))))


def _runs(rows: Iterable[Row[Any]]) -> list[PastRun]:
    return [
        PastRun(
            number=row.number,
            name=row.name,
            key=row.key,
            attempt=row.attempt,
            runner=row.runner,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=Outcome(row.outcome),
            message=row.message,
        )
        for row in rows
    ]


def _is(name: str, key: str) -> Any:
    return (jobs.c.name == name) & (jobs.c.key == key)


def _due(names: Collection[str], now: int) -> Any:
    waiting = and_(jobs.c.state == State.WAITING, jobs.c.due_at <= now)
    abandoned = and_(jobs.c.state == State.RUNNING, jobs.c.leased_until <= now)
    return and_(jobs.c.name.in_(names), or_(waiting, abandoned))
