"""What the pages need to know, as one protocol: the pages read it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tailorbird.accounts.keys import Keys
from tailorbird.accounts.service import Accounts
from tailorbird.app.about import About
from tailorbird.app.connecting import ConnectShop, ShopConnected
from tailorbird.app.connections import FeedStanding
from tailorbird.app.health import Health
from tailorbird.app.housekeeping import Duty
from tailorbird.app.privacy_requests import Erased, PersonExport
from tailorbird.catalog.types import CategoryCount, Listed, Product
from tailorbird.connectors.feeds import Feed, FeedPreview
from tailorbird.connectors.shops.connecting import ShopStanding
from tailorbird.dashboard.experiments_source import ExperimentsSource, ResultsSource
from tailorbird.dashboard.floors_source import FloorsSource
from tailorbird.dashboard.segments_source import SegmentsSource
from tailorbird.decisions.types import Decision, DecisionRequest
from tailorbird.events.types import Arrivals, ImportRun, LoggedEvent, Refusal
from tailorbird.guardrails.measures import Gate
from tailorbird.jobs.types import PastRun, State
from tailorbird.profiles.product_sales import ProductDay
from tailorbird.profiles.types import Person, PersonSummary, TradeDay, VisitorDay
from tailorbird.recommendations.places import Place


class PrivacySource(Protocol):
    """Export and erasure of one person."""

    def export(self, who: str) -> PersonExport:
        """Return everything about a person."""
        ...

    def erase(self, who: str, *, at_once: bool = False) -> Erased:
        """Erase a person; ``at_once`` does not leave the archive to the nightly job."""
        ...


class ConsentSwitch(Protocol):
    """What the owner may say of one person: nothing personal for them."""

    def set_personal(self, profile_id: str, *, on: bool) -> None:
        """Switch what is personal for somebody off, or on again as they themself answered."""
        ...


class HousekeepingSource(Protocol):
    """The shop's recurring work."""

    def duties(self) -> list[Duty]:
        """Return how everything stands that recurs or was asked for."""
        ...

    def history(self, name: str = "", limit: int = 50) -> list[PastRun]:
        """Return the latest attempts, the newest first."""
        ...

    def run_now(self, name: str, key: str = "") -> None:
        """Ask for a piece of work at once."""
        ...


class HealthSource(Protocol):
    """How well the shop's data comes in."""

    def read(self) -> Health:
        """Return how data came in of late."""
        ...

    def newest(self, after: int = 0, limit: int = 50) -> list[LoggedEvent]:
        """Return the newest events beyond a position, the newest first."""
        ...

    def event(self, position: int) -> LoggedEvent | None:
        """Return one event as it was sent, None where it is no longer in the log."""
        ...

    def masked(self, logged: LoggedEvent) -> str:
        """Return what an event says, in short and with everything personal masked."""
        ...

    def send_test(self) -> None:
        """Send an event that only tries out the way; returns when it is durable."""
        ...

    def test_arrived(self) -> int:
        """Return when the last test event that is processed arrived, 0 for never."""
        ...


class ConnectionsSource(Protocol):
    """What sends data in: shop platforms and feeds."""

    def shops(self) -> list[ShopStanding]:
        """Return how every connected shop stands."""
        ...

    def work_on(self, kind: str, shop: str) -> State | None:
        """Return how the fetching of a shop's past stands, None where none is asked for."""
        ...

    def connect(self, command: ConnectShop) -> ShopConnected:
        """Connect a shop, or change how it is reached."""
        ...

    def disconnect(self, kind: str, shop: str) -> None:
        """Forget a shop's secrets; what came from it stays."""
        ...

    def fetch_past(self, kind: str, shop: str) -> None:
        """Fetch a shop's past; one that stands still goes on where it stood."""
        ...

    def feeds(self) -> list[FeedStanding]:
        """Return how every feed stands."""
        ...

    def preview(self, feed: Feed) -> FeedPreview:
        """Read a feed and take nothing of it."""
        ...

    def add_feed(self, feed: Feed) -> None:
        """Add a feed, or change one, and fetch it."""
        ...

    def pull(self, name: str, *, accept_fewer: bool = False) -> None:
        """Fetch a feed now, in the background."""
        ...

    def remove_feed(self, name: str) -> None:
        """Forget a feed and what it said; its products stay."""
        ...


