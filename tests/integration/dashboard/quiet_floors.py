"""Floors held in a list, for pages to be looked at without a database behind them."""

from __future__ import annotations

from tailorbird.core.errors import BadInput
from tailorbird.guardrails.floors import FLOORS
from tailorbird.guardrails.measures import Gate, Subject, judge
from tailorbird.guardrails.stages import STAGES
from tailorbird.guardrails.types import Outlook, Unlocks, Word
from tests.integration.dashboard.quiet_sources import LowFloors


class QuietFloors(LowFloors):
    """A shop that has counted nothing, and whose owner may not decide anything."""

    def outlook(self) -> Outlook:
        gates = tuple(judge(one, {}) for one in FLOORS if one.subject is Subject.SHOP)
        following = tuple(Unlocks(gate=one, weeks=None) for one in gates if not one.open)
        return Outlook(stage=STAGES[0], gates=gates, next=following, counted_at=None)

    def override(self, tactic: str, *, opened: bool, reason: str, done_by: str) -> Gate:
        raise BadInput(f"{tactic}, {opened}: {reason} ({done_by})", field="tactic")

    def take_back(self, tactic: str, *, reason: str, done_by: str) -> Gate:
        raise BadInput(f"{tactic}: {reason} ({done_by})", field="tactic")

    def history(self) -> list[Word]:
        return []
