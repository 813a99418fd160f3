"""Reads a shop's past page by page; whoever holds the cursor can go on at any time."""

from __future__ import annotations

from typing import Any

from tailorbird.connectors.shopify.admin import Admin, TooCostly
from tailorbird.connectors.shopify.questions import LINES, PARTS
from tailorbird.connectors.shopify.records import nodes
from tailorbird.connectors.shops.connecting import Page
from tailorbird.connectors.shops.reading import Body, mapping, text

FIRST = 50


class Past:
    """The products, customers and orders that a shop had before it was connected."""

    parts = tuple(PARTS)

    def __init__(self, admin: Admin) -> None:
        self._admin = admin
        self._first = dict.fromkeys(PARTS, FIRST)

    def page(self, part: str, cursor: str) -> Page:
        """Return the records after a cursor, from the beginning if it is empty.

        Raises:
            ShopFailed: the shop refuses, or could not be reached in many attempts.
        """
        found = mapping(self._ask(part, cursor).get(part))
        info = mapping(found.get("pageInfo"))
        records = [self._whole(dict(record)) for record in nodes(found)]
        after = text(info.get("endCursor")) or cursor
        return Page(records=records, cursor=after, more=info.get("hasNextPage") is True)

    def _ask(self, part: str, cursor: str) -> dict[str, Any]:
        while True:
            variables = {"first": self._first[part], "after": cursor or None}
            try:
                return self._admin.ask(PARTS[part], variables)
            except TooCostly:
                if self._first[part] == 1:
                    raise
                self._first[part] //= 2

    def _whole(self, record: dict[str, Any]) -> dict[str, Any]:
        """Fetch the further lines of an order that has more than its page carried."""
        lines = mapping(record.get("lineItems"))
        if mapping(lines.get("pageInfo")).get("hasNextPage") is not True:
            return record
        found: list[Body] = nodes(lines)
        info = mapping(lines.get("pageInfo"))
        while info.get("hasNextPage") is True:
            variables = {"id": record["id"], "after": info.get("endCursor")}
            order = mapping(self._admin.ask(LINES, variables).get("order"))
            more = mapping(order.get("lineItems"))
            found, info = [*found, *nodes(more)], mapping(more.get("pageInfo"))
        return {**record, "lineItems": {"nodes": found}}
