"""The operational seam: one writer fed by a queue, many readers, one transaction per change."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tailorbird.core.errors import (
    BadConfiguration,
    DiskFull,
    ShuttingDown,
    StorageError,
    TailorbirdError,
)
from tailorbird.storage.engines import sqlite

__all__ = ["Connection", "Database", "explain"]

T = TypeVar("T")
_Job = tuple[Callable[[Connection], object], "Future[object]"]


class Database:
    """One database. Reads run on the caller's thread; writes run one after another on one thread.

    Every write is one transaction: it is kept whole, or nothing of it is.
    """

    def __init__(self, url: str) -> None:
        self.path = _sqlite_path(url)
        with _explained(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer, self._readers = sqlite.open_engines(self.path)
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._closed = False
        self._closing = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"write {self.path.name}")
        self._thread.daemon = True
        self._thread.start()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and cannot change it."""
        with _explained(self.path), self._readers.connect() as connection:
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

    def close(self) -> None:
        """Finish what is queued, then let go of the file. Safe to call twice."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._writer.dispose()
        self._readers.dispose()

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
        with _explained(self.path), self._writer.begin() as connection:
            return change(connection)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn a driver's error into ours, with what to do about it."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError, InterfaceError, NotSupportedError):
        raise  # ours to mend, not the disk's: never answered with "try again"
    except DBAPIError as error:
        raise explain(error, path) from error
    except PoolTimeout as error:
        raise StorageError(f"{path.name} is too busy to read; try again in a moment.") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be used: {error.strerror}.") from error


def explain(error: DBAPIError, path: Path) -> TailorbirdError:
    """Return our error for a driver's error on the database at ``path``."""
    said = str(error.orig).lower()
    if "disk is full" in said or "disk i/o error" in said:
        return DiskFull(
            f"The disk that holds {path.parent} is full or failing. Make room, then try again; "
            "what was acknowledged before is safe."
        )
    if "not a database" in said or "malformed" in said:
        return StorageError(
            f"{path} is not a Tailorbird database, or it is damaged. Choose another folder "
            "with --data, or restore a backup."
        )
    if "unable to open" in said or "readonly" in said:
        return StorageError(f"{path} cannot be opened for writing. Check the folder's rights.")
    if "locked" in said:
        return StorageError(f"{path} is held by another program. Stop it, then try again.")
    return StorageError(f"{path.name} refused the change: {error.orig}")


def _sqlite_path(url: str) -> Path:
    if not url.startswith("sqlite:///"):
        raise BadConfiguration(
            f"The database address {url!r} is not supported; use sqlite:///path/to/file.db."
        )
    return Path(url.removeprefix("sqlite:///"))
