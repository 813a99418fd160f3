"""The people of a simulated shop, and what they do. Chance is passed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tailorbird.core.clock import DAY, HOUR, MINUTE
from tailorbird.events.proof import BROWSER
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import CONSENT_UPDATED
from tailorbird.testing.happenings import event, line, order, refund

PRODUCTS = tuple(f"P{number}" for number in range(1, 10))
STRANGERS = "x0"  # the device of who only says to be a customer
PURPOSES = ("email_marketing", "onsite_personalization")


def likely(chance: Random, percent: int) -> bool:
    """Say yes so many times in a hundred."""
    return chance.randrange(100) < percent


@dataclass
class Somebody:
    """A customer, a reader of the newsletter, or a visitor who never says who they are.

    ``devices`` are theirs alone. ``shared`` is one that others use too, where they only look. Who
    ``pretends`` names a customer that somebody else is, and can prove nothing.
    """

    name: str
    user: str | None
    email: str | None
    devices: tuple[str, ...]
    shared: str | None = None
    buys: bool = True
    pretends: bool = False
    bought: list[tuple[str, str, int, str]] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    quiet: dict[str, int] = field(default_factory=dict)  # uses of a device before it is known

    def signed(self, chance: Random) -> dict[str, Any]:
        """Return some of the identifiers that this person may send together.

        A device is used signed out for a while before anybody says whose it is.
        """
        device = chance.choice(self.devices)
        if self.pretends:
            said = chance.choice([{"user": self.user}, {"email": self.email}, {}])
            return {"browser": device, **said}
        known: list[dict[str, Any]] = []
        if self.user is not None:
            known = [{"user": self.user}, {"user": self.user, "email": self.email}]
        if self.quiet.setdefault(device, chance.randint(0, 6)):
            self.quiet[device] -= 1
            return chance.choice([{"browser": device}, {"browser": device}, *known[:1]])
        if self.user is None:
            return chance.choice([{"browser": device}, {"browser": device, "email": self.email}])
        return chance.choice(
            [{"browser": device}, *known, *({"browser": device, **o} for o in known)]
        )


def crowd(chance: Random) -> list[Somebody]:
    """Return the people of one shop."""
    people = [
        Somebody(
            name=f"customer {number}",
            user=f"u{number}",
            email=f"u{number}@example.com",
            devices=tuple(f"u{number}-d{device}" for device in range(chance.randint(1, 3))),
            shared=chance.choice([None, None, "tablet"]),
            buys=likely(chance, 70),
        )
        for number in range(chance.randint(2, 5))
    ]
    people += [
        Somebody(
            name=f"reader {number}",
            user=None,
            email=f"r{number}@example.com",
            devices=(f"r{number}-d0", f"r{number}-d1"),
            buys=likely(chance, 50),
        )
        for number in range(chance.randint(0, 2))
    ]
    people += [
        Somebody(name=f"visitor {number}", user=None, email=None, devices=(f"v{number}",))
        for number in range(chance.randint(0, 2))
    ]
    return people


def stranger(chance: Random, people: list[Somebody]) -> Somebody:
    """Return somebody who says to be one of these customers."""
    meant = chance.choice([person for person in people if person.user is not None])
    return Somebody(
        name="stranger", user=meant.user, email=meant.email, devices=(STRANGERS,), pretends=True
    )


class Doings:
    """Invents what people do, each thing with an instant of its own."""

    def __init__(self, chance: Random, start: int) -> None:
        self._chance = chance
        self._number = 0
        self._orders = 0
        self._told: dict[str, Event] = {}  # orders that a browser told
        self._placed: list[Event] = []
        self.now = start

    def next(self, person: Somebody, source: str) -> Event:
        """Return the next thing somebody does."""
        chance = self._chance
        if person.pretends and likely(chance, 20):
            return self.steal(person)
        if person.shared and likely(chance, 20):  # a device of several: only looking
            who: dict[str, Any] = {"browser": person.shared}
            if likely(chance, 50):
                who["user"] = person.user
            return self._look(who, source)
        kinds = [
            self._view,
            self._view,
            self._add,
            self._add,
            self._remove,
            self._answer,
            self._answer,
        ]
        if person.buys:
            kinds += [self._buy, self._buy, self._give_back, self._cancel]
        return chance.choice(kinds)(person, source)

    def order(self, person: Somebody, source: str, **who: Any) -> Event:
        """Return an order of somebody, placed now or a while ago."""
        products = self._chance.sample(PRODUCTS, self._chance.randint(1, 3))
        self._orders += 1
        order_id = f"O{self._orders}"
        lines = []
        for product in products:
            quantity, pence = self._chance.randint(1, 4), self._chance.randint(1, 2_000)
            price = f"{pence // 100}.{pence % 100:02d}"
            lines.append(line(product, quantity, price))
            person.bought.append((order_id, product, quantity, price))
        person.orders.append(order_id)
        placed = order(order_id, self._at(), lines, **self._rest(who, source))
        self._placed.append(placed)
        if source == BROWSER:
            self._told[order_id] = placed
        return placed

    def confirm(self, people: list[Somebody], source: str) -> Event | None:
        """Return an order that a browser told, as the shop itself tells it of its customer."""
        theirs = {one: person for person in people if person.user for one in person.orders}
        wanted = sorted(theirs.keys() & self._told.keys())
        if not wanted:
            return None
        told = self._told.pop(self._chance.choice(wanted))
        order_id, products = told.properties["order_id"], told.properties["products"]
        who = {"user": theirs[order_id].user}
        return order(order_id, self._at(), products, **self._rest(who, source))

    def steal(self, person: Somebody) -> Event:
        """Return a word on somebody else's order, whose number can be guessed.

        It is told as one's own, as cancelled or as given back.
        """
        if not self._placed:
            return self._view(person, BROWSER)
        properties = self._chance.choice(self._placed).properties
        order_id = properties["order_id"]
        who, lines = person.signed(self._chance), [line(self._chance.choice(PRODUCTS))]
        at, rest = self._at(), self._rest(who, BROWSER)
        match self._number % 3:
            case 0:
                return event("Order Cancelled", at, order_id=order_id, **rest)
            case 1:
                back = properties["products"]
                refund_id = f"R{order_id}{back[0]['product_id']}"  # as the shop will call it
                return refund(refund_id, at, back, order_id=order_id, **rest)
            case _:
                return order(order_id, at, lines, **rest)

    def _at(self) -> int:
        """Mostly now; at times told late, or with a clock that is ahead."""
        self._number += 1
        off = self._chance.choice([0, 0, 0, 0, -MINUTE, -3 * HOUR, -40 * DAY, HOUR, 2 * DAY])
        return self.now + off + self._number  # no two at the same instant

    def _rest(self, who: dict[str, Any], source: str) -> dict[str, Any]:
        """A page has the shop's signature of its customer, or only says who it is."""
        signs = source == BROWSER and "user" in who and who.get("browser") != STRANGERS
        return {
            **who,
            "source": source,
            "message_id": f"m{self._number}",
            "proven": signs and likely(self._chance, 60),
        }

    def _look(self, who: dict[str, Any], source: str) -> Event:
        at, product = self._at(), self._chance.choice(PRODUCTS)
        return event("Product Viewed", at, **self._rest(who, source), product_id=product)

    def _view(self, person: Somebody, source: str) -> Event:
        return self._look(person.signed(self._chance), source)

    def _add(self, person: Somebody, source: str) -> Event:
        who, at, product = person.signed(self._chance), self._at(), self._chance.choice(PRODUCTS)
        quantity = self._chance.randint(1, 3)
        rest = self._rest(who, source)
        return event("Product Added", at, **rest, product_id=product, quantity=quantity)

    def _remove(self, person: Somebody, source: str) -> Event:
        who, at, product = person.signed(self._chance), self._at(), self._chance.choice(PRODUCTS)
        return event("Product Removed", at, **self._rest(who, source), product_id=product)

    def _answer(self, person: Somebody, source: str) -> Event:
        who, at = person.signed(self._chance), self._at()
        purpose = PURPOSES[likely(self._chance, 20)]
        answers = {purpose: likely(self._chance, 50)}
        return event(CONSENT_UPDATED, at, **self._rest(who, source), consent=answers)

    def _buy(self, person: Somebody, source: str) -> Event:
        return self.order(person, source, **person.signed(self._chance))

    def _teller(self, person: Somebody, source: str) -> str:
        """Mostly the shop itself says what becomes of an order; at times only a page does."""
        return source if person.pretends or self._number % 3 == 0 else "library"

    def _give_back(self, person: Somebody, source: str) -> Event:
        if not person.bought:
            return self._view(person, source)
        order_id, product, quantity, price = person.bought.pop(
            self._chance.randrange(len(person.bought))
        )
        pieces = self._chance.randint(1, quantity)
        who, at = person.signed(self._chance), self._at()
        source = self._teller(person, source)
        rest = self._rest(who, source)
        if self._number % 5 == 0:  # a sum, as a shop pays shipping back
            return refund(f"S{order_id}{at}", at, [], order_id=order_id, total=price, **rest)
        if self._number % 7 == 0:  # nothing but the order: all of it
            return refund(f"W{order_id}", at, [], order_id=order_id, **rest)
        back = [line(product, pieces, price)]
        return refund(f"R{order_id}{product}", at, back, order_id=order_id, **rest)

    def _cancel(self, person: Somebody, source: str) -> Event:
        if not person.orders:
            return self._view(person, source)
        order_id = self._chance.choice(person.orders)
        who, at = person.signed(self._chance), self._at()
        source = self._teller(person, source)
        return event("Order Cancelled", at, **self._rest(who, source), order_id=order_id)
