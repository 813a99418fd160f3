"""What the shop's data can carry, in the merchant's words."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.dashboard.blocks import strategy_name
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.gates import GATES
from tailorbird.recommendations.floors import Gate

_SAY = Phrases(GATES)


class Carried(Struct, frozen=True, kw_only=True):
    """One kind of recommendation: whether the shop's data carries it, and how far it is."""

    name: str
    state: str
    have: int
    goal: int
    text: str


def carried(gate: Gate) -> Carried:
    """The next goal is the floor while closed, then the number from which quality is full."""
    goal = gate.full_from if gate.open else gate.need
    return Carried(
        name=strategy_name(gate.recommender),
        state=gate.quality,
        have=min(gate.have, goal),
        goal=goal,
        text=_carried_text(gate, goal),
    )


def _carried_text(gate: Gate, goal: int) -> str:
    if not goal:
        return _SAY("carried_always")
    counted = _SAY(f"measure_{gate.measure}", n=gate.have, count=f"{gate.have:,}")
    return _SAY(f"carried_{gate.quality}", counted=counted, goal=f"{goal:,}")
