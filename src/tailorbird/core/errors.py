"""The one tree of errors.

Every error has a stable ``code`` and a message that says what happened and what to do next.
Shells translate them: HTTP answers use ``status``, the command line exits with ``exit_code``.
"""

from __future__ import annotations


class TailorbirdError(Exception):
    """Any failure Tailorbird explains to a person. Never raised itself, only its children."""

    code = "error"
    status = 500
    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(TailorbirdError):
    """What came in cannot be used; the message names the field and what was expected."""

    code = "bad_input"
    status = 400

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TooLarge(BadInput):
    """A body or an item is over a stated limit."""

    code = "too_large"


class TooMany(TailorbirdError):
    """More calls than are taken in this time; ``wait_seconds`` later the same call passes."""

    code = "too_many"
    status = 429

    def __init__(self, message: str, *, wait_seconds: float = 1.0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class NotAllowed(TailorbirdError):
    """The caller's key is missing, wrong, or does not open this door."""

    code = "not_allowed"
    status = 401


class ScopeMissing(TailorbirdError):
    """The caller's key is good, but may not do this; the message names the scope it lacks."""

    code = "scope_missing"
    status = 403


class NotFound(TailorbirdError):
    """The named thing does not exist."""

    code = "not_found"
    status = 404


class BadConfiguration(TailorbirdError):
    """A setting is unknown, missing or has the wrong form."""

    code = "bad_configuration"


class BadFile(TailorbirdError):
    """A file to import is not what it says it is, or lacks a column that is needed."""

    code = "bad_file"
    status = 400


class StorageError(TailorbirdError):
    """The database could not do what was asked; nothing of the failed change was kept."""

    code = "storage_failed"
    status = 503


class DiskFull(StorageError):
    """No room is left to write; what was acknowledged before is safe."""

    code = "disk_full"
    status = 507


class NewerDatabase(StorageError):
    """The data was written by a newer Tailorbird than this one."""

    code = "newer_database"


class ArchiveChanged(StorageError):
    """Other work on the archive came first; nothing was changed, and it may be done again."""

    code = "archive_changed"


class AlreadyRunning(StorageError):
    """Another server holds this data folder."""

    code = "already_running"


class LeaseLost(TailorbirdError):
    """A job was given to another runner; nothing of the late attempt was kept."""

    code = "lease_lost"
    status = 409


class HistoryMissing(TailorbirdError):
    """The events needed to fold the past again are not there any more."""

    code = "history_missing"
    status = 409


class Interrupted(TailorbirdError):
    """Something came in between; nothing was changed, and doing it again will do."""

    code = "interrupted"
    status = 409


class ShopFailed(TailorbirdError):
    """A connected shop's platform does not answer, or refuses what is asked of it."""

    code = "shop_failed"
    status = 502


class FeedFailed(TailorbirdError):
    """A catalogue feed could not be fetched, or looks as if part of it were missing."""

    code = "feed_failed"
    status = 502


class PortTaken(TailorbirdError):
    """The address to serve on is used by another program."""

    code = "port_taken"


class ShuttingDown(TailorbirdError):
    """The server is stopping and takes nothing new; send it again in a moment."""

    code = "shutting_down"
    status = 503


def error_of(code: str, message: str) -> TailorbirdError:
    """Return the error that another process told by its code; an unknown code stays general."""
    pending: list[type[TailorbirdError]] = [TailorbirdError]
    while pending:
        kind = pending.pop()
        if kind.code == code:
            return kind(message)
        pending += kind.__subclasses__()
    return TailorbirdError(message)
