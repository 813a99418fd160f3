"""A person's consent as a shop owner reads it: what holds, since when, how it came to be."""

from __future__ import annotations

from typing import Any, Final

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.core.errors import NotFound
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.consent import CONSENT
from tailorbird.dashboard.texts.person import PERSON
from tailorbird.privacy.types import ConsentRecord, Method
from tailorbird.profiles.types import Person

_SAY = Phrases(CONSENT, PERSON)
_SEE_OTHER: Final = 303
_MOST_ID = 100
MOST_SHOWN = 50
Form = URLEncodedBody[dict[str, Any]]


class Line(Struct, frozen=True, kw_only=True):
    """One answer, in a shop owner's words."""

    channel: str
    purpose: str
    granted: bool
    at: int
    source: str
    how: str
    wording: str


class ConsentPart(Struct, frozen=True, kw_only=True):
    """What the page shows: answers in force, all answers newest first, the signal, the switch."""

    held: tuple[Line, ...]
    history: tuple[Line, ...]
    left_out: int
    signal_at: int
    device: str
    switched_off: bool


def consent_of(person: Person) -> ConsentPart:
    """Return a person's consent as their page shows it."""
    newest = sorted(person.answers.records, key=lambda one: (-one.at, one.purpose))
    return ConsentPart(
        held=tuple(_line(one) for one in person.consents),
        history=tuple(_line(one) for one in newest[:MOST_SHOWN]),
        left_out=max(0, len(newest) - MOST_SHOWN),
        signal_at=person.signal.at if person.signal else 0,
        device=person.signal.device if person.signal else "",
        switched_off=_switched_off(newest),
    )


def consent_routes(source: DashboardSource) -> list[HTTPRouteHandler]:
    """Return the switch."""

    @post("/people/{profile_id:str}/personal", sync_to_thread=True)
    def switch(profile_id: FromPath[str], data: Form) -> Redirect:
        person = source.person(profile_id) if len(profile_id) <= _MOST_ID else None
        if person is None:
            raise NotFound(_SAY("unknown_person"))
        source.consent_switch.set_personal(person.profile_id, on=data.get("personal") == "1")
        return Redirect(f"/people/{person.profile_id}#consents", status_code=_SEE_OTHER)

    return [switch]


def _line(record: ConsentRecord) -> Line:
    return Line(
        channel=_SAY(f"channel_{record.channel}"),
        purpose=_SAY.either(f"purpose_{record.purpose}", record.purpose),
        granted=record.granted,
        at=record.at,
        source=record.source,
        how=_SAY(f"method_{record.method}"),
        wording=record.wording,
    )


def _switched_off(newest: list[ConsentRecord]) -> bool:
    by_owner = [one for one in newest if one.method is Method.OWNER]
    return bool(by_owner) and not by_owner[0].granted
