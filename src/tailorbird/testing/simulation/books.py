"""The simulator's own books: what must be true of each person and of the shop's trade.

Written anew from what the documentation promises, on plain dictionaries, sharing no code with the
rooms it checks. It is told the events in the order in which they were processed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tailorbird.events.types import Event

Name = tuple[str, str]  # kind and value of an identifier


@dataclass
class Answer:
    """What somebody said to one purpose, and by which of their names."""

    purpose: str
    granted: bool
    at: int
    by: Name


@dataclass
class Page:
    """What is written down about one person."""

    names: set[Name] = field(default_factory=set)
    answers: list[Answer] = field(default_factory=list)
    met: list[tuple[int, set[Name]]] = field(default_factory=list)  # names told together, when
    cart: dict[str, tuple[int, int]] = field(default_factory=dict)  # product: pieces, when
    orders: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)  # product: when, as a browser told it
    shared: bool = False  # a device of several people was used: carts and orders may be theirs


@dataclass
class Order:
    """One order as it was first told."""

    pence: int
    at: int
    products: set[str]
    believed: bool  # told by the shop itself, not by a browser


class Books:
    """People, answers, carts, orders and refunds, by the simplest rules that can be written."""

    def __init__(self) -> None:
        self.pages: dict[Name, Page] = {}
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, tuple[str, int | None]] = {}  # None: all that is left
        self.cancelled: set[str] = set()
        self.erased: dict[Name, int] = {}  # until when
        self.claimed: dict[Name, int] = {}  # what browsers only say, and when last
        self.events = 0

    def take(self, event: Event) -> None:
        """Write one processed event down."""
        self.events += 1
        for name in set(_every_name(event)) - set(_names(event)):
            self.claimed[name] = max(_since(event), self.claimed.get(name, 0))
        page = self._page(event)
        told: dict[str, Any] = event.properties
        if event.source == "http" and event.name in ("Order Refunded", "Order Cancelled"):
            return  # anybody could say it
        match event.name:
            case "Product Added":
                pieces, at = page.cart.get(told["product_id"], (0, event.occurred_at))
                added = (pieces + told["quantity"], max(at, event.occurred_at))
                page.cart[told["product_id"]] = added
            case "Product Removed":
                page.cart.pop(told["product_id"], None)
            case "Order Completed":
                self._order(page, event)
            case "Order Refunded":
                self.refunds.setdefault(told["refund_id"], (told["order_id"], _back(told)))
            case "Order Cancelled":
                self.cancelled.add(told["order_id"])
        if "Consent" in event.name and page.names:
            for purpose, granted in event.context["consent"]["categoryPreferences"].items():
                said = Answer(purpose, granted, event.occurred_at, _own_names(event)[0])
                page.answers.append(said)

    def erase(self, name: Name, at: int) -> None:
        """Forget a person, and who was only claimed to be them; the orders stay, as nobody's."""
        names = set[Name]()
        for known in (name, ("claimed", name[1])):
            page = self.pages.get(known)
            names |= page.names if page is not None and (known == name or not names) else set()
        users = {value for kind, value in names if kind in {"user", "claimed"}}
        twins = {(kind, user) for user in users for kind in ("user", "claimed")}
        for mine in names | twins:
            self.erased[mine] = max(at, self.erased.get(mine, at))
            self.pages.pop(mine, None)

    def gone(self) -> set[str]:
        """Return the identifiers of the erased that nobody used or claimed since."""
        return {
            value
            for (kind, value), at in self.erased.items()
            if kind != "claimed"
            and not {(kind, value), ("claimed", value)} & self.pages.keys()
            and self.claimed.get((kind, value), -1) <= at
        }

    def people(self) -> Iterable[Page]:
        """Return the page of each person, once."""
        return list({id(page): page for page in self.pages.values()}.values())

    def page_of(self, *names: Name) -> Page | None:
        """Return the page of whoever has one of these names."""
        return next((self.pages[name] for name in names if name in self.pages), None)

    def placed(self, page: Page) -> set[str]:
        """Return a person's orders that stand."""
        return page.orders - self.cancelled

    def kept(self, orders: Iterable[str]) -> int:
        """Return what is left of orders, in pence, after what was given back."""
        return sum(self.orders[one].pence - self._back_of(one) for one in set(orders))

    def trade(self) -> tuple[int, int]:
        """Return the shop's standing orders, and its money after every refund, in pence."""
        standing = self.orders.keys() - self.cancelled
        undone = self.orders.keys() & self.cancelled
        refunded = {order_id for order_id, _ in self.refunds.values()} - undone
        back = sum(self._back_of(order_id) for order_id in refunded)
        return len(standing), sum(self.orders[one].pence for one in standing) - back

    def _back_of(self, order_id: str) -> int:
        mine = [pence for named, pence in self.refunds.values() if named == order_id]
        back = sum(pence for pence in mine if pence is not None)
        if None in mine and order_id in self.orders:
            return max(back, self.orders[order_id].pence)
        return back

    def _order(self, page: Page, event: Event) -> None:
        order_id, products = event.properties["order_id"], event.properties["products"]
        named = {product["product_id"] for product in products}
        believed = event.source != "http"
        if not believed:
            newest = {name: max(event.occurred_at, page.told.get(name, 0)) for name in named}
            page.told.update(newest)
        held = self.orders.get(order_id)
        if held is None or (believed and not held.believed):  # the shop knows better
            for other in self.people():
                other.orders.discard(order_id)
            self.orders[order_id] = Order(_pence(products), event.occurred_at, named, believed)
            page.orders.add(order_id)

    def _page(self, event: Event) -> Page:
        """Everybody an event names is one person; an identifier of several stays with nobody."""
        names = _own_names(event)
        if not names or any(self.erased.get(one, -1) >= _since(event) for one in names):
            return Page()  # nobody's: it was told too late
        page = self.pages.get(names[0]) or Page()
        for name in names[1:]:
            other = self.pages.get(name)
            if other is not None and other is not page:
                page = _one(page, other)
        page.names.update(names)
        page.met.append((event.occurred_at, set(names)))
        for name in page.names:
            self.pages[name] = page
        return page


