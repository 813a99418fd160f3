"""Random trees asked of a real shop in three ways, and where the answers differ.

Half of the events lie in the archive, the others still in the log. Everybody is asked at once, one
by one, and of the oracle; and whoever says until when that holds is held to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from tailorbird.app.archiving import Archiving
from tailorbird.app.personal import REGISTRY
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.catalog.store import products
from tailorbird.catalog.types import Product
from tailorbird.core.clock import DAY
from tailorbird.core.config import Config
from tailorbird.events.archiving import EventArchive
from tailorbird.events.types import Event, Lane
from tailorbird.profiles.store.tables import cart_lines, identities
from tailorbird.segments.audience.service import Audience
from tailorbird.segments.facts import Setting
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.reads import reads
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.store.tables import predicted_values
from tailorbird.segments.types import (
    Condition,
)
from tailorbird.segments.verdicts import Verdict
from tailorbird.storage.engines.files import Place
from tailorbird.testing.segments import words
from tailorbird.testing.segments.facts_told import person_of, sent_of
from tailorbird.testing.segments.histories import crowd, names_of, owner
from tailorbird.testing.segments.oracle import is_member
from tailorbird.testing.segments.told import Person, Shop
from tailorbird.testing.shop import StillShop

CURRENCY = "GBP"
_SPOTS = 5  # instants around which everything happens
_PROBED = 4  # people of a tree who are held to their `until`
NOBODY = Verdict(held=False)


class Difference(Struct, frozen=True, kw_only=True):
    """One answer that differs from the oracle's: whose, of which tree, when, and who said it."""

    by: str
    tree: Condition
    at: int
    zone: str
    person: Person
    oracle: bool


class Spot(Struct, frozen=True):
    """An instant where something special happens to a zone's clocks or calendar."""

    at: int
    zone: str


class Past(Struct, frozen=True, kw_only=True):
    """What happened in a shop, as the oracle knows it, and the instants it happened around."""

    people: dict[str, Person]
    spots: list[Spot]
    labels: dict[str, tuple[str, str, str]]


def spots(chance: Random) -> list[Spot]:
    """Return some special instants."""
    zones = [chance.choice(words.ZONES) for _ in range(_SPOTS)]
    return [Spot(words.instant(chance.choice(words.SPECIAL), zone), zone) for zone in zones]


