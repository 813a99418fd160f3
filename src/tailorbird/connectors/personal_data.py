"""What this room keeps of people: what a platform asked on their behalf."""

from __future__ import annotations

from tailorbird.connectors.store import requesting
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, PersonalData, Rows, Subject


def _export(connection: Connection, subject: Subject) -> Rows:
    return {"shop_requests": requesting.requests_of(connection, subject)}


def _erase(connection: Connection, subject: Subject) -> Counts:
    return {"shop_requests": requesting.unname(connection, subject)}


PERSONAL_DATA = PersonalData(
    room="connectors",
    covered={"shop_requests": ("customer_id", "email")},
    impersonal={
        "shop_connections": "the shop's own access to its platform; address is the platform's",
        "shop_deliveries": "how many webhooks of each topic came",
        "shop_stock_items": "what is counted in store rooms",
        "shop_stock_levels": "how many of it there are",
        "shop_backfills": "how far the shop's past was fetched",
        "feeds": "where the shop's catalogue feeds lie; address is a server's or a file's",
        "feed_products": "what a feed said last of each product",
        "feed_prices": "the prices of the last weeks",
        "feed_pulls": "what the latest fetch of a feed brought: counts, and rows of products",
        "feed_allowances": "which feeds may have fewer products for once",
    },
    export=_export,
    erase=_erase,
)
