"""Every published least number opens its tactic, one less does not; and a real shop's counts."""

from __future__ import annotations

from collections.abc import Iterator

import tailorbird
from proofs.claims import Claim
from proofs.statistics.floor_rows import ROWS, STAGES, Row
from proofs.workplace import Workplace
from tailorbird.demo.load import load
from tailorbird.guardrails.floors import BY_TACTIC, FLOORS
from tailorbird.guardrails.measures import Gate, Quality, judge
from tailorbird.guardrails.stages import stage_of


def prove(place: Workplace) -> Iterator[Claim]:
    """Each row, then the stages, then the demo's store."""
    for row in ROWS:
        floor = BY_TACTIC[row.tactic]
        opened = judge(floor, row.opens)
        closed = [judge(floor, short) for short in row.short]
        full = judge(floor, row.full or row.opens).quality
        said = f"{opened.quality}, one less: {_qualities(closed)}, full: {full}"
        yield Claim(row.row, said, _target(row), ok=said == _target(row))
    reached = [(said, stage_of(have).number, number) for said, have, number in STAGES]
    wrong = [said for said, found, number in reached if found != number]
    yield Claim("shops at the stage they reached", f"{len(reached) - len(wrong)} of {len(reached)}",
                "all", ok=not wrong)  # fmt: skip
    missing = {floor.tactic for floor in FLOORS} - {row.tactic for row in ROWS}
    yield Claim("floors of the table without a row", f"{len(missing)}", "0", ok=not missing)
    yield from _real(place)


def _qualities(gates: list[Gate]) -> str:
    return ", ".join(sorted({str(one.quality) for one in gates})) or "none"


def _target(row: Row) -> str:
    closed = "closed" if row.short else "none"
    return f"{row.at_opening}, one less: {closed}, full: {Quality.FULL}"


def _real(place: Workplace) -> Iterator[Claim]:
    with tailorbird.open(place.scratch / "shop") as shop:
        load(shop)
        outlook = shop.floors.outlook()
    opened = [gate.tactic for gate in outlook.gates if gate.open]
    yield Claim(
        "the demo's store: its stage, and what is open",
        f"stage {outlook.stage.number}: {', '.join(opened)}",
        "some open, some not",
        ok=0 < len(opened) < len(outlook.gates),
    )
