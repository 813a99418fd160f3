"""A shop held in lists, for pages to be looked at without a database behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from tailorbird.accounts.keys import Keys
from tailorbird.accounts.service import Accounts
from tailorbird.app.about import About
from tailorbird.app.housekeeping import Duty
from tailorbird.catalog.types import CategoryCount, Listed, Product
from tailorbird.core.clock import DAY, HOUR, MINUTE, day_number
from tailorbird.core.errors import NotFound
from tailorbird.dashboard.experiments_source import ExperimentsSource, ResultsSource
from tailorbird.dashboard.floors_source import FloorsSource
from tailorbird.dashboard.segments_source import SegmentsSource
from tailorbird.dashboard.source import (
    ConnectionsSource,
    HealthSource,
    HousekeepingSource,
    PrivacySource,
)
from tailorbird.decisions.types import Decision, DecisionRequest, Placement, Slot
from tailorbird.events.types import Arrivals, ImportRun, Refusal
from tailorbird.guardrails.floors import RECOMMENDERS
from tailorbird.guardrails.measures import Gate, Measure, judge, windows
from tailorbird.jobs.types import PastRun
from tailorbird.profiles.product_sales import ProductDay
from tailorbird.profiles.types import (
    CartLine,
    Facts,
    Identity,
    IdentityKind,
    Moment,
    Order,
    OrderLine,
    Person,
    PersonSummary,
    TradeDay,
    ViewedProduct,
    VisitorDay,
)
from tailorbird.recommendations.places import Place
from tests.integration.dashboard.listed_answers import ANSWERED, EVER_SAID, SIGNAL
from tests.integration.dashboard.quiet_floors import QuietFloors
from tests.integration.dashboard.quiet_sources import (
    Calm,
    NobodyAsks,
    NoExperiments,
    NoResults,
    NoSegments,
    NothingConnected,
)

NOW = 20_500 * DAY + 15 * HOUR
HOSTILE = "<script>alert('x')</script>\"&"
MUG = Product(
    product_id="M1", title="ROUND MUG", category="Kitchen", price=Decimal("2.55"), currency="GBP"
)
BAG = Product(product_id="B1", title=HOSTILE, price=Decimal("0.001"), currency="GBP")


class NothingToDo:
    """A shop without recurring work."""

    def duties(self) -> list[Duty]:
        return []

    def history(self, name: str = "", limit: int = 50) -> list[PastRun]:
        assert limit, name
        return []

    def run_now(self, name: str, key: str = "") -> None:
        raise NotFound(f"There is no {name} {key}.")


@dataclass
class ListedShop:
    """Everything a page asks for, answered from lists; who may open it, from a real database."""

    identity_secret = "a secret"

    accounts: Accounts
    keys: Keys
    housekeeping: HousekeepingSource = field(default_factory=NothingToDo)
    privacy: PrivacySource = field(default_factory=NobodyAsks)
    health: HealthSource = field(default_factory=Calm)
    connections: ConnectionsSource = field(default_factory=NothingConnected)
    segments: SegmentsSource = field(default_factory=NoSegments)
    experiments: ExperimentsSource = field(default_factory=NoExperiments)
    results: ResultsSource = field(default_factory=NoResults)
    floors: FloorsSource = field(default_factory=QuietFloors)
    shop_name: str = "The Gift Shop"
    currency: str = "GBP"
    time: int = NOW
    catalogue: dict[str, Product] = field(default_factory=dict)
    known: dict[str, Person] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    visits: list[VisitorDay] = field(default_factory=list)
    arrived: list[Arrivals] = field(default_factory=list)
    refused: list[tuple[Refusal, int]] = field(default_factory=list)
    files: list[ImportRun] = field(default_factory=list)
    sold: list[ProductDay] = field(default_factory=list)
    shown: list[Place] = field(default_factory=list)
    fault: Exception | None = None
    asked: list[DecisionRequest] = field(default_factory=list)
    switched: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def consent_switch(self) -> ListedShop:
        return self

    def set_personal(self, profile_id: str, *, on: bool) -> None:
        self.switched.append((profile_id, on))

    def now(self) -> int:
        return self.time

    def trade_by_day(self, first_day: int, last_day: int) -> list[TradeDay]:
        by_day: dict[int, list[Order]] = defaultdict(list)
        for order in self.orders:
            by_day[day_number(order.placed_at)].append(order)
        return [
            TradeDay(day=day, orders=len(sold), net_minor=sum(order.net_minor for order in sold))
            for day, sold in sorted(by_day.items())
            if first_day <= day <= last_day
        ]

    def visitors_by_day(self, first_day: int, last_day: int) -> list[VisitorDay]:
        return [visit for visit in self.visits if first_day <= visit.day <= last_day]

    def arrivals(self) -> list[Arrivals]:
        if self.fault is not None:
            raise self.fault
        return self.arrived

    def refusals(self, limit: int = 50) -> list[tuple[Refusal, int]]:
        return self.refused[:limit]

    def people(
        self, query: str = "", limit: int = 50, after: tuple[int, str] | None = None
    ) -> list[PersonSummary]:
        def summary(person: Person) -> PersonSummary:
            return PersonSummary(
                profile_id=person.profile_id,
                label="ann@example.com" if person.orders else "",
                last_seen=person.last_seen,
                order_count=person.order_count,
                net_minor=person.net_minor,
                currency=person.currency,
            )

        found = [p for p in self.known.values() if any(query in i.value for i in p.identities)]
        found.sort(key=lambda person: (-person.last_seen, person.profile_id))
        if after is not None:
            place = (-after[0], after[1])
            found = [p for p in found if (-p.last_seen, p.profile_id) > place]
        return [summary(person) for person in found[:limit]]

    def person(self, profile_id: str) -> Person | None:
        return self.known.get(profile_id)

    def products(self, product_ids: Iterable[str]) -> dict[str, Product]:
        return {key: self.catalogue[key] for key in product_ids if key in self.catalogue}

    @property
    def shelf(self) -> ListedShop:
        return self

    def listed(
        self, query: str = "", category: str = "", *, limit: int = 50, offset: int = 0
    ) -> tuple[list[Listed], int]:
        found = [
            Listed(product, 40)
            for product in self.catalogue.values()
            if query.lower() in product.title.lower() and category in ("", product.category)
        ]
        return found[offset : offset + limit], len(found)

    def categories(self) -> list[CategoryCount]:
        named = sorted({p.category for p in self.catalogue.values() if p.category})
        return [CategoryCount(name, 1) for name in named]

    def sales(self, product_id: str) -> list[ProductDay]:
        del product_id
        return self.sold

    def places(self, product_id: str) -> list[Place]:
        del product_id
        return self.shown

    def imports(self, limit: int = 50) -> list[ImportRun]:
        return self.files[:limit]

    def about(self) -> About:
        return About(
            version="1.2.3",
            python="3.12.1",
            system="Linux",
            folder="/data/shop",
            settings_file="/data/shop/tailorbird.toml",
            database="sqlite",
            address="https://shop.example",
            timezone="Europe/London",
            refresh_minutes=15,
        )

    def gates(self) -> list[Gate]:
        have = {Measure.ORDERS: 40, Measure.ORDER_LINES: 70}
        counted = {one: have.get(one[0], 1_500) for one in windows(RECOMMENDERS)}
        return [judge(floor, counted) for floor in RECOMMENDERS]

    def decide(self, request: DecisionRequest) -> list[Decision]:
        self.asked.append(request)
        return [self._decision(placement) for placement in request.placements]

    def _decision(self, placement: Placement) -> Decision:
        chosen = list(self.catalogue.values())[: placement.limit]
        slots = tuple(
            Slot(
                product=product,
                score=0.4242,
                strategy="best_sellers",
                reason_code="best_seller",
                reason="Bought in 41 orders lately",
            )
            for product in chosen
        )
        withheld = {"just_bought": 2, "never_heard_of": 1} if slots else {}
        return Decision(decision_id="d", placement=placement.name, slots=slots, withheld=withheld)


def order(order_id: str, at: int, minor: int, refunded: int = 0) -> Order:
    line = OrderLine(
        ordinal=1,
        product_id="M1",
        title="ROUND MUG",
        quantity=4,
        unit_price=Decimal("2.55"),
        total_minor=minor,
        refunded=1 if refunded else 0,
    )
    return Order(
        order_id=order_id,
        profile_id="p1",
        placed_at=at,
        currency="GBP",
        total_minor=minor,
        refunded_minor=refunded,
        lines=(line,),
    )


def story() -> tuple[Moment, ...]:
    def at(minute: int, name: str, **rest: object) -> Moment:
        moment = Moment(at=NOW - HOUR + minute * MINUTE, position=minute, name=name)
        return Moment(**{**{f: getattr(moment, f) for f in ("at", "position", "name")}, **rest})

    return (
        at(0, "Product Viewed", product_id="M1"),
        at(1, "Product Viewed", product_id="M1"),
        at(2, "Product Viewed", product_id="B1"),
        at(3, "Product Added", product_id="M1", detail={"quantity": 4}),
        at(
            4,
            "Order Completed",
            order_id="536365",
            detail={"total_minor": 1020, "currency": "GBP", "products": 1},
        ),
        at(5, HOSTILE),
    )


def customer() -> Person:
    orders = (order("536365", NOW - HOUR, 1020), order("500001", NOW - 40 * DAY, 2040, 510))
    return Person(
        profile_id="p1",
        first_seen=NOW - 40 * DAY,
        last_seen=NOW - MINUTE,
        traits={"name": HOSTILE, "tags": ["a", "b"]},
        identities=(
            Identity(IdentityKind.ANONYMOUS, "browser-1"),
            Identity(IdentityKind.EMAIL, "ann@example.com"),
            Identity(IdentityKind.USER, "17850"),
        ),
        facts=Facts(
            profile_id="p1",
            viewed=(ViewedProduct("M1", NOW),),
            cart=(CartLine("B1", 2, NOW), CartLine("gone", 1, NOW)),
        ),
        orders=orders,
        timeline=story(),
        consents=ANSWERED,
        answers=EVER_SAID,
        signal=SIGNAL,
        order_count=2,
        net_minor=2550,
        currency="GBP",
    )


def visitor() -> Person:
    return Person(
        profile_id="p2",
        first_seen=NOW - HOUR,
        last_seen=NOW - HOUR,
        traits={},
        identities=(Identity(IdentityKind.ANONYMOUS, "browser-2"),),
        facts=Facts(profile_id="p2"),
        orders=(),
        timeline=(),
        consents=(),
        order_count=0,
        net_minor=0,
        currency="GBP",
    )


def imported() -> list[ImportRun]:
    return [
        ImportRun(
            import_id="i1",
            kind="orders",
            file="<b>orders</b>.csv",
            source="import:orders",
            started_at=NOW - HOUR,
            ended_at=NOW - MINUTE,
            rows_new=4_210,
            rows_known=7,
            outcomes={"order_line": 4_200, "refused": 17},
        ),
        ImportRun(
            import_id="i2",
            kind="events",
            file="cut.csv",
            source="import:events",
            started_at=NOW - 3 * DAY,
        ),
    ]


def filled(accounts: Accounts, keys: Keys) -> ListedShop:
    today = day_number(NOW)
    steady = [order(f"o{day}", (today - day) * DAY, 10_000) for day in range(1, 101)]
    return ListedShop(
        accounts=accounts,
        keys=keys,
        catalogue={"M1": MUG, "B1": BAG},
        known={"p1": customer(), "p2": visitor()},
        orders=[*steady, *customer().orders],
        visits=[VisitorDay(day=today - day, visitors=7 + day % 3) for day in range(100)],
        arrived=[
            Arrivals(
                source="import:orders",
                events=4_210,
                last_at=NOW - HOUR,
                names=[("Order Completed", 4_000), ("Order Refunded", 210)],
            )
        ],
        files=imported(),
        sold=[ProductDay(today - day, 1, 1 + day % 4, 255) for day in range(1, 200)],
        shown=[
            Place(strategy="best_sellers", rank=3),
            Place(strategy="bought_together", rank=1, beside="B1"),
        ],
        refused=[
            (
                Refusal(
                    source="http",
                    code="bad_input",
                    field="properties.price",
                    message="properties.price: expected a number.",
                    received_at=NOW - MINUTE,
                    sample='{"email": "a***@e***", "price": "<b>free</b>"}',
                ),
                3,
            )
        ],
    )
