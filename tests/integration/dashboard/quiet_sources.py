"""What a shop held in lists has none of: people who ask, connections, events that come in."""

from __future__ import annotations

from tailorbird.app.connecting import ConnectShop, ShopConnected
from tailorbird.app.connections import FeedStanding
from tailorbird.app.health import Checkouts, Health
from tailorbird.app.privacy_requests import Erased, PersonExport
from tailorbird.connectors.feeds import Feed, FeedPreview
from tailorbird.connectors.shops.connecting import ShopStanding
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events.types import LoggedEvent, OrderSightings
from tailorbird.jobs.types import State
from tailorbird.profiles.known import KnownShare


class NothingConnected:
    """A shop that no platform and no feed is connected to."""

    def shops(self) -> list[ShopStanding]:
        return []

    def work_on(self, kind: str, shop: str) -> State | None:
        del kind, shop
        return None

    def connect(self, command: ConnectShop) -> ShopConnected:
        raise BadInput(f"{command.shop} cannot be connected.", field="shop")

    def disconnect(self, kind: str, shop: str) -> None:
        raise NotFound(f"{kind} {shop} is not connected.")

    def fetch_past(self, kind: str, shop: str) -> None:
        raise NotFound(f"{kind} {shop} is not connected.")

    def feeds(self) -> list[FeedStanding]:
        return []

    def preview(self, feed: Feed) -> FeedPreview:
        raise BadInput(f"{feed.name} is no feed.", field="address")

    def add_feed(self, feed: Feed) -> None:
        raise BadInput(f"{feed.name} is no feed.", field="address")

    def pull(self, name: str, *, accept_fewer: bool = False) -> None:
        raise NotFound(f"There is no feed {name} {accept_fewer}.")

    def remove_feed(self, name: str) -> None:
        raise NotFound(f"There is no feed {name}.")


class NobodyAsks:
    """A shop of whom nobody asks anything."""

    def export(self, who: str) -> PersonExport:
        raise NotFound(f"There is no {who}.")

    def erase(self, who: str, *, at_once: bool = False) -> Erased:
        raise NotFound(f"There is no {who} {at_once}.")


class Calm:
    """Data of a shop in which nothing comes in."""

    def read(self) -> Health:
        return Health(
            hours=[],
            waiting=0,
            visitors=KnownShare(0, 0),
            carts=KnownShare(0, 0),
            checkouts=Checkouts(0, 0),
            orders=OrderSightings(both=0, browser_only=0, server_only=0),
            fields=[],
        )

    def newest(self, after: int = 0, limit: int = 50) -> list[LoggedEvent]:
        del after, limit
        return []

    def event(self, position: int) -> LoggedEvent | None:
        del position
        return None

    def masked(self, logged: LoggedEvent) -> str:
        raise AssertionError(logged)

    def send_test(self) -> None:
        """Nothing listens."""

    def test_arrived(self) -> int:
        return 0
