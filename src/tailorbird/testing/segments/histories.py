"""Random people, as the events they would send: at the edges of windows, late, early and odd.

An event's message id begins with the number of whoever did it, so whose it is never has to be asked
of the shop. Prices are whole pence and each order is refunded once at most: money has tests of its
own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from msgspec import Struct

from tailorbird.core.clock import DAY, HOUR, MINUTE
from tailorbird.events.types import Event, Kind, LoggedEvent
from tailorbird.events.vocabulary import interpret
from tailorbird.profiles.facts_of_events import EventFacts, counts, decode, facts_of, name_of
from tailorbird.segments.facts import Happening, History, PlacedOrder, Waiting
from tailorbird.testing.segments import words
from tailorbird.testing.segments.told import Person

_STEPS = (
    *(0, MINUTE, 30 * MINUTE, HOUR, 23 * HOUR, DAY, 25 * HOUR, 2 * DAY, 3 * DAY, 7 * DAY),
    *(14 * DAY, 28 * DAY, 29 * DAY, 30 * DAY, 31 * DAY, 60 * DAY, 365 * DAY, 366 * DAY),
)
_PENCE = ("5", "20", "19.99", "100", "0.01")
_ANSWERS = ("email_marketing", "sms_marketing", "newsletter")


class Somebody(Struct):
    """One person who sends events: a number, how they can be called, and what they ordered."""

    number: int
    user: str | None
    browser: str | None
    email: str | None
    sent: int = 0
    events: list[Event] = []

    def __post_init__(self) -> None:
        self.events = []


def owner(message_id: str) -> int:
    """Return the number of whoever sent an event."""
    return int(message_id.partition(":")[0])


def crowd(chance: Random, people: int, instants: Sequence[int], most: int = 14) -> list[Event]:
    """Return what so many people did around some instants, in the order in which it arrives."""
    events: list[Event] = []
    for number in range(people):
        somebody = _somebody(chance, number)
        for _ in range(chance.randint(1, most)):
            chance.choices(list(_DOINGS), list(_DOINGS.values()))[0](chance, somebody, instants)
        _introduce(chance, somebody, instants)
        events += somebody.events
    chance.shuffle(events)
    return events


def names_of(number: int) -> tuple[str, str]:
    """Return the customer number and the browser of a person, either of which may be unused."""
    return f"u{number}", f"b{number}"


def _somebody(chance: Random, number: int) -> Somebody:
    user, browser = names_of(number)
    kind = chance.randrange(4)
    mailbox = f"m{number}@post.example" if kind == 3 else None  # noqa: PLR2004 - one in four
    return Somebody(number, user if kind else None, browser if kind != 1 else None, mailbox)


def _introduce(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    """Tell that the browser, the customer and the mailbox are the same person."""
    context = {"traits": {"email": who.email}} if who.email else {}
    at = _instant(chance, instants)
    _send(who, "Signed In", at, user=who.user, browser=who.browser, context=context)


def _instant(chance: Random, instants: Sequence[int]) -> int:
    near = chance.choice(instants) - chance.choice(_STEPS) * chance.choice((1, 1, 1, 1, -1))
    return near + chance.choice((-1, 0, 0, 0, 1, chance.randrange(DAY)))


def _send(
    who: Somebody,
    name: str,
    at: int,
    kind: Kind = Kind.TRACK,
    **rest: Any,
) -> None:
    who.sent += 1
    called = {"user_id": rest.pop("user", None), "anonymous_id": rest.pop("browser", None)}
    event = Event(
        message_id=f"{who.number}:{who.sent}",
        kind=kind,
        name=name,
        occurred_at=at,
        received_at=at,
        source=rest.pop("source", "library"),
        **called,
        **rest,
    )
    who.events.append(event)


def _by(chance: Random, who: Somebody) -> dict[str, Any]:
    """Return one of the ways in which somebody is called."""
    ways = [{"user": who.user}, {"browser": who.browser}]
    return chance.choice([one for one in ways if any(one.values())])


def _context(chance: Random) -> dict[str, Any]:
    context: dict[str, Any] = {}
    if chance.random() < 0.4:  # noqa: PLR2004
        context["device"] = {"type": chance.choice((*words.DEVICES, 5))}
    if chance.random() < 0.4:  # noqa: PLR2004
        context["location"] = {"country": chance.choice(words.COUNTRIES), "city": "Köln"}
    if chance.random() < 0.1:  # noqa: PLR2004
        allowed = {chance.choice(("personalization", "analytics", "ads")): False}
        context["consent"] = {"categoryPreferences": allowed}
    return context


def _properties(chance: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in chance.sample(words.PROPERTIES, chance.randint(0, 3)):
        found[name] = chance.choice((*words.VALUES, None, ["red"], {"red": 5}))
    return found


def _product(chance: Random, prices: Sequence[Any]) -> dict[str, Any]:
    product: dict[str, Any] = {"product_id": chance.choice(words.PRODUCTS)}
    said = {
        "name": words.TITLES,
        "category": (*words.CATEGORIES, ""),
        "brand": words.BRANDS,
        "price": prices,
        "quantity": (1, 2, 3),
    }
    for field, values in said.items():
        if chance.random() < 0.5:  # noqa: PLR2004
            product[field] = chance.choice(values)
    return product


def _happens(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    name = chance.choice(("Video Played", "Ünicode ★", "it's $5.00 'off'"))
    at, by = _instant(chance, instants), _by(chance, who)
    _send(who, name, at, properties=_properties(chance), context=_context(chance), **by)


def _looks(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    name = chance.choice((words.VIEWED, words.VIEWED, words.ADDED))
    said = {**_properties(chance), **_product(chance, (*words.PRICES, 20, 0.1, 5.5))}
    at = _instant(chance, instants)
    _send(who, name, at, properties=said, context=_context(chance), **_by(chance, who))


def _lists(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    listed = [_product(chance, words.PRICES) for _ in range(chance.randint(0, 3))]
    if listed and chance.random() < 0.3:  # noqa: PLR2004
        listed[0]["is_service"] = True
    said = {**_properties(chance), "products": listed}
    _send(
        who, "Product List Viewed", _instant(chance, instants), properties=said, **_by(chance, who)
    )


def _pages(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    kind = chance.choice((Kind.PAGE, Kind.SCREEN, Kind.GROUP))
    at, said = _instant(chance, instants), _properties(chance)
    by = _by(chance, who)
    _send(who, "Product Viewed", at, kind, properties=said, context=_context(chance), **by)


def _tells(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    if who.user is None:
        return
    traits: dict[str, Any] = {"born": chance.choice((*words.DATES, 5))}
    for name in ("plan", "age", "vip", "$x", "o'k"):
        if chance.random() < 0.4:  # noqa: PLR2004
            traits[name] = chance.choice((*words.VALUES, None, ["x"]))
    if chance.random() < 0.5:  # noqa: PLR2004
        traits["address"] = chance.choice(({"city": "Bath", "zip": 5}, {"zip": "05"}, "Bath"))
    _send(who, "", _instant(chance, instants), Kind.IDENTIFY, traits=traits, user=who.user)


def _answers(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    if who.user is None:
        return
    said = {chance.choice(_ANSWERS): chance.random() < 0.5}  # noqa: PLR2004
    context = {"consent": {"categoryPreferences": said}}
    at = _instant(chance, instants) + who.sent * 7  # no two answers at one time
    _send(who, "Consent Updated", at, context=context, user=who.user)


def _orders(chance: Random, who: Somebody, instants: Sequence[int]) -> None:
    order_id, at = f"O{who.number}-{who.sent}", _instant(chance, instants)
    lines = []
    for product_id in chance.sample(words.PRODUCTS, chance.randint(1, 3)):
        product = {**_product(chance, _PENCE), "product_id": product_id}
        lines.append({"price": "5", "quantity": 1, **product})
    said: dict[str, Any] = {"order_id": order_id, "products": lines}
    if chance.random() < 0.2:  # noqa: PLR2004
        said["currency"] = "EUR"
    context, by = _context(chance), _by(chance, who)
    _send(who, words.ORDERED, at, properties={**_properties(chance), **said}, context=context, **by)
    _undo(chance, who, _instant(chance, instants), said)


def _undo(chance: Random, who: Somebody, at: int, order: dict[str, Any]) -> None:
    named = {"order_id": order["order_id"]}
    kind = chance.randrange(6)
    by = _by(chance, who)
    if kind == 0:
        _send(who, "Order Cancelled", at, properties=named, **by)
    if kind == 1 and who.browser:  # only said by a page: nothing comes of it
        _send(who, "Order Cancelled", at, properties=named, browser=who.browser, source="http")
    if kind == 2:  # noqa: PLR2004
        line = chance.choice(order["products"])
        back = {one: line[one] for one in ("product_id", "price")}
        quantity = chance.randint(1, line["quantity"])
        said = {**named, "refund_id": f"R{order['order_id']}"}
        said["products"] = [{**back, "quantity": quantity}]
        if "currency" in order:
            said["currency"] = order["currency"]
        _send(who, "Order Refunded", at, properties=said, **by)


_DOINGS: dict[Callable[[Random, Somebody, Sequence[int]], None], int] = {
    _happens: 4,
    _looks: 6,
    _lists: 1,
    _pages: 2,
    _tells: 2,
    _answers: 1,
    _orders: 2,
}


# -- what the interpreter for one person reads, without a database


def history_of(person: Person, logged: Sequence[LoggedEvent], cart: Sequence[Waiting]) -> History:
    """Return a person's history from their events and what these tell of orders and traits."""
    mine = sorted(logged, key=lambda one: (one.event.occurred_at, one.position))
    orders = [
        PlacedOrder(
            order_id=one.order_id, placed_at=one.at, net_minor=one.net, currency=one.currency
        )
        for one in person.orders
    ]
    return History(
        profile_id=person.profile_id,
        happenings=tuple(happening_of(one) for one in mine if counts(one.event)),
        orders=tuple(orders),
        cart=tuple(cart),
        traits=person.traits,
        consents=person.consents,
        predicted=person.predicted,
    )


def happening_of(logged: LoggedEvent) -> Happening:
    """Return one event as it is kept for segments."""
    typed: Any = interpret(logged.event)
    told = facts_of(logged.event, typed)
    facts = decode(told) if told else EventFacts()
    return Happening(  # as segments.store.histories makes it of the same columns
        position=logged.position,
        at=logged.event.occurred_at,
        name=name_of(logged.event),
        order_id=getattr(typed, "order_id", None),
        properties=facts.properties,
        items=facts.items,
        device=facts.device,
        country=facts.country,
        region=facts.region,
        city=facts.city,
    )
