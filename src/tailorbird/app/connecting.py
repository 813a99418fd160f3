"""The command that connects a shop, as the command line sends it."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.app.shops import Shops
from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.core.errors import BadInput

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+(:[0-9]+)?(/[a-z0-9._~-]+)*")


class ConnectShop(Struct, frozen=True, kw_only=True, tag="connect_shop"):
    """A shop to connect; ``past`` asks for its products, customers and orders too.

    ``api_secret`` opens the API; where it is empty, ``secret``, which signs webhooks, does both.
    What is left empty of a shop that is connected already stays as it was.
    """

    kind: str
    shop: str
    address: str
    secret: str = ""
    api_id: str = ""
    api_secret: str = ""
    past: bool = False


class ShopConnected(Struct, frozen=True, kw_only=True, tag="shop_connected"):
    """What was connected, where its webhooks go, and whether its past is being fetched."""

    shop: str
    webhooks: str
    past: bool


def connect_shop(shops: Shops, url: str, command: ConnectShop) -> ShopConnected:
    """Connect a shop, and ask for its past if that is wanted.

    Raises:
        BadInput: the shop's name, address or secret cannot be right.
    """
    if not _SHOP.fullmatch(command.shop):
        raise BadInput(
            f"{command.shop[:80]!r} is no shop's name; give one such as my-shop.myshopify.com.",
            field="shop",
        )
    if not command.address.startswith(("https://", "http://")):
        raise BadInput("address: expected one that begins with https://.", field="address")
    shops.connect(_connection(command, shops.connected.find(command.kind, command.shop)))
    if command.past:
        shops.fetch_past(command.kind, command.shop)
    webhooks = f"{url}/v1/webhooks/{command.kind}"
    return ShopConnected(shop=command.shop, webhooks=webhooks, past=command.past)


def _connection(command: ConnectShop, known: ShopConnection | None) -> ShopConnection:
    found = ShopConnection(
        kind=command.kind,
        shop=command.shop,
        address=command.address.rstrip("/"),
        secret=command.secret,
        api_id=command.api_id,
        api_secret=command.api_secret or command.secret,
    )
    if known is None:
        return found
    return replace(
        found,
        secret=found.secret or known.secret,
        api_id=found.api_id or known.api_id,
        api_secret=found.api_secret or known.api_secret,
    )
