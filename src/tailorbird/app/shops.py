"""Connected shops: their webhooks taken in, their past fetched, their wishes written down."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from tailorbird.catalog.types import Product
from tailorbird.connectors import shopify, woocommerce
from tailorbird.connectors.service import ConnectedShops
from tailorbird.connectors.shops.connecting import (
    Backfill,
    Delivered,
    ShopConnection,
    ShopRequest,
    ShopStanding,
)
from tailorbird.connectors.shops.platform import Platform
from tailorbird.connectors.shops.types import Delivery, PersonRequest, Translated
from tailorbird.core.clock import DAY, MINUTE, SECOND, Clock
from tailorbird.core.errors import BadInput, NotAllowed, NotFound
from tailorbird.events.refusals import refusal_of
from tailorbird.events.types import Lane, Problem
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Job
from tailorbird.pipeline import Stations, accept
from tailorbird.storage.database import Connection

PLATFORMS: dict[str, Platform] = {one.kind: one for one in (shopify.PLATFORM, woocommerce.PLATFORM)}
ANSWER_WITHIN = 30 * DAY  # what the law and the platforms give for a person's request
MOST_TOPIC = 64
TAKEN, UNUSED, REFUSED, UNSIGNED = "taken", "unused", "refused", "unsigned"
SHOP_REQUEST = Job(name="shop_request")
SHOP_BACKFILL = Job(name="shop_backfill", attempts=8, lease=20 * SECOND)
_NOT_SIGNED = "This webhook is not signed with the secret of a connected shop."


class Shops:
    """The shops that are connected. Thread-safe; everything it returns from is durable."""

    def __init__(self, stations: Stations, clock: Clock) -> None:
        self._stations = stations
        self._clock = clock
        self._declaring = threading.Lock()
        self._unsigned: dict[tuple[str, str], int] = {}  # shop: when it was written down last
        self._jobs = Jobs(stations.database, clock, [SHOP_REQUEST, SHOP_BACKFILL])
        self.connected = ConnectedShops(stations.database)

    # -- connecting

    def connect(self, shop: ShopConnection) -> None:
        """Connect a shop, or change how it is reached.

        Raises:
            BadInput: it cannot be reached that way.
        """
        platform_of(shop.kind)
        if not shop.secret:
            raise BadInput("secret: webhooks cannot be checked without it.", field="secret")
        self.connected.save(replace(shop, connected_at=self._clock.now()))

    def disconnect(self, kind: str, shop: str) -> None:
        """Forget a shop's secrets; what came from it stays.

        Raises:
            NotFound: it is not connected.
        """
        if not self.connected.remove(kind, shop):
            raise NotFound(f"{shop} is not connected.")

    def standings(self) -> list[ShopStanding]:
        """Return how every connected shop stands."""
        deliveries, past = self.connected.deliveries(), self.connected.backfills()
        return [
            ShopStanding(
                kind=one.kind,
                shop=one.shop,
                address=one.address,
                connected_at=one.connected_at,
                can_ask=bool(one.api_id and one.api_secret),
                deliveries=[d for d in deliveries if (d.kind, d.shop) == (one.kind, one.shop)],
                past=[p for p in past if (p.kind, p.shop) == (one.kind, one.shop)],
            )
            for one in self.connected.all()
        ]

    # -- webhooks

    def deliver(self, kind: str, headers: Mapping[str, str], body: bytes) -> str:
        """Take a webhook in; return whether it was taken, unused or refused.

        Raises:
            NotAllowed: it is not signed with the secret of a connected shop.
            NotFound: there is no such platform.
        """
        platform, now = platform_of(kind), self._clock.now()
        if platform.greets(body):
            return UNUSED
        delivery = platform.delivery(headers, body, now)
        shop = self.connected.find(kind, delivery.shop)
        if not platform.signed(shop.secret if shop else "-", body, delivery.signature) or not shop:
            if shop is not None:
                self._note_unsigned(shop, now)
            raise NotAllowed(_NOT_SIGNED)
        outcome = self._take(
            platform, replace(delivery, currency=delivery.currency or self._stations.currency)
        )
        self._count(shop, delivery.topic[:MOST_TOPIC], outcome, now)
        return outcome

    def _note_unsigned(self, shop: ShopConnection, now: int) -> None:
        """Write down that the secret seems wrong; seldom, as anybody can send such a thing."""
        key = (shop.kind, shop.shop)
        if now - self._unsigned.get(key, 0) >= MINUTE:
            self._unsigned[key] = now
            self._count(shop, "", UNSIGNED, now)

    def _count(self, shop: ShopConnection, topic: str, outcome: str, now: int) -> None:
        delivered = Delivered(
            kind=shop.kind,
            shop=shop.shop,
            topic=topic,
            outcome=outcome,
            deliveries=1,
            last_at=now,
        )
        self.connected.count(delivered)

    def _take(self, platform: Platform, delivery: Delivery) -> str:
        try:
            found = platform.translate(delivery)
        except BadInput as error:
            problem = Problem(code=error.code, message=error.message, field=error.field)
            self._refuse(problem, platform.kind, delivery.topic)
            return REFUSED  # sending it again would not make it better
        self.take_in(platform.kind, delivery.shop, found, Lane.LIVE)
        return TAKEN if found.used else UNUSED

    def _refuse(self, problem: Problem, source: str, what: str) -> None:
        refusal = refusal_of(problem, {"topic": what}, source, self._clock.now())
        self._stations.refusals.note([refusal])

    # -- what follows from webhooks and from the past alike

    def take_in(self, kind: str, shop: str, found: Translated, lane: Lane) -> int:
        """Take in what follows from a delivery or a record; return how many events are new."""
        for problem in found.problems:
            self._refuse(problem, kind, shop)
        if found.requests:
            self._stations.database.write(lambda c: self._ask(c, kind, shop, found.requests))
        self._declare(found.products, found.withdrawn)
        left = self.connected.count_stock(kind, found.items, found.levels)
        self._restock(left)
        if not found.events:
            return 0
        return accept(self._stations, found.events, lane).result().taken

    def _ask(
        self, connection: Connection, kind: str, shop: str, asked: Iterable[PersonRequest]
    ) -> None:
        now = self._clock.now()
        for one in asked:
            request = ShopRequest(
                request_id=one.reference,
                kind=kind,
                shop=shop,
                wish=one.wish,
                customer_id=one.customer_id,
                email=one.email,
                asked_at=now,
                due_at=now + ANSWER_WITHIN,
            )
            if self.connected.add_request(connection, request):
                self._jobs.ask_within(connection, SHOP_REQUEST.name, key=one.reference)

    def _declare(self, products: Iterable[Product], withdrawn: Iterable[str]) -> None:
        with self._declaring:
            said = {product.product_id: product for product in products}
            gone = list(withdrawn)
            known = self._stations.catalog.products([*said, *gone])
            changed = [
                replace(product, first_seen=_first_seen(product, known.get(key)))
                for key, product in said.items()
                if _is_news(product, known.get(key))
            ]
            changed += [replace(known[key], sellable=False) for key in gone if key in known]
            if changed:
                self._stations.catalog.declare(changed)

    def _restock(self, left: Mapping[str, bool]) -> None:
        with self._declaring:
            known = self._stations.catalog.products(left)
            changed = [
                replace(product, in_stock=left[key])
                for key, product in known.items()
                if product.in_stock != left[key]
            ]
            if changed:
                self._stations.catalog.declare(changed)

    # -- the past

    def fetch_past(self, kind: str, shop: str) -> None:
        """Ask for the shop's past; one that is being fetched already goes on where it stands.

        Raises:
            NotFound: the shop is not connected.
        """
        if self.connected.find(kind, shop) is None:
            raise NotFound(f"{shop} is not connected.")
        known = self.connected.backfills(kind, shop)
        if any(one.ended_at is None for one in known):
            self._go_on(known)
        else:
            self._begin_again(kind, shop)
        self._jobs.ask(SHOP_BACKFILL.name, key=f"{kind}:{shop}")

    def _go_on(self, known: Iterable[Backfill]) -> None:
        """What stood in the way counts no more: it is tried anew."""
        for one in known:
            if one.trouble:
                now = self._clock.now()
                self.connected.save_backfill(replace(one, trouble="", updated_at=now))

    def _begin_again(self, kind: str, shop: str) -> None:
        now = self._clock.now()
        for known in self.connected.backfills(kind, shop):
            fresh = Backfill(kind=kind, shop=shop, part=known.part, started_at=now, updated_at=now)
            self.connected.save_backfill(fresh)

    def progress(self) -> list[Backfill]:
        """Return how far each part of every shop's past was fetched."""
        return self.connected.backfills()


def platform_of(kind: str) -> Platform:
    """Return a platform by its name.

    Raises:
        NotFound: there is none of that name.
    """
    found = PLATFORMS.get(kind)
    if found is None:
        raise NotFound(f"{kind[:40]!r} is no shop platform; there are {', '.join(PLATFORMS)}.")
    return found


def _is_news(product: Product, known: Product | None) -> bool:
    """Webhooks overtake each other: what is older than what the shop said last is not taken."""
    if known is None or known.in_stock is None:  # known from orders only, if at all
        return True
    return product.updated_at >= known.updated_at


def _first_seen(product: Product, known: Product | None) -> int:
    if known is None or not known.first_seen:
        return product.first_seen
    return min(known.first_seen, product.first_seen)
