"""What the archive is told and what it tells: data sets, files, how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

Columns = Mapping[str, Sequence[object]]
"""A data set's rows, column by column, all of the same length."""


class Form(StrEnum):
    """What the values of a column are."""

    NUMBER = "number"
    """A whole number of up to 64 bits."""
    TEXT = "text"
    INSTANT = "instant"
    """Microseconds UTC, kept as a timestamp."""
    PRICE = "price"
    """An exact decimal with up to 18 digits behind the point."""
    FLAG = "flag"
    """True or false."""
    REAL = "real"
    """A number with a fraction, to the nearest binary one."""


class Column(Struct, frozen=True):
    """One column of a data set."""

    name: str
    form: Form


class DataSet(Struct, frozen=True, kw_only=True):
    """A named set of rows. ``position`` orders them; ``partition`` is the column of their day."""

    name: str
    columns: tuple[Column, ...]
    position: str
    partition: str

    def names(self) -> tuple[str, ...]:
        """Return the columns' names in their order."""
        return tuple(column.name for column in self.columns)


def data_set(name: str, /, **columns: Form) -> DataSet:
    """Return a set of rows that stands beside the archive, ordered by its first column."""
    first, *_ = columns
    found = tuple(Column(column, form) for column, form in columns.items())
    return DataSet(name=name, position=first, partition=first, columns=found)


class ArchiveFile(Struct, frozen=True, kw_only=True):
    """A file the manifest names. ``day`` counts from 1970; ``size`` is in bytes."""

    file_id: str
    data_set: str
    day: int
    path: str
    first_position: int
    last_position: int
    rows: int
    size: int


class Marks(Struct, frozen=True, kw_only=True):
    """How far the archive has come: the last position sealed, the last one cut off the log.

    ``rewrites`` counts erasures; work begun before one must not be kept after it.
    """

    sealed: int = 0
    trimmed: int = 0
    rewrites: int = 0


class Compacted(Struct, frozen=True, kw_only=True):
    """How many files became how many."""

    before: int
    after: int


class Swept(Struct, frozen=True, kw_only=True):
    """What a sweep removed: files replaced by others, and files nobody ever saw."""

    replaced: int
    orphans: int
