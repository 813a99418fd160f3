"""Commands do their work on the folder, or ask the server that holds it to do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from tailorbird.api.control import PATH, Said
from tailorbird.app import Tailorbird
from tailorbird.connectors.server import Note, call, read_note
from tailorbird.core.config import Config
from tailorbird.core.errors import AlreadyRunning, StorageError, error_of

T = TypeVar("T")
Hear = Callable[[Said], None]


def ask(
    config: Config,
    command: object,
    wanted: type[T] | tuple[type[T], ...],
    here: Callable[[Tailorbird], T],
    hear: Hear | None = None,
) -> T:
    """Return what ``here`` makes of the opened shop, or what its running server answers.

    ``hear`` is told of every line on the way there: how far it is, which row was refused.

    Raises:
        AlreadyRunning: another program holds the folder, and it is no server.
        TailorbirdError: what the server says went wrong.
    """
    try:
        with Tailorbird(config) as shop:
            return here(shop)
    except AlreadyRunning:
        note = read_note(config.data)
        if note is None:
            raise
    return answer_of(note, command, wanted, hear)


def answer_of(
    note: Note,
    command: object,
    wanted: type[T] | tuple[type[T], ...],
    hear: Hear | None = None,
) -> T:
    """Let the server that holds a folder carry out a command; return what it says of it.

    Raises:
        TailorbirdError: what the server says went wrong, or that it stopped in the middle.
    """
    for line in call(note, PATH, command):
        said = msgspec.json.decode(line, type=Said)
        if said.message is not None:
            raise error_of(said.code or "", said.message)
        if hear is not None:
            hear(said)
        if isinstance(said.result, wanted):
            return said.result
    raise StorageError("The server stopped before this was done; start it and try again.")
