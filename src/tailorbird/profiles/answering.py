"""What an event says on consent: an answer, an objection of the device, or what it was told under.

Pure. Only what an event proves about who it is of counts as that person's voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tailorbird.events.proof import is_public
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import CONSENT_NAMES, consent_preferences, objects
from tailorbird.privacy.consent import asked_of, voice_of
from tailorbird.privacy.types import Answers, ConsentRecord, Known, Method, Signal
from tailorbird.privacy.uses import Use, collected_for
from tailorbird.profiles.identity import identities_of, links_among, strongest_of
from tailorbird.profiles.types import Identity

OWNER = "dashboard"  # the source of what the shop's owner sets on a person's page
OURS = "tailorbird"  # the source of what a change itself causes
_NO_ACTS = frozenset({OWNER, OURS})
_IMPORT = "import"
_SAID = {Method.SINGLE, Method.DOUBLE, Method.IMPORT, Method.API}


def may_be_used(event: Event, use: Use) -> bool:
    """Whether the consent that an event carries leaves what it tells to a use."""
    if "consent" not in event.context:
        return True
    told = {asked_of(word): yes for word, yes in consent_preferences(event).items()}
    return collected_for(use, told)


def is_act(event: Event) -> bool:
    """Whether the person did it themself.

    The owner's switch on their page is no visit, and neither is what we note of them ourselves.
    """
    return event.source not in _NO_ACTS


def records_of(event: Event, profile_id: str) -> Iterator[ConsentRecord]:
    """Yield the answers an event gives; the consent that other events carry stays with them."""
    if event.name not in CONSENT_NAMES:
        return
    for word, granted in sorted(consent_preferences(event).items()):
        asked = asked_of(word)
        yield ConsentRecord(
            profile_id=profile_id,
            channel=asked.channel,
            purpose=asked.purpose,
            granted=granted,
            at=event.occurred_at,
            source=event.source,
            wording=str(event.properties.get("wording_version") or "")[:200],
            method=_method(event),
            voice=_voice(event),
        )


def signals_of(event: Event, profile_id: str) -> Iterator[Signal]:
    """Yield the objection that an event's device sends with it (Global Privacy Control)."""
    if objects(event):
        yield Signal(
            profile_id=profile_id,
            device=event.anonymous_id or "",
            at=event.occurred_at,
            source=event.source,
            voice=_voice(event),
        )


def known_of(
    said: Answers, mine: list[Identity], links: Mapping[tuple[Identity, Identity], int]
) -> tuple[Known, ...]:
    """Return since when those who gave somebody's answers are known to be one.

    ``mine`` are the person's identifiers, ``links`` since when some were used by others. Whose
    identifier is not theirs any more (a browser that others use by now) spoke for them then.
    """
    known = _known(links)
    own = {_voice_of(one) for one in mine}
    spoke = {one.voice for one in said.records} | {one.voice for one in said.signals}
    gone = spoke - own - {""}
    if not mine or not gone:
        return known
    root = _voice_of(strongest_of(mine))
    return (*known, *(Known(voice, root, 0) for voice in sorted(gone)))


def _known(links: Mapping[tuple[Identity, Identity], int]) -> tuple[Known, ...]:
    return tuple(
        Known(_voice_of(weak), _voice_of(strong), since)
        for (weak, strong), since in sorted(links.items())
    )


def with_events(answers: Answers, events: Iterable[Event], profile_id: str) -> Answers:
    """Return answers with what events say that are not processed yet."""
    told = list(events)
    links = {
        (link, event.occurred_at) for event in told for link in links_among(identities_of(event))
    }
    return Answers(
        records=(*answers.records, *(r for one in told for r in records_of(one, profile_id))),
        signals=(*answers.signals, *(s for one in told for s in signals_of(one, profile_id))),
        known=(*answers.known, *(known for link, at in links for known in _known({link: at}))),
    )


def _voice(event: Event) -> str:
    return next((_voice_of(one) for one in identities_of(event)), "")


def _voice_of(identity: Identity) -> str:
    return voice_of(identity.kind.value, identity.value)


def _method(event: Event) -> Method:
    """A page may say anything, so what comes from it is always a browser's answer."""
    if event.source == OWNER:
        return Method.OWNER
    if is_public(event):
        return Method.BROWSER
    said = event.properties.get("method")
    if isinstance(said, str) and said in _SAID:
        return Method(said)
    return Method.IMPORT if event.source.startswith(_IMPORT) else Method.API
