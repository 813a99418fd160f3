"""The page of floors is the table, and every tactic and measure has words."""

from __future__ import annotations

from tailorbird.guardrails import texts
from tailorbird.guardrails.floors import FLOORS
from tailorbird.guardrails.measures import Measure, Quality
from tailorbird.guardrails.stages import STAGES
from tools.floors import PAGE, page


def test_the_page_of_floors_is_the_table() -> None:
    assert PAGE.read_text() == page(), "run `python -m tools.floors`"


def test_everything_has_a_name() -> None:
    named = {tactic for stage in STAGES for tactic in (*stage.on, *stage.off)}
    assert texts.TACTICS.keys() == {floor.tactic for floor in FLOORS} | named
    assert texts.MEASURES.keys() == {one.value for one in Measure}
    assert texts.QUALITIES.keys() == {one.value for one in Quality}
    assert texts.STAGES.keys() == {one.number for one in STAGES}
