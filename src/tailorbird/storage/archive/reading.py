"""Rows of the archive in the order of their positions, whatever files they lie in."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow.compute as pc

from tailorbird.storage.archive import parquet
from tailorbird.storage.archive.types import ArchiveFile, DataSet
from tailorbird.storage.engines.files import Place

Row = tuple[Any, ...]


def in_order(
    place: Place,
    data_set: DataSet,
    files: Iterable[ArchiveFile],
    columns: Sequence[str],
    *,
    after: int = 0,
    where: Mapping[str, object] | None = None,
) -> Iterator[Row]:
    """Yield ``columns`` of every row beyond a position, the position first, in order.

    ``where`` names values that columns must have. A file is opened when its first row is due,
    so few are open at a time.

    Raises:
        ArchiveChanged: a file was removed meanwhile; look at the manifest again.
    """
    waiting = [file for file in files if file.last_position > after]
    waiting.sort(key=lambda file: file.first_position, reverse=True)
    wanted = (data_set.position, *columns)
    heap: list[tuple[Row, int, Iterator[Row]]] = []
    while waiting or heap:
        while waiting and (not heap or waiting[-1].first_position < heap[0][0][0]):
            tables = parquet.groups(place, waiting.pop().path, data_set, after)
            rows = _rows(data_set, tables, wanted, after, where or {})
            _push(heap, rows, len(waiting))
        if heap:
            row, number, rows = heapq.heappop(heap)
            yield row
            _push(heap, rows, number)


def _push(heap: list[tuple[Row, int, Iterator[Row]]], rows: Iterator[Row], number: int) -> None:
    first = next(rows, None)
    if first is not None:
        heapq.heappush(heap, (first, number, rows))


def _rows(
    data_set: DataSet,
    tables: Iterable[Any],
    columns: Sequence[str],
    after: int,
    where: Mapping[str, object],
) -> Iterator[Row]:
    for table in tables:
        kept = pc.greater(table[data_set.position], after)
        for name, value in where.items():
            kept = pc.and_(kept, pc.equal(table[name], value))
        chosen = table.select(columns).filter(kept)
        yield from zip(*(column.to_pylist() for column in chosen.columns), strict=True)
