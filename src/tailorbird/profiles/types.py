"""People as the shop knows them: identities, facts, orders, stories."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from tailorbird.privacy.types import Answers, ConsentRecord, Signal


class IdentityKind(StrEnum):
    """What a value identifies: a customer of the shop, a mailbox, or a browser.

    ``CLAIMED`` is a customer number that was only said, with no browser to say it of.
    """

    USER = "user"
    EMAIL = "email"
    ANONYMOUS = "anonymous"
    CLAIMED = "claimed"


class Identity(Struct, frozen=True, order=True):
    """One identifier of somebody."""

    kind: IdentityKind
    value: str


class ViewedProduct(Struct, frozen=True):
    """A product page somebody looked at, and when last (microseconds UTC)."""

    product_id: str
    at: int


class CartLine(Struct, frozen=True):
    """A product waiting in somebody's cart.

    ``personal`` is False where the consent that came with it leaves it out of choosing for them.
    """

    product_id: str
    quantity: int
    at: int
    personal: bool = True


class Facts(Struct, frozen=True, kw_only=True):
    """What a real-time choice may know about a person: small, current to their last event.

    ``viewed`` is newest first and holds each product once; ``bought`` maps a product to when it
    was last ordered (microseconds UTC); ``ordered_at`` is the time of the last order of anything,
    0 if there is none: what was put into the cart by then is not waiting there any more.
    ``answers`` is what they said on consent: whoever chooses with these facts has to look at it.
    """

    profile_id: str | None = None
    viewed: tuple[ViewedProduct, ...] = ()
    cart: tuple[CartLine, ...] = ()
    bought: dict[str, int] = {}
    ordered_at: int = 0
    answers: Answers = Answers()


class OrderStatus(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    CANCELLED = "cancelled"


class OrderLine(Struct, frozen=True, kw_only=True):
    """One line of an order. ``refunded`` is how many of ``quantity`` came back."""

    ordinal: int
    product_id: str
    title: str
    quantity: int
    unit_price: Decimal
    total_minor: int
    refunded: int = 0
    is_service: bool = False


class Order(Struct, frozen=True, kw_only=True):
    """One order. Totals are integer minor units of ``currency``; ``net_minor`` is after refunds."""

    order_id: str
    profile_id: str | None
    placed_at: int
    currency: str
    total_minor: int
    refunded_minor: int = 0
    status: OrderStatus = OrderStatus.PLACED
    source: str = ""
    lines: tuple[OrderLine, ...] = ()

    @property
    def net_minor(self) -> int:
        """What the shop kept: total less refunds, nothing for a cancelled order."""
        return 0 if self.status is OrderStatus.CANCELLED else self.total_minor - self.refunded_minor


class Sold(Struct, frozen=True):
    """What an order came to, what refunded pieces took of it, and how many each line has left."""

    total_minor: int
    currency: str
    refunded_minor: int
    left: dict[int, int]


class Moment(Struct, frozen=True, kw_only=True):
    """One entry of a person's timeline: what happened, when, on which product or order.

    ``facts`` is what segments may ask of it (``facts_of_events``), ``counts`` whether they may.
    """

    at: int
    position: int
    name: str
    product_id: str | None = None
    order_id: str | None = None
    detail: dict[str, Any] = {}
    may_learn: bool = True
    facts: str | None = None
    counts: bool = True


class Person(Struct, frozen=True, kw_only=True):
    """One person's page: who, what they did, what they bought. Money in minor units.

    ``claims`` are customer numbers and mailboxes their browsers named without a proof;
    ``consents`` the answers in force, ``answers`` everything they ever said on consent, and
    ``signal`` the objection of one of their devices that stands.
    """

    profile_id: str
    first_seen: int
    last_seen: int
    traits: dict[str, Any]
    identities: tuple[Identity, ...]
    facts: Facts
    orders: tuple[Order, ...]
    timeline: tuple[Moment, ...]
    consents: tuple[ConsentRecord, ...]
    order_count: int
    net_minor: int
    currency: str
    claims: tuple[Identity, ...] = ()
    answers: Answers = Answers()
    signal: Signal | None = None


class PersonSummary(Struct, frozen=True, kw_only=True):
    """One row of a list of people."""

    profile_id: str
    label: str
    last_seen: int
    order_count: int
    net_minor: int
    currency: str


class TradeDay(Struct, frozen=True, kw_only=True):
    """What a shop sold on one day (days since 1970 UTC): orders, and money net of refunds."""

    day: int
    orders: int
    net_minor: int


class VisitorDay(Struct, frozen=True, kw_only=True):
    """How many different people were seen on one day (days since 1970 UTC)."""

    day: int
    visitors: int
