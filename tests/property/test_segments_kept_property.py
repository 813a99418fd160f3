"""A whole shop keeps its segments while a virtual clock runs: what is kept is what is so.

Events arrive, some late and some ahead of time; in between only timers look again. At every change
that the oracle finds, and the microsecond before, members are who the oracle says.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from tailorbird.app.archiving import Archiving
from tailorbird.app.segmenting import Segmenting, segmenting_of
from tailorbird.core.clock import DAY
from tailorbird.core.config import Config
from tailorbird.events.types import Event, LoggedEvent
from tailorbird.profiles.store.tables import identities
from tailorbird.segments.facts import Setting
from tailorbird.segments.reads import reads
from tailorbird.segments.types import Condition
from tailorbird.testing.segments.changes import Era, could_change, edges
from tailorbird.testing.segments.facts_told import person_of, sent_of
from tailorbird.testing.segments.histories import crowd, owner
from tailorbird.testing.segments.oracle import is_member
from tailorbird.testing.segments.passing import BEGIN
from tailorbird.testing.segments.told import Person, Shop
from tailorbird.testing.segments.trees import timed_tree
from tailorbird.testing.shop import StillShop

UTC = ZoneInfo("UTC")
PEOPLE, TREES, EVENTS, DAYS = 5, 6, 4, 90
STEPS = 2  # instants looked at between two arrivals, of those at which something could change


def _trees(chance: Random) -> list[Condition]:
    """Return trees that events and time alone decide: the catalogue and carts are not replayed."""
    found: list[Condition] = []
    while len(found) < TREES:
        tree = timed_tree(chance)
        needs = reads(tree)
        if not (needs.catalogue or needs.cart or needs.predicted):
            found.append(tree)
    return found


def _arriving(chance: Random) -> list[tuple[int, Event]]:
    """Return customers' events with when they arrive."""
    around = [BEGIN + chance.randrange(DAYS) * DAY for _ in range(4)]
    found = []
    for event in crowd(chance, PEOPLE, around, EVENTS):
        if event.source == "http":
            continue
        known = msgspec.structs.replace(
            event, user_id=f"u{owner(event.message_id)}", anonymous_id=None
        )
        arrives = event.occurred_at + chance.choice((0, 0, 0, DAY, 20 * DAY, -DAY))
        found.append((min(max(arrives, BEGIN), BEGIN + DAYS * DAY), known))
    return sorted(found, key=lambda one: one[0])


class Kept:
    """The shop, its segments, and what the oracle knows by now."""

    def __init__(self, shop: StillShop, folder: Path, trees: list[Condition]) -> None:
        self.shop = shop
        self.known: dict[int, list[LoggedEvent]] = {}
        self.compared = 0
        self.seen: set[tuple[str, str]] = set()  # segments with who was ever in them
        self._segmenting = self._opened(folder)
        shop.clock.set(BEGIN)
        self.trees = {
            self._segmenting.segments.create(f"S{at}", tree).segment_id: tree
            for at, tree in enumerate(trees)
        }
        self._segmenting.fill_waiting()

    def _opened(self, folder: Path) -> Segmenting:
        shop = self.shop
        archive = Archiving(Config(data=folder), shop.clock, shop.database, shop.log_database)
        setting = Setting(zone=UTC, currency="GBP")
        return segmenting_of(shop.stations, shop.clock, setting, archive)

    def arrives(self, at: int, event: Event) -> None:
        self.shop.clock.set(at)
        position = sum(map(len, self.known.values())) + 1
        self.known.setdefault(owner(event.message_id), []).append(LoggedEvent(position, event))
        self.shop.take(event)

    def people(self) -> list[Person]:
        with self.shop.database.read() as connection:
            rows = connection.execute(select(identities.c.value, identities.c.profile_id)).all()
        ids = {row.value: row.profile_id for row in rows}
        return [
            person_of(ids[f"u{number}"], [sent_of(one) for one in events])
            for number, events in self.known.items()
        ]

    def look(self, at: int) -> None:
        self.shop.clock.set(at)
        self.shop.look_at_due()
        shop, people = Shop(zone=UTC, currency="GBP"), self.people()
        for segment_id, tree in self.trees.items():
            kept = {one.profile_id for one in self._segmenting.segments.members(segment_id)}
            truth = {who.profile_id for who in people if is_member(tree, who, at, shop)}
            assert kept == truth, (tree, at)
            self.compared += 1
            self.seen |= {(segment_id, who) for who in truth}

    def could_change(self, begins: int, ends: int) -> list[int]:
        found: set[int] = set()
        for tree in self.trees.values():
            tree_edges = edges(tree, begins, ends, UTC)
            for who in self.people():
                found |= set(could_change(tree_edges, Era(known=who, begins=begins, ends=ends)))
        return sorted(found)


def test_members_are_who_they_should_be_at_every_microsecond(
    shop: StillShop, tmp_path: Path
) -> None:
    chance = Random(5)
    shop.empty()
    kept = Kept(shop, tmp_path, _trees(chance))
    arriving = _arriving(chance)
    ends = [at for at, _ in arriving[1:]] + [BEGIN + DAYS * DAY]
    for (at, event), end in zip(arriving, ends, strict=True):
        kept.arrives(at, event)
        kept.look(at)
        changing = kept.could_change(at, end)
        for instant in sorted(chance.sample(changing, min(len(changing), STEPS))):
            for looked in (instant - 1, instant):
                if looked >= at:
                    kept.look(looked)
    assert kept.compared > len(kept.seen) > TREES
