"""JSON lines in which one line holds several rows, such as a session with its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tailorbird.connectors.files.table import Batch, BrokenRow, Table

_LOOKED_AT = 50


class NestedTable(Table):
    """Each object of the one list in a line is a row; what stands beside the list is in each row.

    ``{"session": 7, "events": [{"aid": 1}, {"aid": 2}]}`` has the columns ``session`` and ``aid``
    and two rows. Rows are numbered through the file.
    """

    def __init__(self, table: Table, inside: str, columns: Sequence[str]) -> None:
        super().__init__(table.path, table.format, columns)
        self._table = table
        self._inside = inside
        self._outer = [name for name in table.columns if name != inside and name in columns]

    @property
    def share_read(self) -> float:
        """How much of the file was read."""
        return self._table.share_read

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of the rows inside the lines."""
        number = 0
        for batch in self._table.batches([self._inside, *self._outer], rows):
            found = _Unfolded(columns, self._outer, number)
            found.take(batch)
            number = found.number
            yield found.batch()


class _Unfolded:
    """The rows inside one batch of lines."""

    def __init__(self, columns: Sequence[str], outer: Sequence[str], number: int) -> None:
        self.number = number
        self._columns, self._outer = columns, outer
        self._numbers: list[int] = []
        self._lines: list[int] = []
        self._cells: list[list[object]] = [[] for _ in columns]
        self._broken: list[BrokenRow] = []

    def take(self, batch: Batch) -> None:
        """Unfold the lines of a batch; a line without a list is a broken row."""
        lines = batch.lines or batch.numbers
        for line, inside, *beside in zip(lines, *batch.columns, strict=True):
            held = dict(zip(self._outer, beside, strict=True))
            if not isinstance(inside, list):
                self._break(line, "not_json")
                continue
            for item in inside:
                self._add(line, item, held)
        for broken in batch.broken:
            self._break(broken.line, broken.code)

    def _add(self, line: int, item: object, held: dict[str, Any]) -> None:
        if not isinstance(item, dict):
            self._break(line, "not_json")
            return
        self.number += 1
        self._numbers.append(self.number)
        self._lines.append(line)
        for cells, name in zip(self._cells, self._columns, strict=True):
            cells.append(item[name] if name in item else held.get(name))

    def _break(self, line: int | None, code: str) -> None:
        self.number += 1
        self._broken.append(BrokenRow(self.number, line, code, ""))

    def batch(self) -> Batch:
        """Return what was unfolded."""
        return Batch(
            numbers=self._numbers,
            lines=self._lines,
            columns=tuple(self._cells),
            broken=tuple(self._broken),
        )


def unfolded(table: Table) -> Table:
    """Return the table, or the rows inside its lines where each line holds one list of objects."""
    if table.format != "jsonl":
        return table
    sample = table.sample(_LOOKED_AT)
    inside = [name for name in table.columns if _holds_rows(name, sample)]
    if len(inside) != 1:
        return table
    [name] = inside
    outer = [column for column in table.columns if column != name and _is_plain(column, sample)]
    inner = dict.fromkeys(key for row in sample for item in _items(row[name]) for key in item)
    return NestedTable(table, name, [*dict.fromkeys([*outer, *inner])])


def _holds_rows(name: str, sample: list[dict[str, object]]) -> bool:
    return bool(sample) and all(bool(_items(row.get(name))) for row in sample)


def _items(cell: object) -> list[dict[str, object]]:
    return [item for item in cell if isinstance(item, dict)] if isinstance(cell, list) else []


def _is_plain(name: str, sample: list[dict[str, object]]) -> bool:
    return not any(isinstance(row.get(name), (list, dict)) for row in sample)
