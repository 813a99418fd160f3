"""What a batch of events changed about whom: so that only what reads it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from tailorbird.events.types import Event
from tailorbird.events.vocabulary import CONSENT_NAMES, objects
from tailorbird.profiles.facts_of_events import counts, name_of
from tailorbird.profiles.folding import touches_cart


class Facet(StrEnum):
    """A part of what is known of a person, other than their events."""

    ORDERS = "orders"
    CART = "cart"
    TRAITS = "traits"
    CONSENT = "consent"
    EVERYTHING = "everything"
    """They are new, or two turned out to be one."""


@dataclass
class Touched:
    """By profile: the names of events that came, and the facets that changed."""

    events: dict[str, set[str]] = field(default_factory=dict)
    facets: dict[str, set[Facet]] = field(default_factory=dict)

    def note_event(self, profile_id: str, name: str) -> None:
        """An event came that segments may read."""
        self.events.setdefault(profile_id, set()).add(name)

    def note(self, profile_ids: Iterable[str], facet: Facet) -> None:
        """A facet of these people changed, or may have."""
        for profile_id in profile_ids:
            self.facets.setdefault(profile_id, set()).add(facet)

    def people(self) -> set[str]:
        """Return everybody about whom anything changed."""
        return self.events.keys() | self.facets.keys()

    def forget(self, profile_id: str) -> None:
        """Leave somebody out: they went on as another."""
        self.events.pop(profile_id, None)
        self.facets.pop(profile_id, None)


def note_all(touched: Touched, told: Iterable[tuple[Event, str]]) -> None:
    """Note what events say by themselves, each beside whose it is."""
    for event, profile_id in told:
        if counts(event):
            touched.note_event(profile_id, name_of(event))
        if touches_cart(event):
            touched.note([profile_id], Facet.CART)
        if event.traits:
            touched.note([profile_id], Facet.TRAITS)
        if event.name in CONSENT_NAMES or objects(event):
            touched.note([profile_id], Facet.CONSENT)
