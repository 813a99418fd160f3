"""What a kind of file can say: its fields, what their columns are called, how cells read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

Reads = Mapping[str, Callable[[object], object]]


class Fields(Struct, frozen=True, kw_only=True):
    """The fields of one kind of file.

    Every row needs the ``needed`` ones, and of ``one_of`` the file must have at least one.
    ``names`` gives, per field, what its column is called, the surest first, in the form that
    ``column_names.normal`` makes; ``hints`` are parts of longer names. ``told_by_values`` are the
    fields whose cells cannot be mistaken, so that a hint is enough. ``reads`` tries a cell.
    """

    kind: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, tuple[str, ...]] = {}
    told_by_values: frozenset[str] = frozenset()
    reads: Reads = {}

    @property
    def all(self) -> tuple[str, ...]:
        """Every field, the needed ones first."""
        return self.needed + self.optional
