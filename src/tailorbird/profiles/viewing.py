"""What people looked at, handed out for learning; what to learn from it is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from tailorbird.privacy.types import Answers
from tailorbird.privacy.uses import Use, closed, objected, refused
from tailorbird.profiles.asking import answers_of_refusing
from tailorbird.profiles.store import viewed
from tailorbird.storage.database import Database

MOST_VIEWS = 3_000_000  # the newest; about 100 MB while they are learned from


def viewed_products(
    database: Database, since: int, most: int = MOST_VIEWS
) -> Iterator[tuple[str, str, int]]:
    """Yield (person, product, at) of the newest ``most`` views from a moment on, person by person.

    Within a person in the order of time; times are microseconds UTC. Views are left out whose
    person did not leave them to learning when they happened, or does not now.
    """
    with database.read() as connection:
        said = answers_of_refusing(connection, Use.LEARN)
        out = {who for who, answers in said.items() if _is_out(answers)}
        for who, product_id, at in viewed.viewed_products(connection, since, most):
            if who not in said or not (who in out or closed(said[who], Use.LEARN, at)):
                yield who, product_id, at


def _is_out(answers: Answers) -> bool:
    return refused(answers, Use.LEARN) or objected(answers)
