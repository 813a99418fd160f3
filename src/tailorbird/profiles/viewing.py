"""What people looked at, handed out for learning; what to learn from it is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from tailorbird.profiles.store import viewed
from tailorbird.storage.database import Database

MOST_VIEWS = 3_000_000  # the newest; about 100 MB while they are learned from


def viewed_products(
    database: Database, since: int, most: int = MOST_VIEWS
) -> Iterator[tuple[str, str, int]]:
    """Yield (person, product, at) of the newest ``most`` views from a moment on, person by person.

    Within a person in the order of time; times are microseconds UTC.
    """
    with database.read() as connection:
        yield from viewed.viewed_products(connection, since, most)
