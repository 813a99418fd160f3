"""One floor, one stage, one decision, as the page shows them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.floors import FLOORS
from tailorbird.guardrails.floors import RECOMMENDERS
from tailorbird.guardrails.measures import Gate, Measure, Need, Quality, Standing
from tailorbird.guardrails.stages import STAGES, Stage
from tailorbird.guardrails.texts import MEASURES, TACTICS
from tailorbird.guardrails.texts import STAGES as STAGE_NAMES
from tailorbird.guardrails.types import Unlocks, Word

_SAY = Phrases(FLOORS)
_BLOCKS = {floor.tactic for floor in RECOMMENDERS}
_TESTS = {"ab_test", "comparison_group"}


class Bar(Struct, frozen=True, kw_only=True):
    """One need: how far the shop is."""

    have: int
    least: int
    text: str


class Tactic(Struct, frozen=True, kw_only=True):
    """One tactic as the page lists it; ``act`` is what its owner may do."""

    key: str
    name: str
    open: bool
    badge: str
    reason: str
    text: str
    bars: list[Bar]
    source: str
    acts: tuple[str, ...]


class Coming(Struct, frozen=True, kw_only=True):
    """A closed tactic and when it opens."""

    key: str
    name: str
    when: str
    soon: bool
    bars: list[Bar]


class Step(Struct, frozen=True, kw_only=True):
    """One stage on the way; ``place`` is past, here or ahead."""

    number: str
    name: str
    place: str


class Decided(Struct, frozen=True, kw_only=True):
    """One decision by hand."""

    name: str
    word: str
    reason: str
    at: int
    by: str


def tactic(gate: Gate) -> Tactic:
    """Return one tactic as the page lists it."""
    hand = gate.override
    return Tactic(
        key=gate.tactic,
        name=TACTICS[gate.tactic],
        open=gate.open,
        badge=_badge(gate),
        reason="" if hand is None else _SAY("because", reason=hand.reason),
        text=_text(gate),
        bars=[bar(one) for one in gate.missing if one.measure is not Measure.UNKNOWN],
        source=gate.source,
        acts=("close" if gate.open else "open", *(("reset",) if hand else ())),
    )


def groups(gates: Iterable[Gate]) -> dict[str, list[Tactic]]:
    """Return every tactic in the part of the page where it belongs."""
    found: dict[str, list[Tactic]] = {"recommenders": [], "models": [], "tests": []}
    for gate in gates:
        found[_group(gate.tactic)].append(tactic(gate))
    return found


def coming(following: Iterable[Unlocks], most: int) -> list[Coming]:
    """Return what opens next by waiting: nothing that was closed by hand or has no number."""
    waited = [
        one
        for one in following
        if one.gate.missing
        and one.gate.override is None
        and all(need.measure is not Measure.UNKNOWN for need in one.gate.missing)
    ]
    known = [one for one in waited if one.weeks is not None]
    return [_coming(one) for one in (known or waited)[:most]]


def bar(one: Standing) -> Bar:
    """Return one need with how far the shop is."""
    said = _SAY(
        "need",
        have=one.have,
        least=one.least,
        measure=MEASURES[one.measure],
        window=_window(one.days),
    )
    return Bar(have=min(one.have, one.least), least=one.least, text=said)


def steps(here: int) -> list[Step]:
    """Return the stages, and which of them the shop is at."""
    return [
        Step(
            number=_SAY("stage", number=one.number),
            name=STAGE_NAMES[one.number],
            place="here" if one.number == here else "past" if one.number < here else "ahead",
        )
        for one in STAGES
    ]


def names(tactics: Iterable[str]) -> list[str]:
    """Return what tactics are called."""
    return [TACTICS[one] for one in tactics]


def next_stage(stage: Stage) -> str:
    """Say where the next stage begins; empty at the last."""
    following = next((one for one in STAGES if one.number == stage.number + 1), None)
    if following is None:
        return ""
    ways = [_SAY("and").join(_wanted(need) for need in way) for way in following.ways]
    return _SAY("next_stage", number=following.number, needs=_SAY("or").join(ways))


def decided(word: Word) -> Decided:
    """Return one decision by hand, to be listed."""
    kinds = {True: "word_open", False: "word_close", None: "word_reset"}
    return Decided(
        name=TACTICS.get(word.tactic, word.tactic),
        word=_SAY(kinds[word.opened]),
        reason=_SAY("because", reason=word.reason),
        at=word.at,
        by=word.done_by,
    )


def _coming(one: Unlocks) -> Coming:
    known = one.weeks is not None
    return Coming(
        key=one.gate.tactic,
        name=TACTICS[one.gate.tactic],
        when=_SAY("opens_in", n=one.weeks) if known else _SAY("opens_never"),
        soon=known,
        bars=[bar(need) for need in one.gate.missing],
    )


def _group(key: str) -> str:
    if key in _BLOCKS:
        return "recommenders"
    return "tests" if key in _TESTS else "models"


def _badge(gate: Gate) -> str:
    if gate.override is not None:
        return _SAY("hand_opened" if gate.override.opened else "hand_closed")
    kind = "working" if gate.tactic in _BLOCKS else "allowed"
    return _SAY(f"{kind}_{gate.quality}")


def _text(gate: Gate) -> str:
    if gate.override is not None:
        return _SAY(f"says_{gate.quality}")
    if not gate.needs:
        return _SAY("no_needs")
    if any(one.measure is Measure.UNKNOWN for one in gate.missing):
        return _SAY("nobody_says")
    return _of_counts(gate)


def _of_counts(gate: Gate) -> str:
    if gate.quality is Quality.FULL:
        return _SAY("and").join(_had(one) for one in gate.full or gate.needs)
    if gate.quality is Quality.CLOSED:
        return ""
    wanted = (one for one in gate.full if not one.met)
    return _SAY("best_from", needs=_SAY("and").join(_wanted(one) for one in wanted))


def _had(one: Standing) -> str:
    measure = MEASURES[one.measure]
    return _SAY("wanted", least=one.have, measure=measure, window=_window(one.days))


def _wanted(one: Standing | Need) -> str:
    measure = MEASURES[one.measure]
    return _SAY("wanted", least=one.least, measure=measure, window=_window(one.days))


def _window(days: int) -> str:
    return _SAY.either(f"window_{days}", _SAY("window", days=days)) if days else ""
