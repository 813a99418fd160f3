"""One table made of several files: lines of orders here, the orders' dates and customers there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.table import Batch, Table
from tailorbird.connectors.files.values import read_id
from tailorbird.core.errors import BadFile


class JoinedTable(Table):
    """A table, and beside each row the one row of another file that has the same key.

    The other file's needed columns are held in memory; the main one is read as a stream.
    ``missing`` counts rows of the main file whose key the other does not have, ``unused`` rows of
    the other that none asked for; both are complete once all was read.
    """

    def __init__(self, table: Table, other: Table, key: str) -> None:
        added = [name for name in other.columns if name != key and name not in table.columns]
        super().__init__(table.path, table.format, [*table.columns, *added])
        self.total_rows = table.total_rows
        self.key = key
        self.other = other
        self.missing = 0
        self.inner = table
        self._added = added
        self._asked: set[str] = set()
        self._held = 0

    @property
    def share_read(self) -> float:
        """How much of the main file was read."""
        return self.inner.share_read

    @property
    def unused(self) -> int:
        """How many rows of the other file no row has asked for."""
        return self._held - len(self._asked)

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of the main file with the other's cells beside them."""
        from_other = [name for name in columns if name in self._added]
        own = [name for name in dict.fromkeys([*columns, self.key]) if name not in self._added]
        held = self._load(from_other)
        self.missing, self._held, self._asked = 0, len(held), set()
        nothing = tuple(None for _ in from_other)
        for batch in self.inner.batches(own, rows):
            cells = dict(zip(own, batch.columns, strict=True))
            keys = [_key(cell) for cell in cells[self.key]]
            found = [held.get(key) for key in keys]
            self.missing += found.count(None)
            self._asked.update(key for key in keys if key in held)
            beside = zip(*(row or nothing for row in found), strict=True)
            cells |= dict(zip(from_other, beside, strict=False))
            yield Batch(
                numbers=batch.numbers,
                lines=batch.lines,
                columns=tuple(cells.get(name, ()) for name in columns),
                broken=batch.broken,
            )

    def _load(self, columns: Sequence[str]) -> dict[str, tuple[object, ...]]:
        held: dict[str, tuple[object, ...]] = {}
        for batch in self.other.batches([self.key, *columns]):
            keys, *cells = batch.columns
            rows = zip(*cells, strict=True) if cells else iter([()] * len(keys))
            for number, cell, row in zip(batch.numbers, keys, rows, strict=True):
                key = _key(cell)
                if key in held:
                    raise BadFile(
                        f"{self.other.path.name} has {self.key} of row {number} twice; a file that "
                        "is joined must have one row for each, or amounts would be counted twice."
                    )
                if key:
                    held[key] = row
        return held


class GivenTable(Table):
    """A table with columns that hold the same value in every row, as a person said it."""

    def __init__(self, table: Table, given: Mapping[str, str]) -> None:
        super().__init__(table.path, table.format, [*table.columns, *given])
        self.total_rows = table.total_rows
        self.inner = table
        self._given = dict(given)

    @property
    def share_read(self) -> float:
        """How much of the file was read."""
        return self.inner.share_read

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield the table's batches with the given values beside them."""
        own = [name for name in columns if name not in self._given]
        for batch in self.inner.batches(own or self.inner.columns[:1], rows):
            count = len(batch.numbers)
            cells: dict[str, Sequence[object]] = dict(zip(own, batch.columns, strict=False))
            cells |= {name: [value] * count for name, value in self._given.items()}
            yield Batch(
                numbers=batch.numbers,
                lines=batch.lines,
                columns=tuple(cells[name] for name in columns),
                broken=batch.broken,
            )


class Joined(Struct, frozen=True, kw_only=True):
    """What came of joining a file: by which column, and what found nothing on the other side.

    ``missing`` rows of the main file had no row there; none asked for ``unused`` rows there.
    """

    file: str
    key: str
    missing: int
    unused: int


def joins_of(table: Table) -> tuple[Joined, ...]:
    """Return what came of each join once a table was read, in the order of the files."""
    if isinstance(table, GivenTable):
        return joins_of(table.inner)
    if not isinstance(table, JoinedTable):
        return ()
    mine = Joined(
        file=table.other.path.name, key=table.key, missing=table.missing, unused=table.unused
    )
    return (*joins_of(table.inner), mine)


def joined(table: Table, others: Sequence[Table]) -> Table:
    """Join files one after the other, each by the one column it shares with what is there already.

    Raises:
        BadFile: no column, or more than one that looks like a key, is shared.
    """
    for other in others:
        table = JoinedTable(table, other, shared_key(table, other))
    return table


def shared_key(table: Table, other: Table) -> str:
    """Return the column that ties two files together: the one they share that looks like an id.

    Raises:
        BadFile: there is none, or several.
    """
    shared = [name for name in other.columns if name in table.columns]
    keys = shared if len(shared) == 1 else [name for name in shared if _is_key(name)]
    if len(keys) != 1:
        told = f"they share {', '.join(shared)}" if shared else "they share no column"
        raise BadFile(
            f"{other.path.name} cannot be joined to {table.path.name}: {told}. Both must have one "
            "column of the same name that holds the same ids; rename one."
        )
    return keys[0]


def _is_key(name: str) -> bool:
    return normal(name).endswith(("id", "number", "no", "sku", "code", "handle"))


def _key(cell: object) -> str:
    text = read_id(cell)
    return text if isinstance(text, str) else ""
