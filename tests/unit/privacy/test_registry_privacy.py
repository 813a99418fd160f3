"""The registry: what nobody answers for is named, and merging goes through every room in order."""

from __future__ import annotations

from typing import Any

import pytest

from tailorbird.privacy.registry import Registry
from tailorbird.storage.personal import PersonalData, Rows, Subject
from tailorbird.storage.schema import Chain

ROOM = PersonalData(
    room="visits", covered={"visits": ("profile_id",)}, impersonal={"days": "counts of days"}
)
SCHEMA = {"visits": ["profile_id", "day"], "days": ["day", "visits"]}


def gaps(tables: dict[str, list[str]], *rooms: PersonalData) -> list[str]:
    return Registry(rooms or (ROOM,)).gaps({Chain.OPERATIONAL: tables})


def test_a_schema_that_is_answered_for_has_no_gap() -> None:
    assert gaps(SCHEMA) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wishes": ["wish"]}, "operational.wishes: no room"),
        ({"visits": ["profile_id", "email"]}, "operational.visits.email: looks personal"),
        ({"days": ["day", "profile_id"]}, "operational.days.profile_id: looks personal"),
    ],
)
def test_what_nobody_answers_for_is_named(change: dict[str, list[str]], said: str) -> None:
    (found,) = gaps({**SCHEMA, **change})
    assert found.startswith(said)


def test_a_table_that_is_gone_and_one_named_twice_are_told() -> None:
    again = PersonalData(room="other", impersonal={"visits": "only a mistake"})
    assert len(gaps({"visits": ["profile_id"]})) == 1
    assert gaps(SCHEMA, ROOM, again) == ["operational.visits: is both covered and impersonal."]


def test_merges_run_in_the_order_of_the_rooms_and_only_on_what_is_operational() -> None:
    done: list[tuple[str, str, str]] = []

    def merging(name: str, chain: Chain = Chain.OPERATIONAL) -> PersonalData:
        return PersonalData(
            room=name, merge=lambda _, old, new: done.append((name, old, new)), chain=chain
        )

    registry = Registry((merging("first"), merging("second"), merging("log", Chain.LOG)))
    nothing: Any = None
    registry.merge(nothing, "p1", "p2")
    assert done == [("first", "p1", "p2"), ("second", "p1", "p2")]


def test_an_export_names_every_covered_table_also_an_empty_one() -> None:
    def export(_connection: object, subject: Subject) -> Rows:
        return {"visits": [{"day": 1, "profile_id": subject.profile_id}]}

    full = PersonalData(room="visits", covered={"visits": ("profile_id",)}, export=export)
    empty = PersonalData(room="views", covered={"views": ("profile_id",)})
    nothing: Any = None
    found = Registry((full, empty)).export(nothing, Subject(profile_ids=("p",)), Chain.OPERATIONAL)
    assert found == {"visits": [{"day": 1, "profile_id": "p"}], "views": []}
