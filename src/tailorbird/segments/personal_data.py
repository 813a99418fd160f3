"""What this room keeps of people: which segments they are in, since when, and what is predicted."""

from __future__ import annotations

from tailorbird.segments.store import subjects
from tailorbird.storage.personal import PersonalData

PERSONAL_DATA = PersonalData(
    room="segments",
    covered={
        "segment_members": ("profile_id",),
        "segment_timers": ("profile_id",),
        "segment_touched": ("profile_id",),
        "segment_movements": ("profile_id",),
        "predicted_values": ("profile_id", "value"),
    },
    impersonal={
        "segments": "conditions as the merchant wrote them; whom they describe is not in them",
        "segment_changes": "a number that counts up",
        "segment_days": "how many entered, left and were in a segment on a day",
        "segment_exports": "when a list was given out, by whom in the shop, how many were on it",
        "learned_numbers": "percentiles over all orders",
    },
    export=subjects.export_rows,
    erase=subjects.erase,
    merge=subjects.join,
)
