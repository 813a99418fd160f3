"""What opens a merchant's shop lies in the operational database alone, and no file made of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

import tailorbird
from tailorbird.app.connecting import ConnectShop
from tailorbird.connectors.feeds import Feed
from tailorbird.core.clock import HOUR

SECRETS = ("signs-the-webhooks", "opens-the-api", "opens-the-feed", "shpat_token")


def test_no_export_archive_or_snapshot_holds_what_opens_a_shop(tmp_path: Path) -> None:
    with tailorbird.open(tmp_path, currency="GBP") as shop:
        command = ConnectShop(
            kind="shopify",
            shop="s.example",
            address="https://s.example",
            secret=SECRETS[0],
            api_id="app",
            api_secret=SECRETS[1],
        )
        shop.connections.connect(command)
        known = shop.shops.connected.find("shopify", "s.example")
        assert known is not None
        shop.shops.connected.save(msgspec.structs.replace(known, token=SECRETS[3]))
        address = f"https://me:{SECRETS[2]}@s.example/feed.xml"
        shop.feeds.add(Feed(name="main", address=address, every=HOUR, currency=""))
        shop.track(name="Product Viewed", user_id="ann", properties={"product_id": "P1"})
        shop.wait_until_processed()
        shop.archive.seal()
        shop.rebuilding.keep_checkpoint()
        said = msgspec.json.encode(shop.privacy.export("ann"))
        said += msgspec.json.encode([one.feed for one in shop.connections.feeds()])
        said += msgspec.json.encode(shop.connections.shops())
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    holding = {one.name for one in files if any(_holds(one, secret) for secret in SECRETS)}
    assert {one.partition("-")[0] for one in holding} == {"tailorbird.db"}
    snapshots = [one for one in files if one.parent.name == "checkpoints"]
    assert snapshots
    for snapshot in snapshots:
        with closing(sqlite3.connect(snapshot)) as database:
            assert database.execute("select count(*) from shop_connections").fetchone() == (0,)
    assert not any(secret.encode() in said for secret in SECRETS)


def _holds(file: Path, secret: str) -> bool:
    return secret.encode() in file.read_bytes()