def _since(event: Event) -> int:
    """When something happened, or came, if a clock was ahead."""
    return min(event.occurred_at, event.received_at)


def _every_name(event: Event) -> list[Name]:
    traits = event.context.get("traits") or {}
    every = ("user", event.user_id), ("email", traits.get("email")), ("device", event.anonymous_id)
    return [(kind, value) for kind, value in every if value]


def _names(event: Event) -> list[Name]:
    """What a browser says of itself is not believed: only its own name is, or a signed customer."""
    traits = event.context.get("traits") or {}
    said, signed = event.source == "http", event.context.get("proven")
    user = None if said and not signed else event.user_id
    every: list[tuple[str, str | None]] = [("user", user)]
    every.append(("email", None if said else traits.get("email")))
    every.append(("device", event.anonymous_id))
    names: list[Name] = [(kind, value) for kind, value in every if value]
    only_said = event.user_id or traits.get("email")
    return names or ([("claimed", only_said)] if only_said else [])


def _own_names(event: Event) -> list[Name]:
    """On the device of several a customer speaks for themself only."""
    names = _names(event)
    if ("device", "tablet") in names:
        return [name for name in names if name[0] == "user"] or names
    return names


def held(page: Page) -> dict[str, bool]:
    """Return what holds for each purpose: a no stands until the same person takes it back.

    The same is who was known as the same, by names told together, when the yes was said.
    """
    found = {}
    for purpose in {one.purpose for one in page.answers}:
        said = [one for one in page.answers if one.purpose == purpose]
        yes = [one for one in said if one.granted]
        no = [one for one in said if not one.granted]
        found[purpose] = all(any(_takes_back(page, y, n) for y in yes) for n in no)
    return found


def _takes_back(page: Page, yes: Answer, no: Answer) -> bool:
    known, before = {yes.by}, set[Name]()
    while known != before:
        before = set(known)
        for at, names in page.met:
            if at <= yes.at and names & known:
                known |= names
    return yes.at > no.at and no.by in known


def _one(page: Page, other: Page) -> Page:
    """Two people turn out to be one: a refusal of either stays, the newer cart line counts."""
    both = Page(names=page.names | other.names, orders=page.orders | other.orders)
    for product in page.told.keys() | other.told.keys():
        both.told[product] = max(page.told.get(product, 0), other.told.get(product, 0))
    both.answers, both.met = page.answers + other.answers, page.met + other.met
    for product in page.cart.keys() | other.cart.keys():
        lines = [one.cart[product] for one in (page, other) if product in one.cart]
        both.cart[product] = max(lines, key=lambda line: line[1])
    return both


def _back(told: dict[str, Any]) -> int | None:
    if told["products"]:
        return _pence(told["products"])
    return int(Decimal(told["total"]) * 100) if "total" in told else None


def _pence(products: list[dict[str, Any]]) -> int:
    return sum(int(Decimal(one["price"]) * 100 * one["quantity"]) for one in products)
