"""Tables in Parquet files, read a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tailorbird.connectors.files.table import Batch, Table
from tailorbird.connectors.files.text_files import explained
from tailorbird.core.errors import BadFile


class ParquetTable(Table):
    """A Parquet file. It says itself how many rows it has."""

    batch_rows = 16_384

    def __init__(self, path: Path) -> None:
        with self._open(path) as file:
            names = list(file.schema_arrow.names)
            if len(set(names)) < len(names):
                raise BadFile(f"{path.name} has two columns of the same name; rename one.")
            super().__init__(path, "parquet", names)
            self.total_rows = file.metadata.num_rows
        self._read = 0

    @property
    def share_read(self) -> float:
        """How much of the file was read, by rows."""
        return self._read / (self.total_rows or 1)

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of the named columns only; the others are not even unpacked."""
        self._read = 0
        with explained(self.path), self._open(self.path) as file:
            wanted = list(dict.fromkeys(columns))
            for batch in file.iter_batches(
                rows or self.batch_rows, columns=wanted, use_threads=False
            ):
                first = self._read + 1
                self._read += batch.num_rows
                yield Batch(
                    numbers=range(first, self._read + 1),
                    lines=None,
                    columns=tuple(_cells(batch.column(name)) for name in columns),
                )

    @staticmethod
    def _open(path: Path) -> Any:
        try:
            return pq.ParquetFile(path, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise BadFile(
                f"{path.name} is not a whole Parquet file; it may be cut off. "
                "Fetch or export it again."
            ) from error


def _cells(column: Any) -> Sequence[object]:
    """Return a column as Python values. Each distinct value is made once and shared."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_nested(kind):
        return [b""] * len(column)  # lists and structs are no cells; each field refuses them
    coded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
    values = [*_values(coded.dictionary), None]
    places = coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    return list(map(values.__getitem__, places.tolist()))


def _values(distinct: Any) -> list[object]:
    return [_value(scalar) for scalar in distinct]


def _value(scalar: Any) -> object:
    # A time outside Python's years, or text that is no UTF-8, spoils its own cell only.
    try:
        value: object = scalar.as_py()
    except (ValueError, OverflowError, UnicodeError):
        return b""
    return value
