"""Write docs/reference/floors.md from the table itself: ``python -m tools.floors``."""

from __future__ import annotations

from pathlib import Path

from tailorbird.guardrails import texts
from tailorbird.guardrails.floors import FLOORS
from tailorbird.guardrails.measures import Floor, Need
from tailorbird.guardrails.stages import STAGES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "floors.md"
HEAD = """# Floors

What a shop must have before a tactic is worth switching on. Nothing is used below its floor,
unless the owner opens it by hand with a reason (`tailorbird floors open`,
`PUT /v1/floors/{tactic}`), which is written down and shown. A tactic that is open but below the
numbers for full quality is called *early*. Made from `guardrails/floors.py` by
`python -m tools.floors`; how to read it: [stages of a shop](../explanation/stages.md).

| tactic | opens at | full quality at | source |
|---|---|---|---|
"""
STAGE_HEAD = """
## Stages

Our own proposal from the table above, not a published rule. A shop is at the last stage it has
reached, none left out.

| stage | has | switched on | kept off |
|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    rows = "".join(f"{_row(floor)}\n" for floor in FLOORS)
    stages = "".join(
        f"| {one.number} {texts.STAGES[one.number]} | {_ways(one.ways)} "
        f"| {_names(one.on)} | {_names(one.off) or 'nothing'} |\n"
        for one in STAGES
    )
    return f"{HEAD}{rows}{STAGE_HEAD}{stages}"


def _row(floor: Floor) -> str:
    full = _needs(floor.full) if floor.full else "the same"
    name = texts.TACTICS[floor.tactic]
    return f"| `{floor.tactic}` {name} | {_needs(floor.needs)} | {full} | {floor.source} |"


def _ways(ways: tuple[tuple[Need, ...], ...]) -> str:
    return " or ".join(_needs(way) for way in ways)


def _needs(needs: tuple[Need, ...]) -> str:
    return "; ".join(_need(need) for need in needs) or "nothing"


def _need(need: Need) -> str:
    window = f" in {need.days} days" if need.days else ""
    wider = f", or in {need.widest}" if need.widest else ""
    return f"{need.least:,} {texts.MEASURES[need.measure]}{window}{wider}"


def _names(tactics: tuple[str, ...]) -> str:
    return ", ".join(texts.TACTICS[one] for one in tactics)


if __name__ == "__main__":
    PAGE.write_text(page())
