"""What every kind of file offers once opened: named columns, and rows in batches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct


class BrokenRow(Struct, frozen=True):
    """A row that could not be taken apart into cells: its number, line, code and a sample."""

    row: int
    line: int | None
    code: str
    sample: str


class Batch(Struct, frozen=True, kw_only=True):
    """Some rows, column by column, in the order asked for.

    ``numbers`` are the data row numbers (from 1) of the cells, ``lines`` their lines in a text
    file. ``broken`` rows have a number and no cells.
    """

    numbers: Sequence[int]
    lines: Sequence[int] | None
    columns: tuple[Sequence[object], ...]
    broken: tuple[BrokenRow, ...] = ()


class Table(ABC):
    """An opened file of orders. It can be read any number of times, each time from its start."""

    batch_rows = 2_048

    def __init__(self, path: Path, file_format: str, columns: Sequence[str]) -> None:
        self.path = path
        self.format = file_format
        self.columns = tuple(columns)
        self.total_rows: int | None = None

    @property
    @abstractmethod
    def share_read(self) -> float:
        """How much of the file the latest reading has covered, from 0 to 1."""

    @abstractmethod
    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield the named columns in batches of at most ``rows`` rows (``batch_rows`` if None).

        Raises:
            BadFile: the file turned out to be damaged.
        """

    def rows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Yield (row number, cells by column name) of every row that could be taken apart."""
        for batch in self.batches(self.columns, 256):
            cells = zip(*batch.columns, strict=True)
            for number, row in zip(batch.numbers, cells, strict=True):
                yield number, dict(zip(self.columns, row, strict=True))

    def sample(self, rows: int = 200) -> list[dict[str, object]]:
        """Return the first rows, to show and to guess from."""
        return [row for _number, row in islice(self.rows(), rows)]
