"""SQLite to Arrow, column by column, without making a Python object of every value.

The columns' driver has an SQLite of its own. Two of them in one process destroy each other's locks
on a file (POSIX drops all locks of a process when any of its descriptors is closed), and the second
takes the first's shared memory for abandoned and cuts it off. So it reads in a process of its own,
where it is a reader like any other.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
import pyarrow as pa

from tailorbird.core.errors import StorageError

COMMAND = (sys.executable, "-m", "tailorbird.storage.engines.column_reader")


class Wanted(msgspec.Struct, frozen=True):
    """What the reading process is told: a file and a statement."""

    path: str
    statement: str


@contextmanager
def reader_from(path: Path, statement: str) -> Iterator[Any]:
    """Give the answer to a statement as Arrow record batches, read as they are asked for.

    Raises:
        StorageError: the file could not be read.
    """
    with subprocess.Popen(  # noqa: S603 - our own program
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            _tell(process.stdin, Wanted(str(path.absolute()), statement))
            with pa.ipc.open_stream(process.stdout) as reader:
                yield reader
        except (pa.ArrowInvalid, BrokenPipeError) as error:
            raise StorageError(f"{path} could not be read: {_said(process)}.") from error
        finally:
            process.kill()  # whoever asked may not want the rest


def _tell(stream: IO[bytes] | None, wanted: Wanted) -> None:
    if stream is not None:
        with stream:
            stream.write(msgspec.json.encode(wanted))


def _said(process: subprocess.Popen[bytes]) -> str:
    process.kill()
    said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
    return said.splitlines()[-1] if said else "the reader ended without a word"
