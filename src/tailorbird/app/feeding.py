"""Catalogue feeds: fetched in their rhythm, taken into the catalogue, their changes told as events.

An event of a feed is nobody's: it has neither customer nor browser, and its source is
``feed:NAME``. It is left in the outbox in the transaction that notes what the feed said, so a crash
neither loses nor repeats it. The first fetch of a feed is where changes are counted from.
"""

from __future__ import annotations

import re
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from tailorbird.app.carrying import RefusedRows
from tailorbird.app.feed_changes import FeedPart, Noted
from tailorbird.app.jobs import Chore
from tailorbird.connectors.feeds import (
    Feed,
    FeedBook,
    FeedFormat,
    FeedPreview,
    Fetched,
    OpenedFeed,
    Pulled,
    checked,
    fetch,
    is_url,
    open_feed,
)
from tailorbird.connectors.files import (
    Described,
    FileReport,
    OnRefused,
    ProductReader,
    ProductRules,
)
from tailorbird.core.clock import DAY, MINUTE, SECOND, Clock
from tailorbird.core.errors import BadInput, FeedFailed, NotFound, TailorbirdError
from tailorbird.events import outbox
from tailorbird.jobs.running import Held
from tailorbird.jobs.types import Every, Job
from tailorbird.pipeline import Stations

T = TypeVar("T")
FEED_PULL = "feed_pull"
LOOK = 5 * MINUTE
SHORTEST, LONGEST = 5 * MINUTE, 7 * DAY
RETRY = 15 * MINUTE
AT_ONCE = 1_000
PATIENCE = 20 * SECOND  # for trying out a feed while somebody waits
SHOWN = 20
# So many products may be missing, or this share of them, before a feed is taken for cut off.
FEW, SHARE = 5, 0.3
MOST_LOW_STOCK = 100_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CURRENCY = re.compile("[A-Z]{3}")


