"""What a shop held in lists has none of: people who ask, and connections."""

from __future__ import annotations

from tailorbird.app.connecting import ConnectShop, ShopConnected
from tailorbird.app.connections import FeedStanding
from tailorbird.app.privacy_requests import Erased, PersonExport
from tailorbird.connectors.feeds import Feed, FeedPreview
from tailorbird.connectors.shops.connecting import ShopStanding
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.jobs.types import State


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
