"""The switch on a person's page: nothing personal for them, as an event, so that it stays."""

from __future__ import annotations

from typing import Any

from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.core.ids import new_id
from tailorbird.events.types import Event, Kind, Lane
from tailorbird.events.vocabulary import CONSENT_UPDATED
from tailorbird.pipeline import Stations, accept
from tailorbird.privacy.types import Purpose
from tailorbird.profiles.answering import OWNER
from tailorbird.profiles.identity import strongest_of
from tailorbird.profiles.types import Identity, IdentityKind

PATIENCE = 2.0  # seconds the page waits until what was set shows


class Switch:
    """Sets it. Thread-safe."""

    def __init__(self, stations: Stations, clock: Clock) -> None:
        self._stations = stations
        self._clock = clock

    def set_personal(self, profile_id: str, *, on: bool) -> None:
        """Switch what is personal for somebody off, or on again as they themself answered.

        Raises:
            NotFound: there is no such person.
            BadInput: they only claim to be somebody; nothing personal is shown to them anyway.
        """
        person = self._stations.profiles.person(profile_id, bought_since=0, events=0, orders=0)
        if person is None or not person.identities:
            raise NotFound("There is no person with this id.")
        event = _event(strongest_of(list(person.identities)), self._clock.now(), on=on)
        (position,) = accept(self._stations, [event], Lane.LIVE).result().positions
        self._stations.progress.wait(Lane.LIVE, position, PATIENCE)


def _event(who: Identity, now: int, *, on: bool) -> Event:
    if who.kind is IdentityKind.CLAIMED:
        raise BadInput("Who this is was only claimed; there is nothing to switch off.")
    context: dict[str, Any] = {
        "consent": {"categoryPreferences": {Purpose.PERSONALIZATION.value: on}}
    }
    if who.kind is IdentityKind.EMAIL:
        context["traits"] = {"email": who.value}
    return Event(
        message_id=new_id(now),
        kind=Kind.TRACK,
        name=CONSENT_UPDATED,
        user_id=who.value if who.kind is IdentityKind.USER else None,
        anonymous_id=who.value if who.kind is IdentityKind.ANONYMOUS else None,
        occurred_at=now,
        received_at=now,
        source=OWNER,
        context=context,
    )
