"""The library's main object: one shop, opened from its data folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tailorbird.accounts.keys import Keys
from tailorbird.accounts.service import Accounts
from tailorbird.app import memory
from tailorbird.app.about import About, about
from tailorbird.app.archiving import Archiving
from tailorbird.app.carrying import Advance, wait_until_processed
from tailorbird.app.composing import (
    housekeeping_of,
    open_folder,
    privacy_of,
    setting_of,
    stations_of,
)
from tailorbird.app.connections import Connections
from tailorbird.app.consenting import Switch
from tailorbird.app.experimenting import decisions_of, experiments_of
from tailorbird.app.feeding import Feeds
from tailorbird.app.files_to_import import (
    FileToImport,
    Given,
    Imported,
    ImportResult,
    OrdersFile,
)
from tailorbird.app.health import DataHealth
from tailorbird.app.history import ArchivedHistory
from tailorbird.app.importing import Importer
from tailorbird.app.measuring import results_of
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.app.segmenting import segmenting_of
from tailorbird.app.shelf import Shelf
from tailorbird.app.shops import Shops
from tailorbird.app.working import Part, Worker
from tailorbird.catalog.types import CategoryCount, Product
from tailorbird.connectors.files import OnRefused, OrderRules
from tailorbird.core.clock import Clock, SystemClock
from tailorbird.core.config import Config
from tailorbird.core.errors import BadInput
from tailorbird.core.ids import new_token
from tailorbird.decisions.types import Decision, DecisionRequest
from tailorbird.events import arrivals, imports
from tailorbird.events.refusals import refusal_of
from tailorbird.events.types import (
    Accepted,
    Appended,
    Arrivals,
    Event,
    ImportRun,
    Kind,
    Lane,
    Problem,
    Refusal,
)
from tailorbird.events.validation import parse
from tailorbird.guardrails.eligibility import JUST_BOUGHT
from tailorbird.guardrails.measures import Gate
from tailorbird.guardrails.service import Floors
from tailorbird.pipeline import accept
from tailorbird.profiles.types import Facts, Person, PersonSummary, TradeDay, VisitorDay
from tailorbird.profiles.viewing import viewed_products
from tailorbird.recommendations.reading import sales_of
from tailorbird.recommendations.service import Recommendations
from tailorbird.recommendations.training import FLOOR_WINDOW
from tailorbird.recommendations.types import Sales
from tailorbird.recommendations.visits import Visits, visits_of
from tailorbird.storage.settings import Settings

WRITE_KEY = "write_key"
SIGNING = "identity_secret"  # with it the shop's server signs customer numbers
FIRST_KEY = "Shop"  # what the first public key is called until the owner names others


class Tailorbird:
    """One shop's personalization. Thread-safe; close it, or use it in a ``with`` statement."""

    def __init__(self, config: Config, clock: Clock | None = None, part: Part = Part.WHOLE) -> None:
        self.config = config
        self.clock = clock or SystemClock()
        self._folder = open_folder(config, part)
        self._database = database = self._folder.database
        self.settings, self.floors = Settings(database), Floors(database, self.clock)
        self.stations = stations_of(config, self.clock, self._folder, self.settings)
        self.catalog, self.profiles = self.stations.catalog, self.stations.profiles
        self.recommendations = Recommendations()
        self.accounts = Accounts(database, self.clock)
        self.keys = Keys(database, self.clock)
        self.keys.begin_with(self.settings.get_or_set(WRITE_KEY, f"wk_{new_token()}"), FIRST_KEY)
        self.identity_secret: str = self.settings.get_or_set(SIGNING, new_token())
        self._importer = Importer(
            self.stations, self.clock, currency=config.currency, zone=config.timezone
        )
        self.archive = Archiving(config, self.clock, database, self._folder.log)
        self.segmenting = segmenting_of(self.stations, self.clock, setting_of(config), self.archive)
        self.segments = self.segmenting.segments
        self.experiments = experiments_of(self.stations, self.clock, self.segments)
        self.results = results_of(self.stations, self.clock, self.archive)
        self.decisions = decisions_of(self.stations, self.recommendations, self.experiments)
        past = ArchivedHistory(self.archive.events)
        self.rebuilding = Rebuilding(self.stations, past, config.data, self._refill)
        self.privacy = privacy_of(
            config,
            self.clock,
            self._folder,
            self.stations,
            archive=self.archive,
            learn=self._refresh,
        )
        self.shops = Shops(self.stations, self.clock)
        self.feeds = Feeds(self.stations, self.clock)
        self._worker = Worker(self.stations, alone=part is Part.WHOLE and not config.database)
        if part is not Part.DOORS:
            self._worker.start()
        self.housekeeping = housekeeping_of(config, self.clock, self._folder, self, self._refresh)
        self.segmenting.fill_here_where(
            lambda: part is Part.WHOLE and not self.housekeeping.started
        )
        self.connections = Connections(self.shops, self.feeds, self.housekeeping, config)
        self.health = DataHealth(database, self._folder.log, self.stations, self.clock)
        self.consent_switch = Switch(self.stations, self.clock)
        self.shelf = Shelf(database, self.catalog, self.recommendations, config.currency)
        self.floors.after_change = self._refresh
        self._closing = threading.Lock()

    # -- life

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what was acknowledged and let the data folder go. Safe to call twice."""
        with self._closing:
            self.housekeeping.stop()
            self._worker.stop()
            self._folder.close()

    # -- what the pages read about the shop

    @property
    def shop_name(self) -> str:
        """The shop's name as its customers know it."""
        return self.config.shop_name

    @property
    def currency(self) -> str:
        """The shop's ISO 4217 currency."""
        return self.config.currency

    @property
    def write_key(self) -> str:
        """The oldest public key that works, for the shop's pages."""
        return self.keys.write_key()

    def now(self) -> int:
        """Return the present time, microseconds UTC."""
        return self.clock.now()

    def about(self) -> About:
        """Return the facts of this installation, for its owner."""
        return about(self.config)

    # -- data in

    def accept(self, events: list[Event], lane: Lane = Lane.LIVE) -> Future[Appended]:
        """Append validated events; the future is done when they are durable."""
        return accept(self.stations, events, lane)

    def refuse(self, problems: Iterable[tuple[Problem, object]], source: str) -> None:
        """Remember what was not taken at a door."""
        now = self.now()
        self.stations.refusals.note(refusal_of(p, item, source, now) for p, item in problems)

    def track(
        self,
        *,
        name: str,
        user_id: str | None = None,
        anonymous_id: str | None = None,
        properties: dict[str, Any] | None = None,
        context: dict[str, Any] | None = None,
        message_id: str | None = None,
    ) -> Accepted:
        """Record that somebody did something; returns when it is durable.

        Raises:
            BadInput: a field is missing or has the wrong form; the message names it.
        """
        item = {
            "event": name,
            "userId": user_id,
            "anonymousId": anonymous_id,
            "properties": properties,
            "context": context,
            "messageId": message_id,
        }
        return self._send(Kind.TRACK, item)

    def identify(
        self,
        *,
        user_id: str | None = None,
        anonymous_id: str | None = None,
        traits: dict[str, Any] | None = None,
        context: dict[str, Any] | None = None,
    ) -> Accepted:
        """Say who somebody is; returns when it is durable.

        Raises:
            BadInput: a field is missing or has the wrong form; the message names it.
        """
        item = {
            "userId": user_id,
            "anonymousId": anonymous_id,
            "traits": traits,
            "context": context,
        }
        return self._send(Kind.IDENTIFY, item)

    def _send(self, kind: Kind, item: dict[str, Any]) -> Accepted:
        try:
            event = parse(item, now=self.now(), source="library", kind=kind)
        except BadInput as error:
            problem = Problem(code=error.code, message=error.message, field=error.field)
            self.refuse([(problem, item)], "library")
            raise
        appended = self.accept([event]).result()
        return Accepted(
            taken=appended.taken,
            duplicates=appended.duplicates,
            problems=[],
            positions=appended.positions,
        )

    def import_orders(
        self,
        path: Path,
        *,
        rules: OrderRules | None = None,
        columns: Given | None = None,
        category_of: Callable[[str], str] | None = None,
        on_refused: OnRefused | None = None,
        advance: Advance | None = None,
    ) -> ImportResult:
        """Import a CSV, Parquet or JSON lines file of order lines, then learn from it.

        Raises:
            BadFile: the file is not what it says, or a needed column cannot be found.
        """
        file = OrdersFile(path=str(path), rules=rules, columns=dict(columns or {}))
        done = self.import_file(
            file, category_of=category_of, on_refused=on_refused, advance=advance
        )
        assert isinstance(done, ImportResult)  # noqa: S101  what a file of orders gives
        return done

    def import_file(
        self,
        file: FileToImport,
        *,
        category_of: Callable[[str], str] | None = None,
        on_refused: OnRefused | None = None,
        advance: Advance | None = None,
    ) -> Imported:
        """Import orders, events, products or customers from a file, then learn from them.

        Raises:
            BadFile: the file is not what it says, or a needed column cannot be found.
            BadInput: the rules cannot be followed.
        """
        done = self._importer.bring_in(
            file, category_of=category_of, on_refused=on_refused, advance=advance
        )
        self.refresh()
        self.segmenting.learn_again()
        self.floors.count()
        return done

    def imports(self, limit: int = 50) -> list[ImportRun]:
        """Return the files imported last, and what became of their rows."""
        return imports.latest(self._database, limit)

    def wait_until_processed(self) -> None:
        """Wait until everything acknowledged so far shows everywhere."""
        wait_until_processed(self.stations)

    # -- reading

    def arrivals(self) -> list[Arrivals]:
        """Return what came in, by source."""
        return arrivals.read(self._database)

    def refusals(self, limit: int = 50) -> list[tuple[Refusal, int]]:
        """Return the latest refusal of each kind and how often that kind occurred."""
        return self.stations.refusals.read(limit)

    def trade_by_day(self, first_day: int, last_day: int) -> list[TradeDay]:
        """Return the days of a span (both ends included) that sold anything, in order."""
        return self.profiles.trade_by_day(first_day, last_day)

    def visitors_by_day(self, first_day: int, last_day: int) -> list[VisitorDay]:
        """Return the days of a span (both ends included) that had visitors, in order."""
        return self.profiles.visitors_by_day(first_day, last_day)

    def people(
        self, query: str = "", limit: int = 50, after: tuple[int, str] | None = None
    ) -> list[PersonSummary]:
        """Return people as ``Profiles.people`` does, the last seen first."""
        return self.profiles.people(query, limit, after)

    def person(self, profile_id: str) -> Person | None:
        """Return one person, None if there is none with that id."""
        return self.profiles.person(profile_id, bought_since=self.now() - JUST_BOUGHT)

    def facts(self, *, user_id: str | None = None, anonymous_id: str | None = None) -> Facts:
        """Return what is known of somebody now, their last acknowledged event included."""
        since = self.now() - JUST_BOUGHT
        return self.profiles.facts(user_id=user_id, anonymous_id=anonymous_id, bought_since=since)

    def product(self, product_id: str) -> Product | None:
        """Return one product, None if the shop never named it."""
        return self.catalog.product(product_id)

    def products(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """Return the known products among the ids."""
        return self.catalog.products(product_ids)

    def declare_products(self, products: Iterable[Product]) -> None:
        """Take products as the shop declares them; later orders may still change their price."""
        self.catalog.declare(products)

    def search_products(self, query: str, limit: int = 48) -> list[Product]:
        """Return products that hold every word of the query, most ordered first."""
        return self.catalog.search(query, limit)

    def products_in_category(
        self, category: str, limit: int = 48, offset: int = 0
    ) -> list[Product]:
        """Return a category's products, most ordered first."""
        return self.catalog.in_category(category, limit, offset)

    def categories(self) -> list[CategoryCount]:
        """Return the categories, the largest first."""
        return self.catalog.categories()

    # -- choosing

    def decide(self, request: DecisionRequest) -> list[Decision]:
        """Fill the spots of one page for one person, now.

        Raises:
            BadInput: an unknown strategy, or more than one page may ask for.
        """
        return self.decisions.decide(request)

    def gates(self) -> list[Gate]:
        """Return which recommendations this shop's data carries, and what the others still need."""
        return list(self.recommendations.current.gates.values())

    def keep_learning(self) -> None:
        """Learn from the orders now, if that was not done yet, and again every few minutes."""
        if not self.recommendations.refreshes:
            self.housekeeping.learning.round()
        self.housekeeping.learning.start()

    def refresh(self) -> None:
        """Learn anew from all orders known now, then swap the result in."""
        self._refresh()

    def _refresh(self) -> None:
        said = self.floors.overrides()
        self.recommendations.refresh(self._sales, self.now(), self._visits, said)
        memory.release()

    def _refill(self) -> int:
        self.results.refill_all()  # counted from facts that were made anew
        return self.segmenting.refill_all()

    def _sales(self) -> Sales:
        return sales_of(self.profiles.sold_lines(), self.catalog.labels())

    def _visits(self) -> Visits:
        return visits_of(viewed_products(self._database, self.now() - FLOOR_WINDOW))
