"""What is written down of imports, and views handed out for learning, on every database."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

import tailorbird.app  # noqa: F401 - every room's tables
from tailorbird.events import imports
from tailorbird.events.types import ImportRun
from tailorbird.profiles.store.tables import person_events
from tailorbird.profiles.viewing import viewed_products
from tailorbird.storage.database import Database


def run(number: int, **more: object) -> ImportRun:
    return ImportRun(
        import_id=f"i{number}",
        kind="events",
        file="events.csv",
        source="events",
        started_at=number,
        **more,  # type: ignore[arg-type]
    )


def test_an_import_is_written_down_when_it_begins_and_again_when_it_ends(
    operational: Database,
) -> None:
    imports.note(operational, run(1))
    imports.note(operational, run(2))
    ended = run(1, ended_at=9, rows_new=5, outcomes={"taken": 5}, trouble="")
    imports.note(operational, ended)
    assert imports.latest(operational, 10) == [run(2), ended]
    assert imports.latest(operational, 1) == [run(2)]


VIEWS = [
    # position, person, at, name, product
    (1, "b", 30, "Product Viewed", "mug"),
    (2, "a", 20, "Product Viewed", "jug"),
    (3, "a", 10, "Product Viewed", "mug"),
    (4, "a", 40, "Product Added", "mug"),
    (5, "B", 5, "Product Viewed", "rug"),
    (6, "a", 20, "Product Viewed", "rug"),
]


@pytest.fixture
def viewed(operational: Database) -> Database:
    rows = [
        {"position": position, "profile_id": person, "at": at, "name": name, "product_id": product}
        | {"order_id": None, "detail": {}}
        for position, person, at, name, product in VIEWS
    ]
    operational.write(lambda connection: connection.execute(insert(person_events), rows))
    return operational


def test_views_come_person_by_person_in_the_order_of_time(viewed: Database) -> None:
    found = list(viewed_products(viewed, since=10))
    assert found == [("a", "mug", 10), ("a", "jug", 20), ("a", "rug", 20), ("b", "mug", 30)]
    assert [person for person, *_ in viewed_products(viewed, since=0)] == ["B", "a", "a", "a", "b"]


def test_of_too_many_views_the_newest_whole_moments_stay(viewed: Database) -> None:
    assert list(viewed_products(viewed, since=0, most=3)) == [
        ("a", "jug", 20),
        ("a", "rug", 20),
        ("b", "mug", 30),
    ]
    assert list(viewed_products(viewed, since=0, most=2)) == [("b", "mug", 30)]
