"""Questions to a snapshot of the archive, answered by an engine in this process.

It reads what the snapshot names and nothing else: files that count, and the rows not sealed yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.dataset as ds

from tailorbird.core.errors import ArchiveChanged
from tailorbird.storage.archive.parquet import schema_of
from tailorbird.storage.archive.snapshot import Snapshot
from tailorbird.storage.archive.types import DataSet, Form
from tailorbird.storage.engines import duckdb
from tailorbird.storage.engines.files import Place
from tailorbird.storage.expressions import Question, compiled

MEMORY = "192MB"  # what does not fit goes to the disk
THREADS = 2
BATCH_ROWS = 20_000
_TRIES = 3
_ARRIVING = "arriving"
_TYPES = {
    Form.NUMBER: "BIGINT",
    Form.TEXT: "VARCHAR",
    Form.INSTANT: "TIMESTAMPTZ",
    Form.PRICE: "DECIMAL(38, 18)",
    Form.FLAG: "BOOLEAN",
    Form.REAL: "DOUBLE",
}
T = TypeVar("T")
Take = Callable[[], Snapshot]
"""Takes a new snapshot; called again where files were removed under an earlier one."""
Attached = Mapping[DataSet, Any]
"""What stands beside the data sets, such as whose an identifier is now: Arrow tables, or for what
is too large to hold a function that opens record batches, read once before the archive is."""


class Analytics:
    """Answers questions; each in an engine of its own that is gone afterwards. Thread-safe."""

    def __init__(self, place: Place, spill: Path) -> None:
        self._place = place
        self._spill = spill

    def rows(
        self, take: Take, question: Question, attached: Attached | None = None
    ) -> list[dict[str, Any]]:
        """Return the answer as dictionaries, by column."""
        return self._answer(
            take, question, attached or {}, lambda found: found.to_arrow_table().to_pylist()
        )

    def batches(
        self, take: Take, question: Question, attached: Attached | None = None
    ) -> Iterator[Any]:
        """Yield the answer as Arrow record batches, without ever holding all of it.

        Raises:
            ArchiveChanged: a file was removed in the middle of it; begin again.
        """
        with self._asked(take, question, attached or {}) as found:
            yield from found.to_arrow_reader(BATCH_ROWS)

    def export(self, take: Take, name: str, target: Path) -> int:
        """Write a whole data set, by position, into one Parquet file; return the rows."""

        def write() -> int:
            with self.opened(take, {}) as (connection, snapshot):
                order = next(one.position for one in snapshot.data_sets if one.name == name)
                path = _quoted(str(target))
                # both names are ours, and the path is quoted
                copied = connection.execute(
                    f'COPY (SELECT * FROM "{name}" ORDER BY "{order}") TO {path} '  # noqa: S608
                    "(FORMAT parquet, COMPRESSION zstd)"
                ).fetchone()
            return int(copied[0]) if copied else 0

        return _tried(write)

    def _answer(
        self, take: Take, question: Question, attached: Attached, use: Callable[[Any], T]
    ) -> T:
        def ask() -> T:
            with self._asked(take, question, attached) as found:
                return use(found)

        return _tried(ask)

    @contextmanager
    def _asked(self, take: Take, question: Question, attached: Attached) -> Iterator[Any]:
        with self.opened(take, attached) as (connection, snapshot):
            data_sets = (*snapshot.data_sets, *attached)
            yield connection.sql(compiled(question, data_sets, duckdb.DIALECT))

    @contextmanager
    def opened(self, take: Take, attached: Attached) -> Iterator[tuple[Any, Snapshot]]:
        """Give an engine that sees what is attached, and the archive as it is after that."""
        self._spill.mkdir(parents=True, exist_ok=True)
        with duckdb.session(MEMORY, THREADS, self._spill) as connection:
            for data_set, held in attached.items():
                _attach(connection, data_set, held)
            snapshot = take()
            for data_set in snapshot.data_sets:
                self._show(connection, snapshot, data_set)
            yield connection, snapshot

    def _show(self, connection: Any, snapshot: Snapshot, data_set: DataSet) -> None:
        """Let a data set's name mean its files and its tail, cut at the snapshot's end."""
        tail = f"{data_set.name}_tail"
        connection.register(tail, snapshot.tail[data_set.name])
        columns = ", ".join(f'"{name}"' for name in data_set.names())
        parts = [f'SELECT {columns} FROM "{tail}"']  # noqa: S608 - names of our own
        paths = [file.path for file in snapshot.files[data_set.name]]
        if paths:
            source = self._source(connection, data_set, paths)
            end = f'"{data_set.position}" <= {int(snapshot.upto)}'
            parts.append(f"SELECT {columns} FROM {source} WHERE {end}")  # noqa: S608 - as above
        connection.execute(f'CREATE TEMP VIEW "{data_set.name}" AS {" UNION ALL ".join(parts)}')

    def _source(self, connection: Any, data_set: DataSet, paths: list[str]) -> str:
        """Local files are read by the engine itself, those of an object store through Arrow."""
        full = [self._place.full(path) for path in paths]
        if self._place.local is not None:
            listed = ", ".join(_quoted(path) for path in full)
            return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
        name = f"{data_set.name}_files"
        found = ds.dataset(
            full,
            schema=schema_of(data_set),
            format="parquet",
            filesystem=self._place.filesystem,
        )
        connection.register(name, found)
        return f'"{name}"'


def _attach(connection: Any, data_set: DataSet, held: Any) -> None:
    if not callable(held):
        connection.register(data_set.name, held)
        return
    columns = ", ".join(f'CAST("{one.name}" AS {_TYPES[one.form]})' for one in data_set.columns)
    names = ", ".join(f'"{name}"' for name in data_set.names())
    with held() as batches:
        connection.register(_ARRIVING, batches)
        connection.execute(
            f'CREATE TEMP TABLE "{data_set.name}" ({_columns(data_set)})'  # names of our own
        )
        connection.execute(
            f'INSERT INTO "{data_set.name}" ({names}) SELECT {columns} FROM {_ARRIVING}'  # noqa: S608
        )
        connection.unregister(_ARRIVING)


def _columns(data_set: DataSet) -> str:
    return ", ".join(f'"{one.name}" {_TYPES[one.form]}' for one in data_set.columns)


def _tried(use: Callable[[], T]) -> T:
    for _ in range(_TRIES - 1):
        try:
            return use()
        except (ArchiveChanged, FileNotFoundError):
            continue
    return use()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
