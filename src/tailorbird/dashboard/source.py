"""What the pages need to know, as one protocol: the pages read it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tailorbird.accounts.keys import Keys
from tailorbird.accounts.service import Accounts
from tailorbird.app.housekeeping import Duty
from tailorbird.catalog.types import Product
from tailorbird.decisions.types import Decision, DecisionRequest
from tailorbird.events.types import Arrivals, Refusal
from tailorbird.jobs.types import PastRun
from tailorbird.profiles.types import Person, PersonSummary, TradeDay, VisitorDay
from tailorbird.recommendations.floors import Gate


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
    def housekeeping(self) -> HousekeepingSource:
        """What recurs, and how it went."""
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

    def people(self, query: str = "", limit: int = 50) -> list[PersonSummary]:
        """Return the people seen last, or those with an identifier that matches."""
        ...

    def person(self, profile_id: str) -> Person | None:
        """Return one person, None if there is none with that id."""
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
