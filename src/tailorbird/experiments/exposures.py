"""Which events say that somebody saw a variation. Pure.

An exposure is an event named ``Experiment Viewed`` with the experiment's key and the variation's.
What a batch of events tells is put together under the profiles they have at its end, so that it is
written once; minimum and union, so in whichever order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tailorbird.events.types import Event, Kind
from tailorbird.experiments.types import Exposure

EXPERIMENT_VIEWED = "Experiment Viewed"
MOST_KEY = 100  # characters of a key
Seen = tuple[str, str, str]
"""Experiment, profile, variation."""


def exposure_of(event: Event, profile_id: str) -> Exposure | None:
    """Return what an event says somebody saw, None where it says nothing of the kind."""
    if event.name != EXPERIMENT_VIEWED or event.kind is not Kind.TRACK:
        return None
    experiment = _key(event.properties.get("experiment_id"))
    variation = _key(event.properties.get("variation_id"))
    if not experiment or not variation:
        return None
    return Exposure(
        experiment_id=experiment,
        profile_id=profile_id,
        variation=variation,
        first_at=event.occurred_at,
    )


def _key(said: object) -> str:
    """Return a key as text; clients that number variations send a number."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    text = str(said).strip()
    return text if len(text) <= MOST_KEY and "\x00" not in text else ""


def together(exposures: Iterable[Exposure], went_on_as: Mapping[str, str]) -> list[Exposure]:
    """Return each thing seen once, at its earliest, under the profile that its person has now."""
    earliest: dict[Seen, Exposure] = {}
    for one in exposures:
        who = one.profile_id
        while who in went_on_as:
            who = went_on_as[who]
        seen = (one.experiment_id, who, one.variation)
        before = earliest.get(seen)
        if before is None or one.first_at < before.first_at:
            earliest[seen] = Exposure(
                experiment_id=one.experiment_id,
                profile_id=who,
                variation=one.variation,
                first_at=one.first_at,
            )
    return [earliest[seen] for seen in sorted(earliest)]
