"""What arrived and what was refused, in the merchant's words."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.dashboard import dates
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.sources import is_import, source_name
from tailorbird.dashboard.texts.incoming import INCOMING
from tailorbird.events.types import Arrivals, Refusal

_SAY = Phrases(INCOMING)
_NAMED = 4


class Source(Struct, frozen=True, kw_only=True):
    """One source of events as the page lists it."""

    name: str
    events: int
    last_at: int
    ago: str
    names: list[tuple[str, int]]
    more: int


class Refused(Struct, frozen=True, kw_only=True):
    """One kind of refusal as the page lists it."""

    title: str
    count: int
    message: str
    sample: str
    source: str
    ago: str
    remedy: str


def arrived_from(arrived: Arrivals, now: int, named: int = _NAMED) -> Source:
    """Return a source with its commonest kinds of events."""
    names = sorted(arrived.names, key=lambda pair: (-pair[1], pair[0]))
    return Source(
        name=source_name(arrived.source),
        events=arrived.events,
        last_at=arrived.last_at,
        ago=dates.ago(arrived.last_at, now),
        names=names[:named],
        more=len(names[named:]),
    )


def refused(refusal: Refusal, count: int, now: int) -> Refused:
    """Return a kind of refusal with what to do about it."""
    return Refused(
        title=_SAY.either(f"refusal_{refusal.code}", refusal.code.replace("_", " ").capitalize()),
        count=count,
        message=_sentence(refusal),
        sample=refusal.sample,
        source=source_name(refusal.source),
        ago=dates.ago(refusal.received_at, now),
        remedy=_remedy(refusal),
    )


def _sentence(refusal: Refusal) -> str:
    """Begin with a capital, but never change the spelling of a field's name."""
    message = refusal.message
    named = bool(refusal.field) and message.startswith(refusal.field)
    return message if named else message[:1].upper() + message[1:]


def _remedy(refusal: Refusal) -> str:
    key = f"remedy_{refusal.code}"
    if key not in _SAY:
        key = "remedy_row" if is_import(refusal.source) else "remedy_bad_input"
    return _SAY(key, field=refusal.field or _SAY("the_field"))
