"""Which consent holds. Pure rules over the append-only record.

A no stands until the same person says yes later. *The same person* is who was known to be the same
when the yes was said: a yes that a customer gave on their laptop lifts no refusal of a telephone
that was not yet known to be theirs. So when two people turn out to be one the stricter answer of
the two survives, and what they say from then on counts for both. All of it follows from the answers
and from when voices became known as one; the order in which we hear of them cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tailorbird.core.hashing import hex_digest
from tailorbird.privacy.types import (
    Answers,
    Asked,
    Channel,
    ConsentRecord,
    Known,
    Method,
    Purpose,
    Signal,
    Status,
)

_BRITISH = {"personalisation": Purpose.PERSONALIZATION.value}
_MOST_PURPOSE = 100
PERSONALIZATION = Asked(Channel.ONSITE, Purpose.PERSONALIZATION)
Said = ConsentRecord | Signal


def asked_of(word: str) -> Asked:
    """Return what a category of consent asks for: ``email_marketing`` is marketing by e-mail.

    >>> asked_of("sms_marketing").channel, asked_of("analytics").channel
    (<Channel.SMS: 'sms'>, <Channel.ONSITE: 'onsite'>)
    """
    channel, _, purpose = word.strip().lower().partition("_")
    if channel in set(Channel) and purpose:
        return Asked(Channel(channel), purpose[:_MOST_PURPOSE])
    whole = word.strip().lower()[:_MOST_PURPOSE]
    return Asked(Channel.ONSITE, _BRITISH.get(whole, whole))


def voice_of(kind: str, value: str) -> str:
    """Return what stands for an identifier in the record, where it only has to be compared."""
    return hex_digest(kind, value)[:16]


def state(answers: Answers, at: int | None = None) -> dict[Asked, ConsentRecord]:
    """Return the record in force for each purpose, now or at an instant (microseconds UTC).

    What was said by then counts, of everybody who is known to be this person today.
    """
    said = [one for one in answers.records if at is None or one.at <= at]
    by_purpose: dict[Asked, list[ConsentRecord]] = {}
    for one in said:
        by_purpose.setdefault(one.asked, []).append(one)
    found = {asked: _in_force(every, answers.known) for asked, every in by_purpose.items()}
    return {asked: held for asked, held in found.items() if held is not None}


def status(held: Mapping[Asked, ConsentRecord], asked: Asked) -> Status:
    """Return what a state says of one purpose."""
    record = held.get(asked)
    if record is None:
        return Status.UNKNOWN
    return Status.GRANTED if record.granted else Status.DENIED


def signal_in_force(answers: Answers, at: int | None = None) -> Signal | None:
    """Return the objection of a device that stands, now or at an instant; the newest of several.

    It stands until the person says yes to personalization, later than the device first objected.
    """
    lifting = [
        one
        for one in answers.records
        if one.granted and one.asked == PERSONALIZATION and (at is None or one.at <= at)
    ]
    told = (one for one in answers.signals if at is None or one.at <= at)
    standing = [one for one in told if _stands(one, _newest(lifting), answers.known)]
    return max(standing, key=lambda one: (one.at, one.device), default=None)


def _in_force(said: Sequence[ConsentRecord], known: Iterable[Known]) -> ConsentRecord | None:
    """Return the newest refusal that stands, else the newest yes of the person themself."""
    yes = _newest(one for one in said if one.granted)
    no = _newest(one for one in said if not one.granted)
    standing = [one for one in no if _stands(one, yes, known)]
    theirs = [one for one in yes if one.method is not Method.OWNER]
    return max(standing or theirs, key=_order, default=None)


def _newest(said: Iterable[ConsentRecord]) -> list[ConsentRecord]:
    """Of those who said the same several times only the last time counts."""
    newest: dict[tuple[bool, str], ConsentRecord] = {}
    for one in said:
        key = (one.method is Method.OWNER, one.voice)
        if key not in newest or _order(one) > _order(newest[key]):
            newest[key] = one
    return list(newest.values())


def _order(record: ConsentRecord) -> tuple[int, str, str, str, str]:
    return (record.at, record.source, record.method, record.wording, record.voice)


def _stands(no: Said, yes: Iterable[ConsentRecord], known: Iterable[Known]) -> bool:
    return not any(_lifts(one, no, known) for one in yes)


def _lifts(yes: ConsentRecord, no: Said, known: Iterable[Known]) -> bool:
    """Whether a yes takes a no back: said later, and by somebody known to be the same by then.

    The owner's switch and the person's own answers do not touch each other.
    """
    by_owner = isinstance(no, ConsentRecord) and no.method is Method.OWNER
    if yes.at <= no.at or by_owner != (yes.method is Method.OWNER):
        return False
    if by_owner or not yes.voice or not no.voice:
        return True  # an answer from before voices were noted
    return no.voice in _known_as(yes.voice, known, yes.at)


def _known_as(voice: str, known: Iterable[Known], at: int) -> set[str]:
    """Return every voice that was known to be the same person's at an instant."""
    reached, waiting = {voice}, [voice]
    links = [one for one in known if one.since <= at]
    while waiting:
        for found in _beside(waiting.pop(), links):
            if found not in reached:
                reached.add(found)
                waiting.append(found)
    return reached


def _beside(voice: str, links: Iterable[Known]) -> Iterator[str]:
    for link in links:
        if link.one == voice:
            yield link.other
        elif link.other == voice:
            yield link.one
