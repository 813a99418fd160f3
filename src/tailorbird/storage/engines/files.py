"""Where files lie: a folder of this machine, or an S3-compatible object store."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyarrow import ArrowInvalid, fs

from tailorbird.core.errors import ArchiveChanged, BadConfiguration, DiskFull, StorageError

_UNFINISHED = ".part"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Place:
    """A tree of files that are written once. Paths are relative, with ``/`` between their parts."""

    def __init__(self, address: str, folder: Path) -> None:
        """Open the place at ``address``; an empty address is the local ``folder``."""
        self.address = address or str(folder)
        self.local = folder if not address else None
        self.filesystem, self._root = _open(address, folder)

    def full(self, path: str) -> str:
        """Return a path as the place's file system knows it."""
        return f"{self._root}/{path}"

    @contextmanager
    def create(self, path: str) -> Iterator[Any]:
        """Give a stream to write a new file to; after the block the whole file is durable."""
        with _explained(self.address):
            if self.local is None:
                with self.filesystem.open_output_stream(self.full(path)) as stream:
                    yield stream
            else:
                with _durable(self.local, path) as file:
                    yield file

    @contextmanager
    def open(self, path: str) -> Iterator[Any]:
        """Give a file to read from.

        Raises:
            ArchiveChanged: there is no such file.
        """
        with _explained(self.address), self.filesystem.open_input_file(self.full(path)) as file:
            yield file

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        with _explained(self.address):
            return int(self.filesystem.get_file_info(self.full(path)).size)

    def remove(self, path: str) -> None:
        """Remove a file; one that is not there is as good as removed."""
        with _explained(self.address):
            if self.filesystem.get_file_info(self.full(path)).type is not fs.FileType.NotFound:
                self.filesystem.delete_file(self.full(path))

    def list(self) -> list[str]:
        """Return the paths of all files, those half written included."""
        look = fs.FileSelector(self._root, recursive=True, allow_not_found=True)
        with _explained(self.address):
            found = self.filesystem.get_file_info(look)
        start = len(self._root) + 1
        return sorted(one.path[start:] for one in found if one.type is fs.FileType.File)


def _open(address: str, folder: Path) -> tuple[fs.FileSystem, str]:
    if not address:
        return fs.LocalFileSystem(), folder.as_posix()
    bucket, _, options = address.removeprefix("s3://").partition("?")
    if not address.startswith("s3://") or not bucket or bucket.startswith("/"):
        raise BadConfiguration(
            f"archive: {address!r} is not supported; leave it empty for the data folder, or use "
            "s3://bucket/prefix?endpoint=https://host."
        )
    return fs.S3FileSystem(**_s3_options(address, options)), bucket.strip("/")


def _s3_options(address: str, options: str) -> dict[str, str]:
    """Read endpoint and region; the credentials come from the usual places of the environment."""
    given = dict(part.partition("=")[::2] for part in options.split("&") if part)
    used = {}
    for name, value in given.items():
        if name == "endpoint":
            scheme, separator, host = value.partition("://")
            used["endpoint_override"] = host if separator else value
            used["scheme"] = scheme if separator else "https"
        elif name == "region":
            used["region"] = value
        else:
            raise BadConfiguration(
                f"archive: {name!r} in {address!r} is not known; known are endpoint and region."
            )
    return used


@contextmanager
def _durable(root: Path, path: str) -> Iterator[Any]:
    """Write beside the final name, flush to the disk, then give it the name."""
    target = root / path
    made = _missing_folders(root, target.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    for folder in (target.parent, *(one.parent for one in made)):
        _flush_folder(folder)


def _missing_folders(root: Path, folder: Path) -> list[Path]:
    """Return the folders that have to be made, whose names their parents must keep durably."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        if folder == root:
            break
        folder = folder.parent
    return missing


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Turn what the file system says into our errors."""
    try:
        yield
    except FileNotFoundError as error:
        raise ArchiveChanged("The archive changed while it was read; do it again.") from error
    except ArrowInvalid as error:
        raise StorageError(
            f"A file of the archive at {address} is damaged ({error}). Restore it from a backup."
        ) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(
                f"The disk that holds {address} is full. Make room, then try again; "
                "what was archived before is safe."
            ) from error
        raise StorageError(f"The archive at {address} cannot be used: {error}.") from error
