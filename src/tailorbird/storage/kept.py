"""What kind of fact a table keeps; a rebuild reads it, and so does the schema walk."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Table

_NAME = "kept"


class Kept(StrEnum):
    """Where the rows of a table come from."""

    RECORDED = "recorded"
    """Said once and found nowhere else: a rebuild keeps these rows as they are."""
    DERIVED = "derived"
    """Folded from the log: a rebuild makes these rows anew."""
    WORKING = "working"
    """About work under way (positions, queues): neither folded nor a fact about the shop."""


def kept(kind: Kept) -> dict[str, Kept]:
    """Return what to pass as ``info`` to a table."""
    return {_NAME: kind}


def kind_of(table: Table) -> Kept:
    """Return what kind of fact a table keeps.

    Raises:
        KeyError: the table does not say; give it ``info=kept(...)``.
    """
    return Kept(table.info[_NAME])
