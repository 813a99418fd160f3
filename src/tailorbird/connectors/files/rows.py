"""From cells to rows of any kind of file: every column at once, every distinct cell only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec import Struct

from tailorbird.connectors.files.lines import RowFault, shown_of
from tailorbird.connectors.files.table import Batch
from tailorbird.connectors.files.texts import refusal
from tailorbird.connectors.files.types import RowRefused
from tailorbird.connectors.files.values import MISSING, Fault, Memo, read_all

Read = Callable[[object], Any]


class Row(Struct, frozen=True, gc=False):
    """One row: its number, its line in a text file, its cells by field, what is wrong with it."""

    row: int
    line: int | None
    cells: Mapping[str, Any]
    fault: RowFault | None


class RowReader:
    """Reads batches into rows, for one mapping of fields to columns.

    A cell of a ``forgiving`` field that cannot be read is left out, counted in ``ignored``.
    """

    def __init__(
        self,
        columns: Mapping[str, str],
        readers: Mapping[str, Read],
        *,
        needed: Sequence[str],
        forgiving: frozenset[str],
    ) -> None:
        self.columns = dict(columns)
        self.ignored = dict.fromkeys(sorted(forgiving & columns.keys()), 0)
        self._forgiving = forgiving
        self._memos = {
            field: Memo(_needed(readers[field]) if field in needed else readers[field])
            for field in self.columns
        }

    def read(self, batch: Batch) -> list[Row]:
        """Return the rows of a batch in their order."""
        cells = dict(zip(self.columns, batch.columns, strict=True))
        read = {field: read_all(memo, cells[field]) for field, memo in self._memos.items()}
        faults = self._faults(read, cells)
        rows = list(self._rows(batch, read, faults))
        if not batch.broken:
            return rows
        broken = [Row(b.row, b.line, {}, RowFault(b.code, "", b.sample)) for b in batch.broken]
        return sorted([*rows, *broken], key=attrgetter("row"))

    def _rows(
        self, batch: Batch, read: dict[str, list[Any]], faults: dict[int, RowFault]
    ) -> Iterator[Row]:
        fields = tuple(read)
        lines: Sequence[int | None] = batch.lines or [None] * len(batch.numbers)
        values = zip(*read.values(), strict=True)
        for place, (number, line, row) in enumerate(zip(batch.numbers, lines, values, strict=True)):
            yield Row(number, line, dict(zip(fields, row, strict=True)), faults.get(place))

    def _faults(
        self, read: dict[str, list[Any]], cells: dict[str, Sequence[object]]
    ) -> dict[int, RowFault]:
        """Find the first fault of each row by its place."""
        found: dict[int, RowFault] = {}
        for field, values in read.items():
            if not self._memos[field].has_faults:
                continue
            for place, value in enumerate(values):
                if type(value) is not Fault:
                    continue
                if field in self._forgiving:
                    self.ignored[field] += 1
                    values[place] = None
                elif place not in found:
                    found[place] = RowFault(value.code, field, shown_of(field, cells[field][place]))
        return found


def refused_of(row: Row, fault: RowFault, columns: Mapping[str, str]) -> RowRefused:
    """Return a row as refused, with a sentence that names the file's own column."""
    return RowRefused(
        row=row.row,
        line=row.line,
        code=fault.code,
        field=fault.field,
        message=refusal(fault.code, columns.get(fault.field, fault.field), fault.reason),
        sample=fault.sample,
    )


def _needed(read: Read) -> Read:
    def read_needed(raw: object) -> Any:
        value = read(raw)
        return MISSING if value is None else value

    return read_needed