class Agreeing:
    """A shop in which everybody is asked three times."""

    def __init__(self, shop: StillShop, folder: Path) -> None:
        self._shop = shop
        self._folder = folder
        self._lives = 0

    def live(self, chance: Random, people: int) -> Past:
        """Let another crowd do what it does, half of it before the archive is sealed."""
        around = spots(chance)
        events = crowd(chance, people, [one.at for one in around])
        self._shop.empty()
        self._lives += 1
        config = Config(data=self._folder / f"life-{self._lives}", currency=CURRENCY)
        shop = self._shop
        self._archive = Archiving(config, shop.clock, shop.database, shop.log_database)
        listed = [Product(product_id="P1", title="Red shoe", category="Shoes", brand="Acme")]
        self._shop.catalog.declare([*listed, Product(product_id="P2", title="", brand="O'Neill")])
        half = len(events) // 2
        self._shop.take(*events[:half])
        self._archive.seal()
        self._shop.take(*events[half:])
        self._erase(config, chance.randrange(people))
        return self._past(chance, events, around)

    def _erase(self, config: Config, number: int) -> None:
        """Erase somebody for good, in the log and in the archive, if they have a name."""
        shop, folder = self._shop, config.data
        requests = PrivacyRequests(
            stations=shop.stations,
            registry=REGISTRY,
            log=shop.log_database,
            archive=EventArchive(shop.log_database, Place("", folder / "archive"), CURRENCY),
            folder=folder,
            clock=shop.clock,
            ask=lambda _: None,
        )
        name, _ = names_of(number)
        if name in self._names():
            requests.erase(name, at_once=True)

    def _names(self) -> dict[str, str]:
        with self._shop.database.read() as connection:
            rows = connection.execute(select(identities.c.value, identities.c.profile_id)).all()
        return {row.value: row.profile_id for row in rows}

    def _past(self, chance: Random, events: Sequence[Event], around: list[Spot]) -> Past:
        logged = self._shop.log.read(Lane.LIVE, 0, 10 * len(events))
        sent: dict[int, list[Any]] = {}
        for one in logged:
            if one.event.message_id.partition(":")[0].isdecimal():
                sent.setdefault(owner(one.event.message_id), []).append(sent_of(one))
        ids = self._profile_ids(sent)
        predicted = {who: _predictions(chance) for who in sorted(ids.values())}
        self._predict(predicted)
        carts = self._carts()
        people = {
            ids[number]: person_of(
                ids[number], told, carts.get(ids[number], ()), predicted[ids[number]]
            )
            for number, told in sent.items()
            if number in ids
        }
        return Past(people=people, spots=around, labels=self._labels())

    def _profile_ids(self, numbers: Iterable[int]) -> dict[int, str]:
        known = self._names()
        found = {}
        for number in numbers:  # whoever was erased has no name any more
            named = [known[name] for name in names_of(number) if name in known]
            if named:
                found[number] = named[0]
        return found

    def _carts(self) -> dict[str, list[tuple[str, int, int]]]:
        lines = cart_lines.c
        wanted = select(lines.profile_id, lines.product_id, lines.quantity, lines.at)
        found: dict[str, list[tuple[str, int, int]]] = {}
        with self._shop.database.read() as connection:
            for who, *line in connection.execute(wanted.where(lines.personal)):
                found.setdefault(who, []).append((line[0], line[1], line[2]))
        return found

    def _labels(self) -> dict[str, tuple[str, str, str]]:
        mine = products.c
        wanted = select(mine.product_id, mine.title, mine.category, mine.brand)
        with self._shop.database.read() as connection:
            return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(wanted)}

    def _predict(self, predicted: dict[str, dict[str, float]]) -> None:
        rows = [
            {"profile_id": who, "name": name, "value": value}
            for who, every in predicted.items()
            for name, value in every.items()
        ]
        if rows:
            self._shop.database.write(lambda c: c.execute(predicted_values.insert(), rows) and None)

    def differences(self, chance: Random, past: Past, tree: Condition) -> Iterator[Difference]:
        """Yield every answer on a tree at one of the special instants, the oracle does not give."""
        spot = chance.choice(past.spots)
        at = spot.at + chance.choice((-1, 0, 0, 0, 1, chance.randrange(-DAY, DAY)))
        zone = ZoneInfo(spot.zone)
        shop = Shop(zone=zone, currency=CURRENCY, labels=past.labels)
        setting = Setting(zone=zone, currency=CURRENCY)
        answers = self._everybody(tree, at, setting)
        one_by_one = self._one_by_one(tree, past, at, setting)
        probed = set(chance.sample(sorted(past.people), min(_PROBED, len(past.people))))
        for who, person in past.people.items():
            said = {"audience": answers.pop(who, NOBODY), "one": one_by_one[who]}
            for by, verdict in said.items():
                instants = _until(chance, at, verdict) if who in probed else [at]
                for instant in instants:
                    truth = is_member(tree, person, instant, shop)
                    if truth is not verdict.held:
                        yield Difference(
                            by=by,
                            tree=tree,
                            at=instant,
                            zone=spot.zone,
                            person=person,
                            oracle=truth,
                        )
        if answers:
            raise AssertionError(f"{len(answers)} people nobody knows are in {tree}")

    def _everybody(self, tree: Condition, at: int, setting: Setting) -> dict[str, Verdict]:
        audience = Audience(self._shop.database, self._archive, setting)
        rows = [row for batch in audience.answers(tree, at) for row in batch.to_pylist()]
        return {row["profile_id"]: Verdict(row["member"], row["valid_until"]) for row in rows}

    def _one_by_one(
        self, tree: Condition, past: Past, at: int, setting: Setting
    ) -> dict[str, Verdict]:
        with self._shop.database.read() as connection:
            histories = read_histories(connection, list(past.people), reads(tree))
        return {
            who: judge(tree, Reader(history), at, setting) for who, history in histories.items()
        }


def _predictions(chance: Random) -> dict[str, float]:
    return {
        name: chance.choice((0.1, 0.25, 0.5, 29.999, 30.0))
        for name in words.PREDICTIONS
        if chance.random() < 0.5
    }


def _until(chance: Random, at: int, verdict: Verdict) -> list[int]:
    """Return instants at which a verdict must still hold."""
    end = verdict.until if verdict.until is not None else at + 800 * DAY
    span = [min(end - 1, at + step) for step in (1, DAY, chance.randrange(400 * DAY))]
    return sorted({at, end - 1, *span})
