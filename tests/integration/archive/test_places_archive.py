"""A folder that fails while it is written to, and what is left then."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tailorbird.core.errors import ArchiveChanged, DiskFull, StorageError
from tailorbird.storage.engines.files import Place


def failing(code: int) -> None:
    raise OSError(code, os.strerror(code))


def test_a_file_is_there_only_when_it_is_whole(tmp_path: Path) -> None:
    place = Place("", tmp_path / "archive")
    with place.create("events/day=1/a.parquet") as stream:
        stream.write(b"all")
        assert place.list() == ["events/day=1/a.parquet.part"]
    assert place.list() == ["events/day=1/a.parquet"]
    assert place.size("events/day=1/a.parquet") == 3
    place.remove("events/day=1/a.parquet")
    place.remove("events/day=1/a.parquet")
    assert place.list() == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, StorageError)],
)
def test_a_disk_that_is_full_or_fails_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: type[StorageError]
) -> None:
    place = Place("", tmp_path / "archive")
    monkeypatch.setattr(os, "fsync", lambda _: failing(code))
    with pytest.raises(expected, match="archive"), place.create("events/day=1/a.parquet") as stream:
        stream.write(b"all")
    monkeypatch.undo()
    assert place.list() == []


def test_a_file_that_is_gone_says_that_the_archive_changed(tmp_path: Path) -> None:
    place = Place("", tmp_path / "archive")
    with pytest.raises(ArchiveChanged, match="do it again"), place.open("events/day=1/a.parquet"):
        pass
