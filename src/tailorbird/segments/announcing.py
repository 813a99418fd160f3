"""The events that tell of somebody entering or leaving a segment. Pure."""

from __future__ import annotations

from tailorbird.events.types import Event, Kind
from tailorbird.profiles.answering import OURS
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.segments.types import Segment

ENTERED, EXITED = "Segment Entered", "Segment Exited"


def announcement(
    message_id: str, segment: Segment, who: Identity, *, entered: bool, cause: str, at: int
) -> Event:
    """Return the event of one movement, told by the one identifier that is proven theirs."""
    email = who.value if who.kind is IdentityKind.EMAIL else None
    return Event(
        message_id=message_id,
        kind=Kind.TRACK,
        name=ENTERED if entered else EXITED,
        user_id=who.value if who.kind is IdentityKind.USER else None,
        anonymous_id=who.value if who.kind is IdentityKind.ANONYMOUS else None,
        occurred_at=at,
        received_at=at,
        source=OURS,
        properties={
            "segment_id": segment.segment_id,
            "segment": segment.name,
            "version": segment.version,
            "cause": cause,
        },
        context={"traits": {"email": email}} if email else {},
    )
