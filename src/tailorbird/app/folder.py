"""The data folder: which files it holds, and that one program at a time writes to it."""

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
FILES = {OPERATIONAL_FILE: Chain.OPERATIONAL, LOG_FILE: Chain.LOG}


class Folder:
    """An opened data folder, held for writing until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = _hold(path)
        with ExitStack() as opened:
            opened.callback(self._lock.release)
            for name, chain in FILES.items():  # all, before any of them is changed
                _check(path / name, chain)
            self.database = _open(path / OPERATIONAL_FILE, Chain.OPERATIONAL, opened)
            self.log = _open(path / LOG_FILE, Chain.LOG, opened)
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Finish what is queued and let the folder go. Safe to call twice."""
        self._opened.close()


def _check(path: Path, chain: Chain) -> None:
    """Look whether a file is one of ours and not from a newer version; an absent one is fine."""
    if not path.exists():
        return
    with closing(Database(f"sqlite:///{path}")) as database, database.read() as connection:
        pending(connection, chain, str(path))


def _open(path: Path, chain: Chain, opened: ExitStack) -> Database:
    database = Database(f"sqlite:///{path}")
    opened.callback(database.close)
    upgrade(database, chain)
    return database


def _hold(path: Path) -> FileLock:
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / LOCK_FILE)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AlreadyRunning(
            f"Another Tailorbird is writing to {path}. Stop it first, or choose another folder "
            "with --data."
        ) from error
    except OSError as error:
        raise StorageError(
            f"The folder {path} cannot be used ({error.strerror}). Choose another with --data."
        ) from error
    return lock
