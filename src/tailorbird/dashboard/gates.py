"""What the shop's data can carry, in the merchant's words."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.dashboard.blocks import strategy_name
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.gates import GATES
from tailorbird.guardrails.measures import Gate, Quality, Standing

_SAY = Phrases(GATES)


class Carried(Struct, frozen=True, kw_only=True):
    """One kind of recommendation: whether the shop's data carries it, and how far it is."""

    name: str
    open: bool
    state: str
    have: int
    goal: int
    text: str


def carried(gate: Gate) -> Carried:
    """The next goal is the floor while closed, then the number from which quality is full."""
    shown = gate.shown
    return Carried(
        name=strategy_name(gate.tactic),
        open=gate.open,
        state=_state(gate),
        have=min(shown.have, shown.least) if shown else 0,
        goal=shown.least if shown else 0,
        text=_carried_text(gate.quality, shown) if shown else _SAY("carried_always"),
    )


def _state(gate: Gate) -> str:
    if gate.override is None:
        return gate.quality
    return "opened" if gate.override.opened else "shut"


def _carried_text(quality: Quality, shown: Standing) -> str:
    counted = _SAY(f"measure_{shown.measure}", n=shown.have, count=f"{shown.have:,}")
    period = _SAY.either(f"days_{shown.days}", _SAY("days", days=shown.days))
    return _SAY(f"carried_{quality}", counted=counted, period=period, goal=f"{shown.least:,}")
