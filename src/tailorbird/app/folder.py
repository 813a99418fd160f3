"""The data folder: which files it holds, and that one program at a time writes to it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from tailorbird.core.errors import AlreadyRunning, StorageError
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade

OPERATIONAL_FILE = "tailorbird.db"
LOG_FILE = "log.db"
LOCK_FILE = "writing.lock"


class Folder:
    """An opened data folder, held for writing until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = _hold(path)
        self.database: Database | None = None
        self.log: Database | None = None
        try:
            self.database = Database(f"sqlite:///{path / OPERATIONAL_FILE}")
            self.log = Database(f"sqlite:///{path / LOG_FILE}")
            upgrade(self.database, Chain.OPERATIONAL)
            upgrade(self.log, Chain.LOG)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Finish what is queued and let the folder go. Safe to call twice."""
        for database in (self.log, self.database):
            if database is not None:
                database.close()
        self._lock.release()


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
