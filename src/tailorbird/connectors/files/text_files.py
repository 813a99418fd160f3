"""Opening files that hold text, plain or gzipped, and saying plainly what is wrong with them."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from tailorbird.core.errors import BadFile

HEAD_BYTES = 1 << 18
LONGEST_LINE = 1 << 20
_GZIP = b"\x1f\x8b"
_TROUBLE = (OSError, EOFError, zlib.error, UnicodeError, csv.Error, pa.ArrowException, MemoryError)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever reading can raise into one sentence about this file."""
    try:
        yield
    except BadFile:
        raise
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadFile(f"{path.name} is cut off or damaged; fetch or export it again.") from error
    except UnicodeError as error:
        raise BadFile(f"{path.name} is not readable as text; save it as UTF-8.") from error
    except OSError as error:
        reason = error.strerror or _first_line(error)
        raise BadFile(f"{path.name} cannot be read: {reason}.") from error
    except _TROUBLE as error:
        raise BadFile(f"{path.name} is damaged: {_first_line(error)}.") from error


def is_gzip(path: Path) -> bool:
    """Return whether the content is gzipped, whatever the name says."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def read_head(path: Path) -> bytes:
    """Return the first bytes of the content, unpacked.

    A gzipped file is unpacked to its end here, once, so that a file cut off in the middle is
    refused before anything of it was imported.
    """
    packed = is_gzip(path)
    with open_bytes(path) as file:
        head = file.read(HEAD_BYTES)
        while packed and file.read(HEAD_BYTES):
            pass
    return head


def open_bytes(path: Path) -> BinaryIO:
    """Open the content for reading, unpacked."""
    return cast("BinaryIO", gzip.open(path, "rb")) if is_gzip(path) else path.open("rb")


class Position:
    """How much of a file on disk has been read, as a share from 0 to 1."""

    def __init__(self, path: Path) -> None:
        self._size = max(path.stat().st_size, 1)
        self._raw: BinaryIO | None = None

    @contextmanager
    def open(self, path: Path) -> Iterator[BinaryIO]:
        """Open the content, unpacked, and follow how far its reader came."""
        packed = is_gzip(path)
        with path.open("rb") as raw:
            self._raw = raw
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast("BinaryIO", unpacked)
            else:
                yield raw

    @property
    def share(self) -> float:
        """How much has been read, by bytes on disk; 1 once the reader closed the file."""
        if self._raw is None:
            return 0.0
        return 1.0 if self._raw.closed else min(self._raw.tell() / self._size, 1.0)


def overlong(path: Path, number: int) -> BadFile:
    """Return the refusal of a file with a line no table has, which would fill the memory."""
    return BadFile(
        f"{path.name} has a line of more than a million characters (line {number}); "
        "it is not a table of orders."
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
