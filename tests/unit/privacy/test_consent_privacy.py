"""Which answer holds: the newest, a refusal before a grant, and of two people the stricter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.privacy import service
from tailorbird.privacy.consent import most_restrictive, present
from tailorbird.privacy.types import ConsentRecord
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade


def answer(
    granted: bool,
    at: int,
    *,
    purpose: str = "email",
    profile: str = "one",
    wording: str = "",
) -> ConsentRecord:
    return ConsentRecord(
        profile_id=profile, purpose=purpose, granted=granted, at=at, source="shop", wording=wording
    )


def granted(records: dict[str, ConsentRecord]) -> dict[str, bool]:
    return {purpose: record.granted for purpose, record in records.items()}


answers = st.lists(
    st.builds(answer, st.booleans(), st.integers(0, 5), purpose=st.sampled_from(["email", "ads"])),
    max_size=8,
)


@pytest.mark.parametrize(
    ("records", "holds"),
    [
        ([], {}),
        ([answer(True, 1)], {"email": True}),
        ([answer(True, 1), answer(False, 2)], {"email": False}),
        ([answer(False, 1), answer(True, 2)], {"email": True}),
        ([answer(True, 2), answer(False, 2)], {"email": False}),
        ([answer(True, 1), answer(False, 1, purpose="ads")], {"email": True, "ads": False}),
    ],
)
def test_the_newest_answer_holds_and_a_refusal_wins_a_tie(
    records: list[ConsentRecord], holds: dict[str, bool]
) -> None:
    for told in permutations(records):  # late arrival changes nothing
        assert granted(present(told)) == holds


@given(answers, answers)
def test_of_two_people_who_are_one_the_stricter_answer_holds(
    mine: list[ConsentRecord], theirs: list[ConsentRecord]
) -> None:
    one, other = present(mine), present(theirs)
    added = most_restrictive(one, other, "one")
    joined = granted(present([*mine, *theirs, *added]))
    for purpose in joined:
        asked = [held[purpose].granted for held in (one, other) if purpose in held]
        assert joined[purpose] == all(asked)
    assert added == most_restrictive(one, other, "one")
    assert granted(present([*theirs, *mine, *most_restrictive(other, one, "one")])) == joined


@given(answers, answers, st.integers(6, 9), st.booleans())
def test_what_somebody_says_after_joining_holds(
    mine: list[ConsentRecord],
    theirs: list[ConsentRecord],
    later: int,
    said: bool,
) -> None:
    added = most_restrictive(present(mine), present(theirs), "one")
    assert granted(present([*mine, *theirs, *added, answer(said, later)]))["email"] is said


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'operational.db'}")
    upgrade(opened, Chain.OPERATIONAL)
    yield opened
    opened.close()


def test_the_record_is_kept_and_goes_with_the_person(database: Database) -> None:
    told = [
        answer(True, 5, profile="old", wording="v1"),
        answer(False, 3, profile="new", wording="v2"),
        answer(True, 4, profile="old", purpose="ads"),
    ]
    database.write(lambda connection: service.record(connection, told))
    for _ in range(2):  # doing it again changes nothing
        database.write(lambda connection: service.merge(connection, "old", "new"))
        with database.read() as connection:
            state = service.state(connection, "new")
            assert service.state(connection, "old") == {}
        assert granted(state) == {"email": False, "ads": True}
        assert (state["email"].wording, state["email"].source) == ("v2", "merged profiles")
        assert state["email"].at == 5