class Feeds:
    """The shop's feeds. Thread-safe; what it returns from is durable."""

    def __init__(self, stations: Stations, clock: Clock) -> None:
        self._stations = stations
        self._clock = clock
        self._pulling = threading.Lock()
        self.book = FeedBook(stations.database)

    def add(self, feed: Feed) -> None:
        """Add a feed, or change one; it is fetched in its rhythm from now on.

        Raises:
            BadInput: the feed's name, address or rhythm cannot be right.
        """
        _check(feed)
        now = self._clock.now()
        known = self.book.find(feed.name)
        currency = feed.currency or self._stations.currency
        fresh = replace(feed, currency=currency, added_at=now, next_at=now)
        if known is not None:
            fresh = replace(
                fresh,
                added_at=known.added_at,
                pulled_at=known.pulled_at,
                products=known.products,
                refused_rows=known.refused_rows,
            )
        self.book.save(fresh)

    def remove(self, name: str) -> None:
        """Forget a feed and what it said; its products stay as they are.

        Raises:
            NotFound: there is no such feed.
        """
        if not self.book.remove(name):
            raise _unknown(name)

    def pull_due(self, check: Callable[[], None]) -> None:
        """Fetch every feed whose time has come; one that fails does not keep the others."""
        now = self._clock.now()
        for feed in self.book.all():
            check()
            if feed.next_at <= now:
                try:
                    self.pull(feed.name, check=check)
                except TailorbirdError:
                    continue  # noted with the feed

    def pull(
        self,
        name: str,
        *,
        accept_fewer: bool = False,
        on_refused: OnRefused | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Pulled:
        """Fetch a feed now; doing it again changes nothing. ``check`` may raise to end it.

        Raises:
            NotFound: there is no such feed.
            FeedFailed: it cannot be fetched, or looks cut off and ``accept_fewer`` is not said.
            BadFile: it cannot be read.
        """
        with self._pulling:
            feed = self.book.find(name)
            if feed is None:
                raise _unknown(name)
            fewer = accept_fewer or self.book.may_be_fewer(name)
            try:
                pulled = _Pull(self._stations, self.book, feed, self._clock, check).carry_out(
                    on_refused, accept_fewer=fewer
                )
            except TailorbirdError as error:
                soon = self._clock.now() + min(feed.every, RETRY)
                self.book.change(name, trouble=error.message, next_at=soon)
                raise
            if fewer:
                self.book.end_allowance(name)
            return pulled

    def ask(self, name: str, *, accept_fewer: bool = False) -> None:
        """Make a feed due now; ``accept_fewer`` holds for this once.

        Raises:
            NotFound: there is no such feed.
        """
        if self.book.find(name) is None:
            raise _unknown(name)
        if accept_fewer:
            self.book.allow_fewer(name)
        self.book.change(name, next_at=self._clock.now())

    def preview(self, feed: Feed) -> FeedPreview:
        """Read a feed and take nothing of it; whether it is a good one is seen from the answer.

        Raises:
            BadInput: the feed's address or form cannot be right.
            FeedFailed: it cannot be fetched, or is too large to be tried out while one waits.
            BadFile: it cannot be read.
        """
        _check(feed)
        now = self._clock.now()
        check = _patience(self._clock, now + PATIENCE)
        with tempfile.TemporaryDirectory(prefix="tailorbird-feed-") as folder:
            path = Path(feed.address)
            if is_url(feed.address):
                path = Path(folder) / feed.name
                allowed = feed.private_allowed
                fetch(feed.address, path, self._clock, private_allowed=allowed, check=check)
            opened = open_feed(path, feed.format, now, by_group=feed.by_group)
            rules = ProductRules(currency=feed.currency or self._stations.currency)
            reader = ProductReader(opened.table, opened.columns, rules)
            products = reader.read_whole(lambda _share, _rows: check())
        return FeedPreview(
            format=opened.format,
            report=reader.report,
            columns=dict(opened.columns),
            shown=[_in_short(one, rules.currency) for one in islice(products.values(), SHOWN)],
        )


def feed_chores(feeds: Feeds) -> list[Chore]:
    """Return the job that fetches feeds."""

    def pull(held: Held) -> None:
        feeds.pull_due(held.check)

    return [Chore(Job(name=FEED_PULL, schedule=Every(LOOK), attempts=3), pull)]


class _Pull:
    """One fetch of one feed."""

    def __init__(
        self,
        stations: Stations,
        book: FeedBook,
        feed: Feed,
        clock: Clock,
        check: Callable[[], None],
    ) -> None:
        self._stations = stations
        self._book = book
        self._feed = feed
        self._clock = clock
        self._check = check
        self._now = clock.now()
        self._part = FeedPart(stations, book, feed, self._now)

    def carry_out(self, on_refused: OnRefused | None, *, accept_fewer: bool) -> Pulled:
        with tempfile.TemporaryDirectory(prefix="tailorbird-feed-") as folder:
            fetched = self._fetched(Path(folder) / self._feed.name)
            if fetched is None:
                self._end()
                return Pulled(feed=self._feed.name)
            return self._take(fetched, on_refused, accept_fewer=accept_fewer)

    def _fetched(self, path: Path) -> Fetched | None:
        feed = self._feed
        if not is_url(feed.address):
            return Fetched(path=Path(feed.address), etag="", last_modified="")
        return fetch(
            feed.address,
            path,
            self._clock,
            etag=feed.etag,
            last_modified=feed.last_modified,
            private_allowed=feed.private_allowed,
            check=self._check,
        )

    def _take(
        self, fetched: Fetched, on_refused: OnRefused | None, *, accept_fewer: bool
    ) -> Pulled:
        feed = self._feed
        opened = open_feed(fetched.path, feed.format, self._now, by_group=feed.by_group)
        products, report = self._read(opened, on_refused)
        before = self._book.ids(feed.name)
        missing = [one for one in before if one not in products]
        if not accept_fewer:
            _check_whole(feed.name, len(before), len(missing))
        # a row that cannot be read may have been that of a product that seems to be missing
        gone = [] if report.refused else missing
        taken = [self._noted(part) for part in _parts(products.values())]
        withdrawn = [self._part.withdraw(part) for part in _parts(gone)]
        outbox.relay(self._stations.database, self._stations.log)
        pulled = Pulled(
            feed=feed.name,
            report=report,
            declared=sum(one.changed for one in taken),
            withdrawn=sum(one.changed for one in withdrawn),
            kept_missing=len(missing) - len(gone),
            events=dict(Counter(name for one in taken for name in one.events)),
        )
        self._book.note_pull(pulled, self._now)
        self._end(
            pulled_at=self._now,
            products=len(products),
            refused_rows=report.refused,
            etag="" if opened.dated else fetched.etag,
            last_modified="" if opened.dated else fetched.last_modified,
        )
        return pulled

    def _read(
        self, opened: OpenedFeed, on_refused: OnRefused | None
    ) -> tuple[Mapping[str, Described], FileReport]:
        rules = ProductRules(currency=self._feed.currency, source=self._feed.name)
        refused = RefusedRows(self._feed.name, self._now, on_refused, door="feed")
        reader = ProductReader(opened.table, opened.columns, rules, on_refused=refused.add)
        products = reader.read_whole(lambda _share, _rows: self._check())
        self._stations.refusals.add(refused.kinds.values())
        return products, reader.report

    def _noted(self, part: Sequence[Described]) -> Noted:
        self._check()
        return self._part.take(part)

    def _end(self, **values: Any) -> None:
        due = self._now + self._feed.every
        self._book.change(self._feed.name, next_at=due, trouble="", **values)


def _check(feed: Feed) -> None:
    if not _NAME.fullmatch(feed.name):
        raise BadInput("name: use up to 40 small letters, digits, - and _.", field="name")
    if is_url(feed.address):
        checked(feed.address)
    elif not Path(feed.address).is_absolute():
        raise BadInput("address: a file needs its whole path.", field="address")
    if feed.format not in set(FeedFormat):
        raise BadInput(f"format: expected one of {', '.join(FeedFormat)}.", field="format")
    if not SHORTEST <= feed.every <= LONGEST:
        raise BadInput("every: expected 5 minutes to 7 days.", field="every")
    if feed.currency and not _CURRENCY.fullmatch(feed.currency):
        raise BadInput("currency: expected an ISO code such as EUR.", field="currency")
    if not 0 <= feed.low_stock <= MOST_LOW_STOCK:
        raise BadInput(f"low_stock: expected 0 to {MOST_LOW_STOCK:,} pieces.", field="low_stock")


def _check_whole(name: str, before: int, missing: int) -> None:
    if missing > max(FEW, SHARE * before):
        raise FeedFailed(
            f"{missing:,} of {before:,} products are missing from the feed {name}. It looks cut "
            "off, so nothing of it was taken. If they are gone for good: "
            f"tailorbird feed pull {name} --accept-fewer."
        )


def _patience(clock: Clock, until: int) -> Callable[[], None]:
    def check() -> None:
        if clock.now() > until:
            raise FeedFailed(
                "This feed is too large to be tried out while you wait. Add it: it is fetched in "
                "the background, and what could not be read is shown then."
            )

    return check


def _in_short(one: Described, currency: str) -> tuple[str, str, str, str, bool | None]:
    price = "" if one.price is None else format(one.price, "f")
    used = one.texts.get("currency", currency)
    return one.product_id, one.texts.get("title", ""), price, used, one.in_stock


def _unknown(name: str) -> NotFound:
    return NotFound(f"There is no feed {name[:40]!r}; see tailorbird feed list.")


def _parts(whole: Iterable[T]) -> Iterable[list[T]]:
    rest = iter(whole)
    while part := list(islice(rest, AT_ONCE)):
        yield part
