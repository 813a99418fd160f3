"""One consistent state of all data sets: files that count, and rows that are not sealed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tailorbird.storage.archive import parquet
from tailorbird.storage.archive.types import ArchiveFile, Columns, DataSet


@dataclass(frozen=True)
class Snapshot:
    """Everything up to the position ``upto``: archived files and, per data set, an Arrow table."""

    upto: int
    files: Mapping[str, Sequence[ArchiveFile]]
    tail: Mapping[str, Any]
    data_sets: Sequence[DataSet]


def snapshot_of(
    data_sets: Sequence[DataSet],
    files: Sequence[ArchiveFile],
    upto: int,
    tail: Mapping[str, Columns],
) -> Snapshot:
    """Put a snapshot together; files that begin beyond ``upto`` are left out."""
    return Snapshot(
        upto=upto,
        files={
            one.name: [f for f in files if f.data_set == one.name and f.first_position <= upto]
            for one in data_sets
        },
        tail={one.name: parquet.table_of(one, tail[one.name]) for one in data_sets},
        data_sets=data_sets,
    )


NOTHING = Snapshot(upto=0, files={}, tail={}, data_sets=())
"""No archive at all: for questions to what is attached."""
