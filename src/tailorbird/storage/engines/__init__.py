"""One thin module per database: how it is opened, and what its errors mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tailorbird.core.errors import TailorbirdError


@dataclass(frozen=True)
class Opened:
    """A database as its engine opened it.

    ``writer`` begins a transaction that no other writer of any process shares the time with;
    ``readers`` give transactions that see one state and can change nothing.
    """

    place: str
    """What to call it in a sentence."""
    writer: Engine
    readers: Engine
    explain: Callable[[DBAPIError], TailorbirdError | None]
    """Our error for a driver's; None where the mistake is ours and not the database's."""
    worth_repeating: Callable[[DBAPIError], bool]
    """Whether a change that failed so, before it was committed, may go well the next time."""

    reclaim: Callable[[Any], None]
    """Overwrite what was deleted, on a driver's connection to write with, outside transactions."""

    def close(self) -> None:
        """Let go of every connection."""
        self.writer.dispose()
        self.readers.dispose()
