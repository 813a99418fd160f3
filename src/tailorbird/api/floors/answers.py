"""What the calls about the floors take and answer, as types. Instants are ISO 8601 text, UTC."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.api.segments.answers import Moment, moment
from tailorbird.guardrails import texts
from tailorbird.guardrails.measures import Gate, Override, Quality, Standing
from tailorbird.guardrails.types import Outlook, Unlocks, Word


class Deciding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The owner's word: open, close, or (``open`` null) let the counts decide again."""

    open: bool | None
    reason: str


class ShownNeed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much there is of what is needed, over so many days; 0 for ever."""

    measure: str
    have: int
    least: int
    days: int
    met: bool


class ShownWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was decided by hand; ``open`` null: the counts decide again."""

    tactic: str
    open: bool | None
    reason: str
    done_by: str
    at: Moment


class ShownFloor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the shop stands against one floor; ``quality`` is what the counts alone say."""

    tactic: str
    name: str
    open: bool
    quality: Quality
    needs: list[ShownNeed]
    full: list[ShownNeed]
    source: str
    override: ShownWord | None


class ShownNext(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A closed tactic, and in how many weeks it opens at the shop's pace; null: never."""

    tactic: str
    weeks: int | None


class ShownOutlook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the shop stands."""

    stage: int
    stage_name: str
    floors: list[ShownFloor]
    next: list[ShownNext]
    counted_at: Moment | None


class WordList(Struct, frozen=True, forbid_unknown_fields=True):
    """What was decided by hand, the newest first."""

    decisions: list[ShownWord]


def shown_outlook(outlook: Outlook) -> ShownOutlook:
    """Return where the shop stands, to be sent."""
    return ShownOutlook(
        stage=outlook.stage.number,
        stage_name=texts.STAGES[outlook.stage.number],
        floors=[shown_floor(one) for one in outlook.gates],
        next=[_next(one) for one in outlook.next],
        counted_at=None if outlook.counted_at is None else moment(outlook.counted_at),
    )


def shown_floor(gate: Gate) -> ShownFloor:
    """Return one gate, to be sent."""
    return ShownFloor(
        tactic=gate.tactic,
        name=texts.TACTICS[gate.tactic],
        open=gate.open,
        quality=gate.quality,
        needs=[_need(one) for one in gate.needs],
        full=[_need(one) for one in gate.full],
        source=gate.source,
        override=None if gate.override is None else shown_word(gate.override),
    )


def shown_word(word: Word | Override) -> ShownWord:
    """Return one decision, to be sent."""
    return ShownWord(
        tactic=word.tactic,
        open=word.opened,
        reason=word.reason,
        done_by=word.done_by,
        at=moment(word.at),
    )


def _need(one: Standing) -> ShownNeed:
    return ShownNeed(
        measure=one.measure, have=one.have, least=one.least, days=one.days, met=one.met
    )


def _next(one: Unlocks) -> ShownNext:
    return ShownNext(tactic=one.gate.tactic, weeks=one.weeks)
