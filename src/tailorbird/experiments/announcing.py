"""The event that says somebody saw a variation, where Tailorbird itself shows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tailorbird.events.outbox import caused_id
from tailorbird.events.types import Event, Kind
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.profiles.answering import OURS
from tailorbird.profiles.identity import strongest_of
from tailorbird.profiles.types import Identity, IdentityKind


def exposure_event(
    experiment_id: str, variation: str, identifiers: Sequence[Identity], at: int
) -> Event | None:
    """Return the event of an exposure, None for somebody who is only claimed to be somebody.

    Its id follows from what it says, so that the log takes it once however often it is left.
    """
    known = [one for one in identifiers if one.kind is not IdentityKind.CLAIMED]
    if not known:
        return None
    who = strongest_of(known)
    email = who.value if who.kind is IdentityKind.EMAIL else None
    return Event(
        message_id=caused_id(f"{who.kind}:{who.value}:{experiment_id}", variation),
        kind=Kind.TRACK,
        name=EXPERIMENT_VIEWED,
        user_id=who.value if who.kind is IdentityKind.USER else None,
        anonymous_id=who.value if who.kind is IdentityKind.ANONYMOUS else None,
        occurred_at=at,
        received_at=at,
        source=OURS,
        properties={"experiment_id": experiment_id, "variation_id": variation},
        context={"traits": {"email": email}} if email else {},
    )
