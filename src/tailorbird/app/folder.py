"""The data folder: which databases belong to it, and that one server at a time holds its files."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

from filelock import FileLock, Timeout

from tailorbird.core.errors import AlreadyRunning, StorageError
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, pending, upgrade

OPERATIONAL_FILE = "tailorbird.db"
LOG_FILE = "log.db"
LOCK_FILE = "writing.lock"
WORKER_LOCK = "worker.lock"
FILES = {Chain.OPERATIONAL: OPERATIONAL_FILE, Chain.LOG: LOG_FILE}
# The parts of a PostgreSQL database that stand for the files.
SCHEMAS = {Chain.OPERATIONAL: "tailorbird", Chain.LOG: "tailorbird_log"}


class Folder:
    """An opened data folder, held until it is closed.

    Without an address of a ``database`` the folder holds two SQLite files; a server and a worker
    may have them open at once, each held by a ``lock`` of its own name. With one, any number of
    servers and workers share it, and the folder holds only what each needs for itself.
    """

    def __init__(self, path: Path, database: str = "", lock: str = LOCK_FILE) -> None:
        self.path = path
        with ExitStack() as opened:
            _make(path)
            if not database:
                opened.callback(_hold(path, lock).release)
            for chain in Chain:  # all, before any of them is changed
                _check(path, database, chain)
            self.database = _open(path, database, Chain.OPERATIONAL, opened)
            self.log = _open(path, database, Chain.LOG, opened)
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Finish what is queued and let the folder go. Safe to call twice."""
        self._opened.close()


def connect(path: Path, database: str, chain: Chain) -> Database:
    """Open one of the databases of a folder; nothing in it is changed."""
    return Database(database or f"sqlite:///{path / FILES[chain]}", SCHEMAS[chain])


def _check(path: Path, database: str, chain: Chain) -> None:
    """Look whether a database is ours and not from a newer version; an absent file is fine."""
    if not database and not (path / FILES[chain]).exists():
        return
    with closing(connect(path, database, chain)) as opened, opened.read() as connection:
        pending(connection, chain, opened.place)


def _open(path: Path, database: str, chain: Chain, opened: ExitStack) -> Database:
    connected = connect(path, database, chain)
    opened.callback(connected.close)
    upgrade(connected, chain)
    return connected


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(path, error) from error


def _hold(path: Path, name: str) -> FileLock:
    lock = FileLock(path / name)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AlreadyRunning(
            f"Another Tailorbird is writing to {path}. Stop it first, or choose another folder "
            "with --data."
        ) from error
    except OSError as error:
        raise _unusable(path, error) from error
    return lock


def _unusable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The folder {path} cannot be used ({error.strerror}). Choose another with --data."
    )
