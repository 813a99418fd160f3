"""What this room keeps of people: nothing. A job's payload names work, never a person."""

from __future__ import annotations

from tailorbird.storage.personal import PersonalData

PERSONAL_DATA = PersonalData(
    room="jobs",
    impersonal={
        "jobs": "what work is due; a payload names files and places in the log, no person",
        "job_runs": "how work went",
    },
)
