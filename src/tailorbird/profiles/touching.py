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
    """By profile: the names of events that came, and the facets that changed.

    Events named in ``listen`` are kept whole in ``heard``, each beside whose it was then;
    ``went_on_as`` says who turned out to be whom since.
    """

    events: dict[str, set[str]] = field(default_factory=dict)
    facets: dict[str, set[Facet]] = field(default_factory=dict)
    listen: frozenset[str] = frozenset()
    heard: list[tuple[Event, str]] = field(default_factory=list)
    went_on_as: dict[str, str] = field(default_factory=dict)

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

    def join(self, old: str, new: str) -> None:
        """Somebody turned out to be another, and goes on as them."""
        self.went_on_as[old] = new

    def forget_joined(self) -> None:
        """Leave out who went on as another."""
        for profile_id in self.went_on_as:
            self.events.pop(profile_id, None)
            self.facets.pop(profile_id, None)


def note_all(touched: Touched, told: Iterable[tuple[Event, str]]) -> None:
    """Note what events say by themselves, each beside whose it is."""
    for event, profile_id in told:
        if counts(event):
            touched.note_event(profile_id, name_of(event))
            if event.name in touched.listen:
                touched.heard.append((event, profile_id))
        if touches_cart(event):
            touched.note([profile_id], Facet.CART)
        if event.traits:
            touched.note([profile_id], Facet.TRAITS)
        if event.name in CONSENT_NAMES or objects(event):
            touched.note([profile_id], Facet.CONSENT)
