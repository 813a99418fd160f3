"""What this room keeps of people: which variations they saw, and who was set to one by hand."""

from __future__ import annotations

from tailorbird.experiments.store import exposures, subjects
from tailorbird.storage.personal import PersonalData

PERSONAL_DATA = PersonalData(
    room="experiments",
    covered={
        "exposures": ("profile_id",),
        "experiment_forced": ("value",),
    },
    impersonal={
        "experiments": "what is compared, as the shop wrote it; who is set by hand stands apart",
        "experiment_changes": "what the shop's own people did to an experiment",
    },
    export=subjects.export_rows,
    erase=subjects.erase,
    merge=exposures.join,
)
