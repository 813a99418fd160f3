"""What this room's own tables hold of people: nothing."""

from __future__ import annotations

from tailorbird.storage.personal import PersonalData
from tailorbird.storage.schema import Chain

PERSONAL_DATA = PersonalData(
    room="storage", impersonal={"settings": "facts about the installation, and its own secrets"}
)
# The archive's files hold events; the room of events exports and rewrites them.
PERSONAL_LOG = PersonalData(
    room="storage",
    impersonal={
        "archive_files": "names, days and sizes of the archive's files",
        "archive_drafts": "names of files being written",
        "archive_marks": "how far the archive reaches",
    },
    chain=Chain.LOG,
)
