"""Everything that sends data in, as a page connects, watches and disconnects it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.app.connecting import ConnectShop, ShopConnected, connect_shop
from tailorbird.app.feeding import FEED_PULL, Feeds
from tailorbird.app.feeds_asked import without_secrets
from tailorbird.app.housekeeping import Housekeeping
from tailorbird.app.shops import SHOP_BACKFILL, Shops
from tailorbird.connectors.feeds import Feed, FeedPreview, Pulled, is_url
from tailorbird.connectors.shops.connecting import ShopStanding
from tailorbird.core.config import Config
from tailorbird.core.errors import BadInput
from tailorbird.jobs.types import State

FEED_FILES = "feeds"  # the folder within the data folder from which a page may name files


class FeedStanding(Struct, frozen=True, kw_only=True):
    """A feed, its address without what opens it, and what came of taking it in last."""

    feed: Feed
    taken_at: int = 0
    pulled: Pulled | None = None


class Connections:
    """The shop platforms and feeds of one shop, for whoever is signed in. Thread-safe."""

    def __init__(
        self, shops: Shops, feeds: Feeds, housekeeping: Housekeeping, config: Config
    ) -> None:
        self._shops = shops
        self._feeds = feeds
        self._housekeeping = housekeeping
        self._config = config

    # -- shop platforms

    def shops(self) -> list[ShopStanding]:
        """Return how every connected shop stands; nothing that opens one is among it."""
        return self._shops.standings()

    def connect(self, command: ConnectShop) -> ShopConnected:
        """Connect a shop, or change how it is reached.

        Raises:
            BadInput: the shop's name, address or secret cannot be right.
        """
        done = connect_shop(self._shops, self._config.url, command)
        if done.past:
            self._fetch(command.kind, command.shop)
        return done

    def disconnect(self, kind: str, shop: str) -> None:
        """Forget a shop's secrets and how far its past was fetched; what came from it stays.

        Raises:
            NotFound: it is not connected.
        """
        self._shops.disconnect(kind, shop)

    def fetch_past(self, kind: str, shop: str) -> None:
        """Fetch a shop's past; one that stands still goes on where it stood.

        Raises:
            NotFound: the shop is not connected.
        """
        self._shops.fetch_past(kind, shop)
        self._fetch(kind, shop)

    def _fetch(self, kind: str, shop: str) -> None:
        """Begin at once, also where it was tried so often that it was given up."""
        self._housekeeping.run_now(SHOP_BACKFILL.name, f"{kind}:{shop}")

    def work_on(self, kind: str, shop: str) -> State | None:
        """Return how the fetching of a shop's past stands, None where none is asked for."""
        wanted = (SHOP_BACKFILL.name, f"{kind}:{shop}")
        duties = (duty.standing for duty in self._housekeeping.duties())
        return next((one.state for one in duties if (one.name, one.key) == wanted), None)

    # -- feeds

    def feeds(self) -> list[FeedStanding]:
        """Return how every feed stands."""
        pulls = self._feeds.book.pulls()
        found = []
        for feed in self._feeds.book.all():
            at, pulled = pulls.get(feed.name, (0, None))
            found.append(FeedStanding(feed=without_secrets(feed), taken_at=at, pulled=pulled))
        return found

    def preview(self, feed: Feed) -> FeedPreview:
        """Read a feed and take nothing of it.

        Raises:
            TailorbirdError: it cannot be fetched or read; the message says why.
        """
        return self._feeds.preview(self._placed(feed))

    def add_feed(self, feed: Feed) -> None:
        """Add a feed, or change one, and fetch it.

        Raises:
            BadInput: the feed's name, address or rhythm cannot be right.
        """
        self._feeds.add(self._placed(feed))
        self._housekeeping.run_now(FEED_PULL)

    def pull(self, name: str, *, accept_fewer: bool = False) -> None:
        """Fetch a feed now, in the background.

        Raises:
            NotFound: there is no such feed.
        """
        self._feeds.ask(name, accept_fewer=accept_fewer)
        self._housekeeping.run_now(FEED_PULL)

    def remove_feed(self, name: str) -> None:
        """Forget a feed and what it said; its products stay as they are.

        Raises:
            NotFound: there is no such feed.
        """
        self._feeds.remove(name)

    def _placed(self, feed: Feed) -> Feed:
        """A page names files of one folder only: who is signed in need not own the machine."""
        if is_url(feed.address):
            return feed
        folder = (self._config.data / FEED_FILES).resolve()
        place = (folder / Path(feed.address)).resolve()
        if folder not in place.parents:
            raise BadInput(
                f"address: give one that begins with https://, or the name of a file in {folder}.",
                field="address",
            )
        return replace(feed, address=str(place))
