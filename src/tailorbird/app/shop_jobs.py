"""The work that connected shops bring: people's requests carried out, and the past fetched."""

from __future__ import annotations

import threading
from collections.abc import Callable

from msgspec.structs import replace

from tailorbird.app.jobs import Chore
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.app.shops import SHOP_BACKFILL, SHOP_REQUEST, Shops, platform_of
from tailorbird.connectors.shops.connecting import Backfill, Page, ShopConnection, ShopRequest
from tailorbird.connectors.shops.platform import Platform, Wait
from tailorbird.connectors.shops.types import Translated, Wish
from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput, NotFound, ShopFailed
from tailorbird.events.types import Event, Lane, Problem
from tailorbird.jobs.running import Held

READY, ERASED, NOBODY = "ready", "erased", "nobody"
_BREATH = 0.5  # seconds between looks whether the program ends, while waiting


def shop_chores(
    shops: Shops,
    privacy: PrivacyRequests,
    clock: Clock,
    currency: str,
    learn: Callable[[], None],
) -> list[Chore]:
    """Return the jobs of connected shops; both are asked for, neither recurs by itself."""
    requests = _Requests(shops, privacy, clock)
    past = _PastFetching(shops, clock, currency)

    def fetch(held: Held) -> None:
        past.fetch(held)
        learn()

    return [Chore(SHOP_REQUEST, requests.carry_out), Chore(SHOP_BACKFILL, fetch)]


class _Requests:
    """Carries out what a platform asked on behalf of a person. Doing it again changes nothing."""

    def __init__(self, shops: Shops, privacy: PrivacyRequests, clock: Clock) -> None:
        self._shops = shops
        self._privacy = privacy
        self._clock = clock

    def carry_out(self, held: Held) -> None:
        request = self._shops.connected.request(held.key)
        if request is None or request.done_at is not None:
            return
        match Wish(request.wish):
            case Wish.EXPORT:
                outcome, counts = self._export(request)
            case Wish.ERASE:
                outcome, counts = self._erase(request)
            case Wish.ERASE_SHOP:
                outcome, counts = self._erase_shop(request, held)
        self._shops.connected.end_request(request.request_id, self._clock.now(), outcome, counts)
        if outcome != READY:
            self._shops.connected.forget_name(request.request_id)

    def _export(self, request: ShopRequest) -> tuple[str, dict[str, int]]:
        """Try the export out; the file itself is made when it is asked for, and kept nowhere."""
        for who in _names(request):
            try:
                found = self._privacy.export(who)
            except NotFound:
                continue
            rows = sum(len(rows) for rows in found.tables.values())
            return READY, {"rows": rows, "events": len(found.events)}
        return NOBODY, {}

    def _erase(self, request: ShopRequest) -> tuple[str, dict[str, int]]:
        """Erase whoever the id and the mailbox lead to; they may be two records of one person."""
        rows = events = 0
        known = False
        for who in _names(request):
            try:
                erased = self._privacy.erase(who)
            except NotFound:
                continue
            known = True
            rows, events = rows + sum(erased.rows.values()), events + erased.events
        return (ERASED if known else NOBODY), {"rows": rows, "events": events} if known else {}

    def _erase_shop(self, request: ShopRequest, held: Held) -> tuple[str, dict[str, int]]:
        people = self._privacy.erase_everybody(held.check)
        if self._shops.connected.find(request.kind, request.shop) is not None:
            self._shops.disconnect(request.kind, request.shop)
        return ERASED, {"people": people}


def _names(request: ShopRequest) -> list[str]:
    return [name for name in (request.customer_id, request.email) if name]


class _PastFetching:
    """Fetches a shop's past page by page; a crash costs at most the page at hand."""

    def __init__(self, shops: Shops, clock: Clock, currency: str) -> None:
        self._shops = shops
        self._clock = clock
        self._currency = currency

    def fetch(self, held: Held) -> None:
        kind, _, name = held.key.partition(":")
        shop = self._shops.connected.find(kind, name)
        if shop is None:
            return  # disconnected meanwhile
        platform = platform_of(kind)
        past = platform.past(shop, self._clock, _waiting(held), self._shops.connected.save)
        for part in past.parts:
            state = self._state(shop, part)
            while state.ended_at is None:
                held.check()
                try:
                    page = past.page(part, state.cursor)
                except ShopFailed as error:
                    self._shops.connected.save_backfill(replace(state, trouble=error.message))
                    raise
                state = self._take(platform, shop, state, page)

    def _state(self, shop: ShopConnection, part: str) -> Backfill:
        known = self._shops.connected.backfills(shop.kind, shop.shop)
        found = next((one for one in known if one.part == part), None)
        if found is not None:
            return found
        now = self._clock.now()
        fresh = Backfill(kind=shop.kind, shop=shop.shop, part=part, started_at=now, updated_at=now)
        self._shops.connected.save_backfill(fresh)
        return fresh

    def _take(
        self, platform: Platform, shop: ShopConnection, state: Backfill, page: Page
    ) -> Backfill:
        """Take a page in, then move the cursor: what is taken twice is known by its keys."""
        now = self._clock.now()
        found = self._translated(platform, shop, state.part, page, now)
        self._shops.take_in(shop.kind, shop.shop, found, Lane.BACKFILL)
        after = replace(
            state,
            cursor=page.cursor,
            records=state.records + len(page.records),
            updated_at=now,
            ended_at=None if page.more else now,
            trouble="",
        )
        self._shops.connected.save_backfill(after)
        return after

    def _translated(
        self, platform: Platform, shop: ShopConnection, part: str, page: Page, now: int
    ) -> Translated:
        found: list[Translated] = []
        problems: list[Problem] = []
        for record in page.records:
            try:
                found.append(platform.translated(part, record, shop.shop, self._currency, now))
            except BadInput as error:
                problem = Problem(code=error.code, message=error.message, field=error.field)
                problems.append(problem)
        events: list[Event] = [event for one in found for event in one.events]
        return Translated(
            events=tuple(events),
            products=tuple(product for one in found for product in one.products),
            withdrawn=tuple(gone for one in found for gone in one.withdrawn),
            items=tuple(item for one in found for item in one.items),
            levels=tuple(level for one in found for level in one.levels),
            problems=tuple(problems),
        )


def _waiting(held: Held) -> Wait:
    """Return how to wait and still end at once when the program does."""

    def wait(seconds: float) -> None:
        left = seconds
        while left > 0:
            held.check()
            threading.Event().wait(min(left, _BREATH))
            left -= _BREATH

    return wait