class ShelfSource(Protocol):
    """What the shop sells, for its merchant."""

    def listed(
        self, query: str = "", category: str = "", *, limit: int = 50, offset: int = 0
    ) -> tuple[list[Listed], int]:
        """Return a page of products, most ordered first, and how many match in all."""
        ...

    def sales(self, product_id: str) -> list[ProductDay]:
        """Return the days on which a product was sold, in order."""
        ...

    def places(self, product_id: str) -> list[Place]:
        """Return where a product stands in what shoppers are shown."""
        ...


class DashboardSource(Protocol):
    """The shop behind the pages. Days count from 1970-01-01 UTC, times are microseconds UTC."""

    @property
    def shop_name(self) -> str:
        """The shop's name as its customers know it."""
        ...

    @property
    def currency(self) -> str:
        """The shop's ISO 4217 currency."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Who may open the dashboard."""
        ...

    @property
    def keys(self) -> Keys:
        """The keys that open the doors."""
        ...

    @property
    def consent_switch(self) -> ConsentSwitch:
        """The switch on a person's page."""
        ...

    @property
    def housekeeping(self) -> HousekeepingSource:
        """What recurs, and how it went."""
        ...

    @property
    def segments(self) -> SegmentsSource:
        """Groups of people that keep themselves right."""
        ...

    @property
    def experiments(self) -> ExperimentsSource:
        """What is compared, and who is left out of what."""
        ...

    @property
    def results(self) -> ResultsSource:
        """What experiments brought."""
        ...

    @property
    def floors(self) -> FloorsSource:
        """What the shop's data can carry."""
        ...

    @property
    def connections(self) -> ConnectionsSource:
        """What sends data in."""
        ...

    @property
    def privacy(self) -> PrivacySource:
        """What people may ask of the shop."""
        ...

    def now(self) -> int:
        """Return the present time."""
        ...

    def trade_by_day(self, first_day: int, last_day: int) -> list[TradeDay]:
        """Return the days of a span (both ends included) that sold anything, in order."""
        ...

    def visitors_by_day(self, first_day: int, last_day: int) -> list[VisitorDay]:
        """Return the days of a span (both ends included) that had visitors, in order."""
        ...

    def arrivals(self) -> list[Arrivals]:
        """Return what came in, by source."""
        ...

    def refusals(self, limit: int = 50) -> list[tuple[Refusal, int]]:
        """Return the latest refusal of each kind and how often that kind occurred."""
        ...

    def people(
        self, query: str = "", limit: int = 50, after: tuple[int, str] | None = None
    ) -> list[PersonSummary]:
        """Return the people seen last, or those that match; ``after`` goes on behind somebody."""
        ...

    def person(self, profile_id: str) -> Person | None:
        """Return one person, None if there is none with that id."""
        ...

    @property
    def shelf(self) -> ShelfSource:
        """What the shop sells, for its merchant."""
        ...

    @property
    def health(self) -> HealthSource:
        """How well the shop's data comes in."""
        ...

    def categories(self) -> list[CategoryCount]:
        """Return the categories of what shoppers are shown, the largest first."""
        ...

    def imports(self, limit: int = 50) -> list[ImportRun]:
        """Return the files imported last, and what became of their rows."""
        ...

    @property
    def identity_secret(self) -> str:
        """What the shop's own server signs customer numbers with."""
        ...

    def about(self) -> About:
        """Return the facts of this installation."""
        ...

    def products(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """Return the known products among the ids."""
        ...

    def decide(self, request: DecisionRequest) -> list[Decision]:
        """Choose products for spots, exactly as a page of the shop would get them."""
        ...

    def gates(self) -> list[Gate]:
        """Return which kinds of recommendation the shop's data carries, and what others need."""
        ...
