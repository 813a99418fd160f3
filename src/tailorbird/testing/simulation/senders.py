"""Those who send events, and their own record of what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tailorbird.events.types import Appended, Event, Lane


@dataclass
class Senders:
    """What each sender has no answer for yet; it is sent again with whatever comes next."""

    waiting: dict[tuple[str, Lane], list[Event]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)

    def parcel(self, sender: str, lane: Lane, events: Iterable[Event]) -> list[Event]:
        """Return what a sender sends now: what waits for an answer, and the new."""
        parcel = [*self.waiting.pop((sender, lane), []), *events]
        self.waiting[sender, lane] = parcel
        self.sent.update(event.message_id for event in parcel)
        return parcel

    def hear(self, sender: str, lane: Lane, appended: Appended) -> None:
        """The answer has come: all of the parcel is durable."""
        parcel = self.waiting.pop((sender, lane))
        assert len(parcel) == len(appended.positions)  # noqa: S101
        self.answered.update(event.message_id for event in parcel)
