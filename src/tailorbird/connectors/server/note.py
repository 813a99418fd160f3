"""A note in the data folder says where its server answers and with which key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

FILE = "server.json"


class Note(Struct, frozen=True):
    """Where a running server answers, and the key that proves the right to its data folder."""

    host: str
    port: int
    key: str


@contextmanager
def leave_note(folder: Path, note: Note) -> Iterator[None]:
    """Leave a note while a server runs; only this user may read it."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(note))
        yield
    finally:
        path.unlink(missing_ok=True)


def read_note(folder: Path) -> Note | None:
    """Return the note of the server that runs on a folder, None if there is no usable one."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None
