"""The operational seam: one writer fed by a queue, many readers, one transaction per change."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tailorbird.core.errors import BadConfiguration, ShuttingDown, StorageError
from tailorbird.storage.engines import Opened, sqlite

__all__ = ["POSTGRES", "Connection", "Database"]

T = TypeVar("T")
_Job = tuple[Callable[[Connection], object], "Future[object]"]
POSTGRES = ("postgresql://", "postgres://")  # how the address of a PostgreSQL database begins
_TRIES = 5  # of a change that lost its connection, or that another program's change crossed


class Database:
    """One database. Reads run on the caller's thread; writes run one after another on one thread.

    Every write is one transaction: it is kept whole, or nothing of it is. Of all processes that
    have opened the same database one writes at a time, so a change may decide on what it reads. A
    change that could not be committed may be run again from its start.

    ``schema`` is the part of a PostgreSQL database that holds the tables; SQLite has a file for it.
    ``place`` is what to call the database in a sentence.
    """

    def __init__(self, url: str, schema: str = "tailorbird") -> None:
        self._opened = _open(url, schema)
        self.place = self._opened.place
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._closed = False
        self._closing = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"write {self.place[-40:]}")
        self._thread.daemon = True
        self._thread.start()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and cannot change it."""
        with _explained(self._opened), self._opened.readers.connect() as connection:
            yield connection

    def submit(self, change: Callable[[Connection], T]) -> Future[T]:
        """Queue a change; the future is done once it is durable, or holds the error."""
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise ShuttingDown("The database is closed; start Tailorbird again.")
            self._jobs.put((change, future))  # type: ignore[arg-type]  # Future is invariant
        return future

    def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction and wait until it is durable."""
        return self.submit(change).result()

    def reclaim(self) -> None:
        """Overwrite what was deleted, so that its bytes are gone; changes wait meanwhile.

        Takes time and room in proportion to the database.
        """
        with _explained(self._opened):
            connection = self._opened.writer.raw_connection()
            try:
                self._opened.reclaim(connection.driver_connection)
            finally:
                connection.close()

    def close(self) -> None:
        """Finish what is queued, then let go of the database. Safe to call twice."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._opened.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            change, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = self._run(change)
            except BaseException as error:  # noqa: BLE001 - handed to the caller's future
                future.set_exception(error)
            else:
                future.set_result(result)
            del job, change, future

    def _run(self, change: Callable[[Connection], T]) -> T:
        with _explained(self._opened):
            for _ in range(_TRIES - 1):
                try:
                    return _commit(self._opened, change)
                except _Repeatable:
                    continue
            return _commit(self._opened, change, last=True)


class _Repeatable(Exception):
    """Nothing of the change was kept, and the next try may go well."""


def _commit(opened: Opened, change: Callable[[Connection], T], *, last: bool = False) -> T:
    with opened.writer.connect() as connection:
        try:
            transaction = connection.begin()
            result = change(connection)
        except DBAPIError as error:
            if last or not opened.worth_repeating(error):
                raise
            raise _Repeatable from error
        # what fails from here on may have been kept: never tried again
        transaction.commit()
        return result


@contextmanager
def _explained(opened: Opened) -> Iterator[None]:
    """Turn a driver's error into ours, with what to do about it."""
    try:
        yield
    except DBAPIError as error:
        explained = opened.explain(error)
        if explained is None:
            raise
        raise explained from error
    except PoolTimeout as error:
        raise StorageError(f"{opened.place} is too busy to read; try again in a moment.") from error
    except OSError as error:
        raise StorageError(f"{opened.place} cannot be used: {error.strerror}.") from error


def _open(url: str, schema: str) -> Opened:
    if url.startswith(sqlite.PREFIX):
        return sqlite.opened(url)
    if url.startswith(POSTGRES):
        # only where it is used: the driver takes its time to load
        from tailorbird.storage.engines import postgres  # noqa: PLC0415

        return postgres.opened(url, schema)
    raise BadConfiguration(
        f"The database address {url.split(':', maxsplit=1)[0]}:… is not supported; use "
        "sqlite:///path/to/file.db or postgresql://user:password@host:port/name."
    )
