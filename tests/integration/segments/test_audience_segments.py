"""A whole audience, asked: the same answers as person by person, wherever the events lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tailorbird.app.archiving import Archiving
from tailorbird.catalog.types import Product
from tailorbird.core.clock import DAY, HOUR
from tailorbird.core.config import Config
from tailorbird.events.types import Event, Kind
from tailorbird.profiles.store.tables import identities, profiles
from tailorbird.segments.audience.service import Audience
from tailorbird.segments.facts import History, Setting
from tailorbird.segments.judging import judge
from tailorbird.segments.reads import reads
from tailorbird.segments.results import Overlap
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.store.tables import predicted_values
from tailorbird.segments.types import (
    All,
    AnyOf,
    Calendar,
    CalendarUnit,
    Comparator,
    Compare,
    Condition,
    Consented,
    DateTrait,
    Did,
    Filter,
    InCart,
    Measure,
    Not,
    OfEvents,
    OfOrders,
    Op,
    Predicted,
    Rolling,
    RollingUnit,
    Sampled,
    Sequence,
    Since,
    Step,
    Trait,
)
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop

NOW = SOME_DAY + 40 * DAY
SETTING = Setting(zone=ZoneInfo("Europe/London"), currency="GBP")
MONTH, WEEK = Rolling(30), Rolling(7)
LATER = [NOW + step for step in (1, 2, HOUR, DAY, 3 * DAY, 8 * DAY, 29 * DAY, 31 * DAY, 500 * DAY)]
Answers = dict[str, tuple[bool, int | None]]
VIEWED, ADDED = "Product Viewed", "Product Added"


def at_least(number: float) -> Compare:
    return Compare(Comparator.AT_LEAST, number)


def under(number: float) -> Compare:
    return Compare(Comparator.LESS_THAN, number)


def shoes(*more: Filter) -> list[Filter]:
    return [Filter("product.category", Op.IS, "Shoes"), *more]


def told(name: str, at: int, who: str, **properties: Any) -> Event:
    return event(name, at, user=who, **properties)


def trade() -> list[Event]:
    """What five people did; their names say for what they are there."""
    day = [SOME_DAY + number * DAY for number in range(45)]
    price = {"price": "0.1", "category": "Shoes"}
    return [
        told(VIEWED, day[3], "early", product_id="P1", price="0.12345678901234567890125"),
        told(VIEWED, day[35], "viewer", product_id="P1", **price, score=1.5, color="red"),
        told(VIEWED, day[36], "viewer", product_id="P2", **price, score="2.5", color=True),
        told(VIEWED, day[37], "viewer", product_id="P1", color=5, **{'a.b"/~': "x"}),
        told(ADDED, day[37] + HOUR, "viewer", product_id="P1"),
        told(VIEWED, NOW - WEEK.length * DAY, "edge", product_id="P9", **price),
        told(VIEWED, NOW - WEEK.length * DAY + 1, "inside", product_id="P9", **price),
        told(VIEWED, NOW + 1, "future", product_id="P1", **price),
        order("O1", day[5], [line("P1", 2, "30"), line("P3", 1, "5")], user="buyer"),
        order("O2", day[38], [line("P2", 1, "19.99")], user="buyer"),
        order("O3", day[38], [line("P2", 1, "7")], user="abroad", currency="EUR"),
        order("O4", day[39], [line("P2", 1, "7")], user="undecided"),
        told("Order Cancelled", day[39] + 1, "undecided", order_id="O4"),
        _identified(day[1], "buyer", {"city": "Leeds", "born": "1990-11-20", "vip": 3}),
        _identified(day[1], "viewer", {"address": {"city": "Bath"}, "city": 5, "born": "x"}),
        _consent(day[2], "buyer", marketing=True),
        _consent(day[2], "viewer", marketing=True),
        _consent(day[4], "viewer", marketing=False),
        _page(day[39], "edge"),
        told(ADDED, day[39], "edge", product_id="P2", quantity=3),
    ]


def _identified(at: int, who: str, traits: dict[str, Any]) -> Event:
    return _other(Kind.IDENTIFY, at, who, traits=traits)


def _page(at: int, who: str) -> Event:
    context = {"device": {"type": "mobile"}, "location": {"country": "GB", "city": 5}}
    return _other(Kind.PAGE, at, who, name="Home", context=context)


def _other(kind: Kind, at: int, who: str, **rest: Any) -> Event:
    return Event(
        message_id=f"{kind}|{at}|{who}",
        kind=kind,
        user_id=who,
        occurred_at=at,
        received_at=at,
        source="library",
        **rest,
    )


def _consent(at: int, who: str, *, marketing: bool) -> Event:
    given = {"email_marketing": marketing}
    return event("Consent Updated", at, user=who, consent=given)


FIELDS = [
    Filter("property.color", Op.IS, ["red", 5, True]),
    Filter("property.color", Op.EXISTS, negate=True),
    Filter('property.a.b"/~', Op.IS, "x"),
    Filter("property.score", Op.AT_LEAST, 2),
    Filter("property.color", Op.MATCHES, "^r.d$"),
    Filter("product.price", Op.AT_MOST, 0.1),
    Filter("product.price", Op.IS, "0.1", negate=True),
    Filter("product.price", Op.MORE_THAN, 0.123456),
    Filter("product.brand", Op.STARTS_WITH, "Fa"),
    Filter("product.id", Op.CONTAINS, "1"),
    Filter("product.quantity", Op.EXISTS),
]


def measures() -> list[Condition]:
    """Every measure, over events, over orders, and over orders of some products."""
    some = [Filter("product.id", Op.IS, ["P1", "P2"])]
    return [
        *(OfEvents(one, "*", at_least(2), of="score") for one in Measure),
        *(OfOrders(one, at_least(8), window=MONTH) for one in Measure),
        *(OfOrders(one, at_least(1), some) for one in Measure),
    ]


def wanted() -> list[Condition]:
    """Trees of every kind, so small that a wrong answer shows."""
    quick = Sequence([Step(VIEWED, shoes()), Step(VIEWED), Step(ADDED)], 2, window=MONTH)
    return [
        *(Did(VIEWED, [one]) for one in FIELDS),
        *measures(),
        Did(VIEWED, shoes(), WEEK, at_least(2)),
        Did(VIEWED, shoes(), WEEK),
        Did(VIEWED, [], Rolling(5, gap=2)),
        Did(VIEWED, [], Calendar(1, CalendarUnit.WEEKS)),
        Did("Page Viewed", [Filter("device", Op.IS, "mobile"), Filter("city", Op.EXISTS)]),
        Did("Page Viewed", [Filter("country", Op.IS, "GB")]),
        Did("*", window=Since("2024-11-04"), count=Compare(Comparator.EXACTLY, 1)),
        quick,
        Sequence([Step(VIEWED), Step(ADDED)], 59, RollingUnit.MINUTES),
        OfEvents(Measure.DISTINCT_PRODUCTS, VIEWED, at_least(2), where=shoes()),
        OfEvents(Measure.DAYS_SINCE_LAST, VIEWED, under(7)),
        OfOrders(Measure.AVERAGE, Compare(Comparator.EXACTLY, 42.495)),
        Trait("city", Op.IS, ["Leeds", 5]),
        Trait("address.city", Op.CONTAINS, "at"),
        Trait("vip", Op.AT_LEAST, 3),
        DateTrait("born", -1, 3, yearly=True),
        DateTrait("born", -36_000, 0),
        Predicted("churn", under(0.5)),
        Consented("email", "marketing"),
        Consented("email", "marketing", granted=False),
        InCart([Filter("product.brand", Op.IS, "Fast")], WEEK),
        InCart(count=Compare(Comparator.EXACTLY, 0)),
        Sampled(50, "half"),
        All([]),
        AnyOf([]),
        Not(Did(VIEWED, window=MONTH)),
        All([Did(VIEWED, window=MONTH), Not(AnyOf([quick, OfOrders(Measure.COUNT, at_least(1))]))]),
    ]


@dataclass(frozen=True)
class Asked:
    """A shop of which half is in the archive and half still in the log, and what is asked of it."""

    shop: StillShop
    audience: Audience

    def answers(self, tree: Condition, at: int) -> Answers:
        rows = [row for batch in self.audience.answers(tree, at) for row in batch.to_pylist()]
        found = {row["profile_id"]: (row["member"], row["valid_until"]) for row in rows}
        assert len(found) == len(rows)
        return found

    def histories(self, tree: Condition) -> dict[str, History]:
        with self.shop.database.read() as connection:
            people = list(connection.execute(select(profiles.c.profile_id)).scalars())
            return read_histories(connection, people, reads(tree))

    def named(self, *users: str) -> set[str]:
        with self.shop.database.read() as connection:
            wanted = select(identities.c.profile_id).where(identities.c.value.in_(users))
            return set(connection.execute(wanted).scalars())


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory, kept_in: str) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("audience")
    with StillShop(folder, database=kept_in) as shop:
        shop.empty()
        config = Config(data=folder, currency="GBP")
        archive = Archiving(config, shop.clock, shop.database, shop.log_database)
        shop.catalog.declare([Product(product_id="P2", title="Two", brand="Fast")])
        happened = sorted(trade(), key=lambda one: one.occurred_at)
        shop.take(*happened[::2])
        archive.seal()
        shop.take(*happened[1::2])
        shop.database.write(_predict)
        yield Asked(shop, Audience(shop.database, archive, SETTING))


def _predict(connection: Any) -> None:
    people = connection.execute(select(profiles.c.profile_id)).scalars().all()
    rows = [{"profile_id": one, "name": "churn", "value": n / 5} for n, one in enumerate(people)]
    connection.execute(predicted_values.insert(), rows)


@pytest.mark.parametrize("number", range(len(wanted())))
def test_everybody_is_answered_as_one_by_one(everybody: Asked, number: int) -> None:
    tree = wanted()[number]
    histories, found = everybody.histories(tree), everybody.answers(tree, NOW)
    for who, history in histories.items():
        member, until = found.get(who, (False, None))
        assert member == judge(tree, history, NOW, SETTING).held
        for later in LATER:
            if until is None or later < until:
                assert judge(tree, history, later, SETTING).held == member


@pytest.mark.parametrize("number", range(0, len(wanted()), 5))
def test_counts_and_estimates_of_a_small_shop_are_the_same(everybody: Asked, number: int) -> None:
    tree = wanted()[number]
    members = {who for who, (member, _) in everybody.answers(tree, NOW).items() if member}
    estimate = everybody.audience.estimate(tree, NOW)
    assert everybody.audience.count(tree, NOW) == len(members)
    assert (estimate.low, estimate.count, estimate.high) == (len(members),) * 3
    assert estimate.sampled == estimate.people
    assert set(estimate.some) <= members
    assert len(estimate.some) == min(len(members), 5)


def test_what_happens_at_the_edge_of_a_window_counts_to_the_microsecond(everybody: Asked) -> None:
    found = everybody.answers(Did(VIEWED, shoes(), WEEK), NOW)
    members = {who for who, (member, _) in found.items() if member}
    assert members == everybody.named("inside", "viewer")
    (inside,), (future,) = everybody.named("inside"), everybody.named("future")
    assert found[inside] == (True, NOW + 1)
    assert found[future] == (False, NOW + 1)
    assert not everybody.named("edge") & found.keys()


def test_a_refusal_stands_against_an_earlier_yes(everybody: Asked) -> None:
    yes, no = (Consented("email", "marketing", granted=granted) for granted in (True, False))
    assert set(everybody.answers(yes, NOW)) == everybody.named("buyer")
    assert set(everybody.answers(no, NOW)) == everybody.named("viewer")


def test_people_shared_by_two_segments_are_counted(everybody: Asked) -> None:
    viewed, ordered = Did(VIEWED), OfOrders(Measure.COUNT, at_least(1))
    either = AnyOf([viewed, ordered, Did("Page Viewed")])
    found = everybody.audience.overlap(either, ordered, NOW)
    assert found == Overlap(only_first=4, both=2, only_second=0)


def test_who_was_joined_with_another_is_one_person(everybody: Asked) -> None:
    everybody.shop.take(told(VIEWED, NOW, "joined", browser="b1", product_id="P1"))
    people = everybody.audience.count(All([]), NOW)
    seen = event(VIEWED, NOW + 1, browser="b2", product_id="P1")
    known = event("Logged In", NOW + 2, browser="b2", user="joined", proven=True)
    everybody.shop.take(seen, known)
    twice = Did(VIEWED, count=Compare(Comparator.EXACTLY, 2))
    assert everybody.audience.count(All([]), NOW + 3) == people
    assert everybody.named("joined") <= set(everybody.answers(twice, NOW + 3))
