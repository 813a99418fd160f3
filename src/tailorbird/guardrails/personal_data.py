"""What this room keeps of people: nothing. It counts them."""

from __future__ import annotations

from tailorbird.storage.personal import PersonalData

PERSONAL_DATA = PersonalData(
    room="guardrails",
    impersonal={
        "floor_counts": "how much the shop has, in numbers",
        "floor_overrides": "what the shop's own people decided about a tactic",
    },
)
