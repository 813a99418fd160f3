"""Rows to Parquet and back: forms of columns, row groups that can be skipped by position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tailorbird.core.clock import DAY
from tailorbird.storage.archive.types import Columns, DataSet, Form
from tailorbird.storage.engines.files import Place

GROUP_ROWS = 32_768  # small enough to look up one page of the log, large enough for a scan
_DECIMALS = 18
_EXACT = Context(prec=38, rounding=ROUND_HALF_EVEN)
_SMALLEST = Decimal(1).scaleb(-_DECIMALS)
_TYPES: dict[Form, Any] = {
    Form.NUMBER: pa.int64(),
    Form.TEXT: pa.string(),
    Form.INSTANT: pa.timestamp("us", tz="UTC"),
    Form.PRICE: pa.decimal128(38, _DECIMALS),
    Form.FLAG: pa.bool_(),
    Form.REAL: pa.float64(),
}
Rows = list[dict[str, Any]]
Change = Callable[[Rows], Rows]
"""Returns as many rows as it is given, in their order; positions stay."""


@lru_cache(maxsize=16)
def schema_of(data_set: DataSet) -> Any:
    """Return the Arrow schema of a data set."""
    return pa.schema([(column.name, _TYPES[column.form]) for column in data_set.columns])


def table_of(data_set: DataSet, columns: Columns) -> Any:
    """Return rows, given column by column, as an Arrow table."""
    schema = schema_of(data_set)
    return pa.table([array_of(columns[field.name], field.type) for field in schema], schema=schema)


def array_of(values: Sequence[object], kind: Any) -> Any:
    """Return values as an Arrow array; prices are rounded to the digits that a column holds."""
    try:
        return pa.array(values, kind)
    except pa.ArrowInvalid:
        if not pa.types.is_decimal(kind):
            raise
        return pa.array([_rounded(value) for value in values], kind)


def _rounded(value: object) -> object:
    """Round a price with more digits than a column holds; the payload keeps all of them."""
    return value.quantize(_SMALLEST, context=_EXACT) if isinstance(value, Decimal) else value


def by_day(data_set: DataSet, table: Any) -> dict[int, Any]:
    """Divide a table by the day of its partition column (days since 1970); rows keep their order.

    A table that is all of one day, as most are, is not copied.
    """
    days = pc.divide(pc.cast(table[data_set.partition], pa.int64()), DAY)
    found = sorted(pc.unique(days).to_pylist())
    if len(found) == 1:
        return {found[0]: table}
    return {day: table.filter(pc.equal(days, day)) for day in found}


def write(place: Place, path: str, schema: Any, tables: Iterable[Any]) -> int:
    """Write tables one after another into one durable file; return how many rows there are."""
    rows = 0
    with place.create(path) as stream, pq.ParquetWriter(stream, schema, compression="zstd") as out:
        for table in _in_groups(tables):
            out.write_table(table, row_group_size=GROUP_ROWS)
            rows += table.num_rows
    return rows


def _in_groups(tables: Iterable[Any]) -> Iterator[Any]:
    """Join small tables, so that the file has few row groups."""
    waiting: list[Any] = []
    for table in tables:
        waiting.append(table)
        if sum(one.num_rows for one in waiting) >= GROUP_ROWS:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def groups(place: Place, path: str, data_set: DataSet, after: int = 0) -> Iterator[Any]:
    """Yield the row groups of a file that hold positions beyond ``after``, in today's schema.

    Raises:
        ArchiveChanged: the file was removed.
    """
    with place.open(path) as file:
        parquet = pq.ParquetFile(file)
        column = parquet.schema_arrow.get_field_index(data_set.position)
        for number in range(parquet.num_row_groups):
            held = parquet.metadata.row_group(number).column(column).statistics
            if held is None or held.max > after:
                yield _fitted(data_set, parquet.read_row_group(number))


def _fitted(data_set: DataSet, table: Any) -> Any:
    """Give an older file the columns that came later, empty."""
    schema = schema_of(data_set)
    if table.schema.equals(schema):
        return table
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def holds(place: Place, path: str, wanted: Mapping[str, Any]) -> bool:
    """Return whether any row of a file has one of the wanted values in one of the columns.

    Raises:
        ArchiveChanged: the file was removed.
    """
    with place.open(path) as file:
        parquet = pq.ParquetFile(file)
        present = [name for name in wanted if name in parquet.schema_arrow.names]
        return any(
            _any_in(batch, wanted)
            for batch in parquet.iter_batches(batch_size=GROUP_ROWS, columns=present)
        )


def hits_of(table: Any, wanted: Mapping[str, Any]) -> Any:
    """Return for each row whether it has one of the wanted values in one of the columns."""
    hits = pa.repeat(False, table.num_rows)
    for name, values in wanted.items():
        if name in table.schema.names:
            column = _whole(table[name])
            found = pc.is_in(column, value_set=pa.array(sorted(values), column.type))
            hits = pc.or_(hits, found)
    return hits


def _whole(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _any_in(batch: Any, wanted: Mapping[str, Any]) -> bool:
    return bool(pc.any(hits_of(batch, wanted)).as_py())


def changed(data_set: DataSet, table: Any, wanted: Mapping[str, Any], change: Change) -> Any:
    """Return a table in which ``change`` was applied to the rows that hold a wanted value."""
    hits = hits_of(table, wanted)
    rows: Rows = table.filter(hits).to_pylist()
    if not rows:
        return table
    new = pa.Table.from_pylist(change(rows), schema=schema_of(data_set))
    columns = [
        pc.replace_with_mask(table[name].combine_chunks(), hits, new[name].combine_chunks())
        for name in table.schema.names
    ]
    return pa.table(columns, schema=schema_of(data_set))
