"""Segments live in the simulated shop: its merchant writes, edits, refills and removes them.

The first are there from the beginning, so that every event, death, join, erasure and rebuild
passes through them; a fill goes on by small parts, and others process events in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tailorbird.core.errors import BadInput
from tailorbird.events import outbox
from tailorbird.segments.defining import Defining
from tailorbird.segments.facts import Setting
from tailorbird.segments.filling import Filling
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.reads import reads
from tailorbird.segments.store import definitions, people
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.text_form import read
from tailorbird.segments.types import Condition, Segment, State

if TYPE_CHECKING:
    from tailorbird.storage.database import Connection, Database
    from tailorbird.testing.shop import StillShop
    from tailorbird.testing.simulation.steps import Write

TREES = (
    'did "Product Added" at least 2 times',
    "did anything in last 3 days",
    "orders count at least 1 and not orders count at least 1 in last 10 days",
    "orders sum at least 20",
    "cart at least 1",
    "consent email for marketing",
    'sequence "Product Viewed" then "Product Added" within 2 days in last 5 days',
    'not did "Product Viewed" in last 1 day',
    "orders days since last more than 2",
    'segment "segment-2" and not segment "segment-4"',
    'any(segment "segment-1", did "Order Completed" in this week)',
    'did "Product Added" in last 4 hours except last 1',
)
FIRST = 7  # so many are there from the beginning
PART = 2  # people in one part of a fill
Row = tuple[str, bool, int | None]


def setting_of(shop: StillShop) -> Setting:
    """Return the shop's zone and currency."""
    return Setting(zone=ZoneInfo("UTC"), currency=shop.currency)


def begin(shop: StillShop) -> None:
    """Write the segments of a shop that has nobody yet."""

    def change(connection: Connection) -> None:
        for text in TREES[:FIRST]:
            _insert(connection, text, State.LIVE)

    shop.database.write(change)


def _insert(connection: Connection, text: str, state: State) -> None:
    """Write a new segment; its id follows from the past, so that a run repeats itself."""
    number = definitions.count_change(connection)
    segment = Segment(
        segment_id=f"segment-{number}",
        name=f"{text} ({number})",
        tree=read(text),
        version=number,
        state=state,
    )
    definitions.save(connection, segment)


def write(shop: StillShop, step: Write) -> str:
    """Do what the merchant wants with one of the segments, or with a new one."""
    with shop.database.read() as connection:
        every = sorted(one.segment_id for one in definitions.read_all(connection))
    defining = _defining(shop)
    text = TREES[step.tree % len(TREES)]
    if step.act == "create" or not every:
        return _create(shop, text)
    which = every[step.which % len(every)]
    try:
        match step.act:
            case "edit":
                defining.edit(which, tree=read(text))
            case "refill":
                defining.refill(which)
            case _:
                defining.delete(which)
    except BadInput:
        return "refused"  # another reads it, or it would read itself
    return which


def _defining(shop: StillShop) -> Defining:
    setting = setting_of(shop)
    return Defining(shop.database, shop.progress, shop.clock, setting, ask_to_fill=lambda _: None)


def _create(shop: StillShop, text: str) -> str:
    def change(connection: Connection) -> None:
        shop.progress.standing(connection)  # as whoever creates one does
        known = {one.segment_id for one in definitions.read_all(connection)}
        if {"segment-1", "segment-2", "segment-4"} <= known:  # others may read these
            _insert(connection, text, State.FILLING)

    shop.database.write(change)
    return "created"


def fill_any(shop: StillShop, between: Callable[[], object]) -> int:
    """Fill every segment that waits for it, or all anew; return how many were filled."""
    with shop.database.read() as connection:
        waiting = definitions.filling(connection)
    if not waiting:
        _defining(shop).refill_where(lambda _: True)
    return fill(shop, between)


def fill(shop: StillShop, between: Callable[[], object]) -> int:
    """Fill every segment that waits for it; return how many were filled."""
    filling = Filling(
        shop.database, shop.progress, shop.stations.membership, OneByOne(shop), shop.clock
    )
    with shop.database.read() as connection:
        waiting = definitions.filling(connection)
    filled = 0
    for segment_id in waiting:
        filled += filling.fill(segment_id, between)
        outbox.relay(shop.database, shop.log)
    return filled


@dataclass(frozen=True)
class Part:
    """A few answers, as a record batch gives them."""

    rows: Sequence[Row]

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return len(self.rows)

    def slice(self, start: int, length: int) -> Part:
        """Return some of them."""
        return Part(self.rows[start : start + length])

    def to_pydict(self) -> dict[str, list[object]]:
        """Return them by column."""
        names = ("profile_id", "member", "valid_until")
        return {name: [row[number] for row in self.rows] for number, name in enumerate(names)}


class OneByOne:
    """Answers for everybody as of one instant, by the interpreter for one person.

    That the archive's answers are the same is tried elsewhere; here it is about what happens
    while they are taken in.
    """

    def __init__(self, shop: StillShop) -> None:
        self._database: Database = shop.database
        self._setting = setting_of(shop)

    def answers(self, tree: Condition, at: int) -> Iterator[Part]:
        """Yield members and those whom time could change, by small parts."""
        with self._database.read() as connection:
            who = list(people.every_living(connection))
            histories = read_histories(connection, who, reads(tree))
        found = ((one, judge(tree, Reader(histories[one]), at, self._setting)) for one in who)
        rows = [
            (one, verdict.held, verdict.until)
            for one, verdict in found
            if verdict.held or verdict.until is not None
        ]
        for start in range(0, len(rows), PART):
            yield Part(rows[start : start + PART])
