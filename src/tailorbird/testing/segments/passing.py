"""Time passes over people and trees: who is in is told by timers alone, and beside it the oracle.

A membership is looked at when something arrives, and at the instant its last look named. Between
these it stays what it was; so whatever a timer is late for shows as a difference.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from random import Random
from zoneinfo import ZoneInfo

from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.events.types import LoggedEvent
from tailorbird.segments.facts import History, Setting, Waiting
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.types import Condition
from tailorbird.testing.segments import words
from tailorbird.testing.segments.changes import Edges, Era, changes, edges
from tailorbird.testing.segments.facts_told import person_of, sent_of
from tailorbird.testing.segments.histories import crowd, history_of, owner
from tailorbird.testing.segments.oracle import is_member
from tailorbird.testing.segments.told import Shop
from tailorbird.testing.segments.trees import timed_tree

BEGIN = words.instant("2024-02-01T00:00", "UTC")


class Passed(Struct, kw_only=True):
    """What was compared: changes the oracle found, instants, timers that rang; and what differed.

    ``early`` and ``late`` are pairs whose membership changed before or after it had to.
    """

    pairs: int = 0
    changes: int = 0
    instants: int = 0
    rung: int = 0
    early: int = 0
    late: int = 0
    examples: list[str] = []

    def __post_init__(self) -> None:
        self.examples = []


class Life(Struct, frozen=True, kw_only=True):
    """One person: what is known of them in each era, for the oracle and for the interpreter."""

    eras: list[Era]
    readers: list[Reader]


class Span(Struct, frozen=True, kw_only=True):
    """The time that passes, and the shop it passes in."""

    begins: int
    ends: int
    shop: Shop

    @property
    def setting(self) -> Setting:
        """The shop as the interpreter knows it."""
        return Setting(zone=self.shop.zone, currency=self.shop.currency)


def span_of(days: int, zone: str) -> Span:
    """Return so many days, with a leap day and changes of clocks in them."""
    shop = Shop(zone=ZoneInfo(zone), currency="GBP")
    return Span(begins=BEGIN, ends=BEGIN + days * DAY, shop=shop)


def lives(chance: Random, people: int, span: Span, most: int = 8) -> Iterator[Life]:
    """Yield random people, whose events arrive when they happen, days later or days before."""
    instants = [span.begins + chance.randrange(span.ends - span.begins) for _ in range(6)]
    instants += [words.instant(one, str(span.shop.zone)) for one in words.SPECIAL]
    told: dict[int, list[LoggedEvent]] = {}
    for position, event in enumerate(crowd(chance, people, instants, most)):
        told.setdefault(owner(event.message_id), []).append(LoggedEvent(position + 1, event))
    for number, events in told.items():
        yield _life(chance, f"person-{number}", events, span)


def _life(chance: Random, profile_id: str, events: list[LoggedEvent], span: Span) -> Life:
    arrivals = []
    for one in events:
        arrives = one.event.occurred_at + chance.choice((0, 0, 0, 1, DAY, 40 * DAY, -DAY, -9 * DAY))
        arrivals.append((max(span.begins, arrives), one))
    begins = sorted({span.begins, *(at for at, _ in arrivals if at < span.ends)})
    eras, readers = [], []
    for at, end in zip(begins, [*begins[1:], span.ends], strict=True):
        known = [one for arrived, one in arrivals if arrived <= at]
        era, history = _known(profile_id, known, at, end)
        eras.append(era)
        readers.append(Reader(history))
    return Life(eras=eras, readers=readers)


def _known(
    profile_id: str, events: Sequence[LoggedEvent], begins: int, ends: int
) -> tuple[Era, History]:
    sent = [sent_of(one) for one in events]
    cart = [("P1", 1, one.at) for one in sent if one.name == words.ADDED][-1:]
    person = person_of(profile_id, sent, cart)
    waiting = tuple(Waiting(product_id=p, quantity=n, at=at) for p, n, at in cart)
    history = history_of(person, events, waiting)
    return Era(known=person, begins=begins, ends=ends), history


def changing(chance: Random, people: Sequence[Life], span: Span) -> Condition:
    """Return a random tree whose answer time changes for at least one of some people."""
    while True:
        tree = timed_tree(chance)
        pair = Pair(tree, edges(tree, span.begins, span.ends, span.shop.zone), span)
        for life in people:
            arrivals = {era.begins for era in life.eras}
            if any(at not in arrivals for at, _ in pair.truth(life)):
                return tree


class Pair(Struct, frozen=True):
    """A tree, when it can change, and the time it is looked at in."""

    tree: Condition
    edges: Edges
    span: Span

    def truth(self, life: Life) -> list[tuple[int, bool]]:
        """Return what the oracle says at first, and every change it finds."""
        return [
            (at, held) for _, at, held in changes(self.tree, self.edges, life.eras, self.span.shop)
        ]

    def told(self, life: Life) -> tuple[list[tuple[int, bool]], int]:
        """Return the same as it is told where only timers look again; and how often they rang."""
        found: list[tuple[int, bool]] = []
        rung = 0
        for era, reader in zip(life.eras, life.readers, strict=True):
            at: int | None = era.begins
            while at is not None and at < era.ends:
                verdict = judge(self.tree, reader, at, self.span.setting)
                if not found or found[-1][1] is not verdict.held:
                    found.append((at, verdict.held))
                if verdict.until is not None and verdict.until <= at:
                    raise AssertionError(f"a timer that never moves on: {self.tree} at {at}")
                at = verdict.until
                rung += 1
        return found, rung

    def looks(self, life: Life, at: int) -> tuple[bool, bool]:
        """Return what the oracle says at an instant, and what the interpreter."""
        number = bisect_right(life.eras, at, key=lambda era: era.begins) - 1
        truth = is_member(self.tree, life.eras[number].known, at, self.span.shop)
        return truth, judge(self.tree, life.readers[number], at, self.span.setting).held


def compare(tree: Condition, people: Sequence[Life], span: Span, instants: Sequence[int]) -> Passed:
    """Let time pass over a tree and everybody, and compare what timers tell with the oracle.

    Looked at are the microsecond before, at and after every change, and ``instants``.
    """
    passed = Passed()
    pair = Pair(tree, edges(tree, span.begins, span.ends, span.shop.zone), span)
    for life in people:
        truth, (told, rung) = pair.truth(life), pair.told(life)
        passed.pairs += 1
        passed.changes += len(truth) - 1
        passed.rung += rung
        if told != truth:
            _differ(passed, tree, truth, told)
        around = [at + step for at, _ in truth[1:] for step in (-1, 0, 1) if at + step < span.ends]
        for at in (*around, *instants):
            oracle, one = pair.looks(life, at)
            kept = told[bisect_right(told, at, key=lambda change: change[0]) - 1][1]
            passed.instants += 1
            if (one, kept) != (oracle, oracle):
                passed.late += 1
                passed.examples.append(f"{tree} at {at}: oracle {oracle}, one {one}, kept {kept}")
    return passed


def _differ(
    passed: Passed, tree: Condition, truth: list[tuple[int, bool]], told: list[tuple[int, bool]]
) -> None:
    wanted, got = sorted(set(truth) - set(told)), sorted(set(told) - set(truth))
    late = not got or (bool(wanted) and wanted[0] < got[0])
    passed.late += late
    passed.early += not late
    passed.examples.append(f"{tree}: oracle {wanted[:3]}, timers {got[:3]}")
