"""Every published row opens at its number, not one below it; stages; what opens when."""

from __future__ import annotations

import pytest

from proofs.statistics.floor_rows import ROWS, STAGES, Have, Row
from tailorbird.guardrails.floors import BY_TACTIC, FLOORS
from tailorbird.guardrails.measures import (
    Gate,
    Measure,
    Override,
    Quality,
    Standing,
    judge,
    weeks_until,
)
from tailorbird.guardrails.stages import STAGES as ALL_STAGES
from tailorbird.guardrails.stages import stage_of


def gate(tactic: str, have: Have) -> Gate:
    return judge(BY_TACTIC[tactic], have)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.row)
def test_a_row_opens_at_its_number_and_not_one_below(row: Row) -> None:
    assert gate(row.tactic, row.opens).quality is row.at_opening
    for short in row.short:
        closed = gate(row.tactic, short)
        assert (closed.open, closed.quality) == (False, Quality.CLOSED)
        assert closed.missing
    if row.full is not None:
        assert gate(row.tactic, row.full).quality is Quality.FULL
        for key in row.full:
            one_less = {**row.full, key: row.full[key] - 1}
            assert gate(row.tactic, one_less).quality is not Quality.FULL or _wider(row, key)


def _wider(row: Row, key: tuple[Measure, int]) -> bool:
    """Whether another window of the same measure still holds enough."""
    assert row.full is not None
    return any(other[0] is key[0] and other != key for other in row.full)


def test_every_floor_of_the_table_has_a_row_and_a_source() -> None:
    assert {row.tactic for row in ROWS} == {floor.tactic for floor in FLOORS}
    assert all(floor.source for floor in FLOORS)
    assert len(BY_TACTIC) == len(FLOORS)


@pytest.mark.parametrize(("said", "have", "number"), STAGES, ids=[one[0] for one in STAGES])
def test_a_shop_is_at_the_last_stage_it_reached(said: str, have: Have, number: int) -> None:
    assert stage_of(have).number == number, said


def test_stages_name_tactics_of_the_table_or_flows() -> None:
    named = {tactic for stage in ALL_STAGES for tactic in (*stage.on, *stage.off)}
    assert {one for one in named if one not in BY_TACTIC} == {"welcome_flow", "cart_flow"}


def test_the_owners_word_opens_and_closes_and_the_quality_stays_true() -> None:
    floor = BY_TACTIC["predictions"]
    word = Override(tactic=floor.tactic, opened=True, reason="I know", done_by="Ana", at=1)
    opened = judge(floor, {}, word)
    assert opened.open
    assert opened.quality is Quality.CLOSED
    assert len(opened.missing) == 4


def standing(have: int, least: int, days: int = 0) -> Standing:
    return Standing(measure=Measure.ORDERS, have=have, least=least, days=days)


@pytest.mark.parametrize(
    ("one", "a_week", "weeks"),
    [
        (standing(500, 500), 0, 0),
        (standing(440, 500), 12, 5),
        (standing(441, 500), 12, 5),
        (standing(0, 500), 0, None),
        (standing(100, 300, 30), 70.0, 5),  # a whole window at this pace holds 300: just enough
        (standing(100, 300, 30), 69.0, None),  # and here it never does
        (standing(290, 300, 28), 80.0, 2),
    ],
)
def test_waiting_is_told_by_the_pace_and_never_promised(
    one: Standing, a_week: float, weeks: int | None
) -> None:
    assert weeks_until(one, a_week) == weeks
