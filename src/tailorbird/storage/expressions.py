"""One language for questions to the archive; an engine gets them compiled, and is never told twice.

A question is a plain function from tables to an expression (Ibis), in the room whose words it
uses. What it compiles to depends on the function and the data sets alone, so it is compiled once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from tailorbird.storage.archive.types import Column, DataSet, Form

Tables = Any
"""The data sets by name, as attributes: ``tables.events``, ``tables.items``."""
Question = Callable[[Tables], Any]
_TYPES = {
    Form.NUMBER: "int64",
    Form.TEXT: "string",
    Form.INSTANT: "timestamp('UTC')",
    Form.PRICE: "decimal(38, 18)",
    Form.FLAG: "boolean",
    Form.REAL: "float64",
}
PEOPLE = DataSet(
    name="people",
    position="value",
    partition="value",
    columns=(
        Column("kind", Form.TEXT),
        Column("value", Form.TEXT),
        Column("profile_id", Form.TEXT),
    ),
)


@lru_cache(maxsize=256)
def compiled(question: Question, data_sets: tuple[DataSet, ...], dialect: str) -> str:
    """Return the question as one statement of an engine's SQL."""
    import ibis  # noqa: PLC0415 - takes its time to load, and only questions need it

    tables = SimpleNamespace(
        **{
            one.name: ibis.table({c.name: _TYPES[c.form] for c in one.columns}, name=one.name)
            for one in data_sets
        }
    )
    return str(ibis.to_sql(question(tables), dialect=dialect))
