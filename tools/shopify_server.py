"""A pretend Shopify on this machine: the Admin API's paths, prices, refusals and pages.

``python -m tools.shopify_server PORT [--orders N]`` serves a made-up shop; tests and proofs start
it as an object. It refuses like the real one: a wrong or ended token (401), too many questions (200
with THROTTLED, now and then a 429), a question that is too dear (MAX_COST_EXCEEDED), and now and
then a 503.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs

from tools.pretend_server import Answered, PretendServer

APP, SECRET = "app-id", "shpss_pretend"
_FIRST_ORDER = 5_000_000_000_001
_FIRST_CUSTOMER = 7_000_000_000_001
_FIRST_PRODUCT = 9_100_000_000_000_000_001  # beyond what floats hold
_GRAPHQL = re.compile(r"^/admin/api/\d{4}-\d{2}/graphql\.json$")
MOST_COST = 1_000
REFUNDED, CANCELLED = 3, 7  # which of every 20, of every 50 orders
_MANY, _WITH_MANY = 75, 5
_OTHER_APP = 2
_DEAREST = {"orders": 24, "customers": 3, "products": 8}  # points for one record


def _money(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "GBP"}}


@dataclass
class Shop:
    """What the pretend shop holds, made from numbers: the same every time."""

    orders: int = 100
    customers: int = 40
    products: int = 12

    def count(self, part: str) -> int:
        """How many records a part has."""
        return int(getattr(self, part))

    def record(self, part: str, number: int) -> dict[str, Any]:
        """Return one record of a part, from 0."""
        made: dict[str, Any] = getattr(self, f"_{part}")(number)
        return made

    def line(self, order: int, number: int) -> dict[str, Any]:
        """Return one line of an order."""
        product = (order * 7 + number) % self.products
        return {
            "id": f"gid://shopify/LineItem/{order * 1000 + number}",
            "title": f"Thing {product}",
            "quantity": 1 + number % 2,
            "sku": f"T{product}",
            "vendor": "Pretend",
            "isGiftCard": False,
            "product": {"id": f"gid://shopify/Product/{_FIRST_PRODUCT + product}"},
            "variant": {"id": f"gid://shopify/ProductVariant/{product}", "title": "Default Title"},
            "originalUnitPriceSet": _money(f"{10 + product}.00"),
        }

    def lines(self, order: int) -> int:
        """How many lines an order has; a few have more than a page carries."""
        return _MANY if order % 97 == _WITH_MANY else 1 + order % 3

    def _orders(self, number: int) -> dict[str, Any]:
        count = self.lines(number)
        lines = [self.line(number, index) for index in range(min(count, 30))]
        total = sum(
            float(self.line(number, n)["originalUnitPriceSet"]["shopMoney"]["amount"])
            * self.line(number, n)["quantity"]
            for n in range(count)
        )
        day = f"2026-{1 + number % 9:02}-{1 + number % 28:02}T12:{number % 60:02}:00Z"
        refunds = [self._refund(number, lines[0], day)] if number % 20 == REFUNDED else []
        return {
            "id": f"gid://shopify/Order/{_FIRST_ORDER + number}",
            "name": f"#{1000 + number}",
            "createdAt": day,
            "processedAt": day,
            "updatedAt": day,
            "cancelledAt": day if number % 50 == CANCELLED else None,
            "cancelReason": "CUSTOMER" if number % 50 == CANCELLED else None,
            "test": False,
            "currencyCode": "GBP",
            "email": f"customer{number % self.customers}@example.com",
            "totalPriceSet": _money(f"{total:.2f}"),
            "subtotalPriceSet": _money(f"{total:.2f}"),
            "totalTaxSet": _money("0.00"),
            "totalDiscountsSet": _money("0.00"),
            "totalShippingPriceSet": _money("0.00"),
            "discountCodes": [],
            "customer": self._buyer(number % self.customers),
            "customAttributes": [],
            "lineItems": {"nodes": lines, "pageInfo": _info(30, count)},
            "refunds": refunds,
        }

    def _refund(self, number: int, line: dict[str, Any], day: str) -> dict[str, Any]:
        paid = line["originalUnitPriceSet"]
        one = {"quantity": 1, "subtotalSet": paid, "lineItem": line}
        return {
            "id": f"gid://shopify/Refund/{number}",
            "createdAt": day,
            "totalRefundedSet": paid,
            "refundLineItems": {"nodes": [one]},
        }

    def _buyer(self, number: int) -> dict[str, Any]:
        mailbox = {"emailAddress": f"customer{number}@example.com"}
        return {
            "id": f"gid://shopify/Customer/{_FIRST_CUSTOMER + number}",
            "defaultEmailAddress": mailbox,
        }

    def _customers(self, number: int) -> dict[str, Any]:
        buyer = self._buyer(number)
        asked = {
            "marketingState": "SUBSCRIBED" if number % 2 else "NOT_SUBSCRIBED",
            "marketingOptInLevel": "CONFIRMED_OPT_IN",
            "marketingUpdatedAt": "2026-01-05T10:00:00Z" if number % 2 else None,
        }
        return {
            **buyer,
            "firstName": "Customer",
            "lastName": str(number),
            "createdAt": "2026-01-01T10:00:00Z",
            "updatedAt": "2026-01-05T10:00:00Z",
            "defaultAddress": {"countryCodeV2": "GB"},
            "defaultEmailAddress": {**buyer["defaultEmailAddress"], **asked},
            "defaultPhoneNumber": None,
        }

    def _products(self, number: int) -> dict[str, Any]:
        variant = {
            "id": f"gid://shopify/ProductVariant/{number}",
            "price": f"{10 + number}.00",
            "inventoryPolicy": "DENY",
            "inventoryQuantity": number % 4,
            "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number}", "tracked": True},
        }
        return {
            "id": f"gid://shopify/Product/{_FIRST_PRODUCT + number}",
            "title": f"Thing {number}",
            "handle": f"thing-{number}",
            "vendor": "Pretend",
            "productType": "Things",
            "status": "ACTIVE",
            "createdAt": "2025-12-01T10:00:00Z",
            "updatedAt": "2026-01-05T10:00:00Z",
            "publishedAt": "2025-12-02T10:00:00Z",
            "featuredMedia": None,
            "variants": {"nodes": [variant]},
        }


def _info(end: int, count: int) -> dict[str, Any]:
    packed = base64.b64encode(f"after:{min(end, count)}".encode()).decode()
    return {"hasNextPage": end < count, "endCursor": packed}


def _place(cursor: str | None) -> int:
    return int(base64.b64decode(cursor).decode().removeprefix("after:")) if cursor else 0


@dataclass
class PretendShopify(PretendServer):
    """The shop behind a real port. ``rate`` is how many points come back in a second.

    Once in ``faults`` questions one is refused with a 429, one with a 503, and one finds that
    another app has used up all points; ``token_seconds`` is how long a
    token is good. ``seen`` counts what was answered.
    """

    shop: Shop = field(default_factory=Shop)
    most: float = 2_000.0
    rate: float = 100.0
    faults: int = 0
    token_seconds: int = 86_399
    port: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    _tokens: dict[str, float] = field(default_factory=dict)
    _points: float = 0.0
    _at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Self:
        """Serve until ``stop``, with all points there are."""
        self._points, self._at = self.most, time.monotonic()
        return super().start()

    def end_tokens(self) -> None:
        """Make every token that was given worthless."""
        with self._lock:
            self._tokens.clear()

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Return status, content and more headers."""
        token = headers.get("x-shopify-access-token", "")
        with self._lock:
            if path == "/admin/oauth/access_token":
                return self._give_token(body)
            if not _GRAPHQL.match(path):
                return 404, {"errors": "Not Found"}, {}
            if self._tokens.get(token, 0.0) <= time.monotonic():
                self.seen["401"] += 1
                said = (
                    "[API] Invalid API key or access token (unrecognized login or wrong password)"
                )
                return 401, {"errors": said}, {}
            self.seen["questions"] += 1
            number = self.seen["questions"]
            if self.faults and number % self.faults == 0:
                self.seen["429"] += 1
                return 429, {"errors": "Exceeded 2 calls per second."}, {"Retry-After": "0.2"}
            if self.faults and number % self.faults == self.faults // 2:
                self.seen["503"] += 1
                return 503, {"errors": "Service Unavailable"}, {}
            return self._ask(json.loads(body))

    def _give_token(self, body: bytes) -> Answered:
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        wanted = {"client_id": APP, "client_secret": SECRET, "grant_type": "client_credentials"}
        if asked != wanted:
            return 400, {"error": "invalid_client", "error_description": "Wrong id or secret."}, {}
        self.seen["tokens"] += 1
        token = f"shpat_{self.seen['tokens']}"
        self._tokens[token] = time.monotonic() + self.token_seconds
        said = {"access_token": token, "scope": "read_orders", "expires_in": self.token_seconds}
        return 200, said, {}

    def _ask(self, asked: dict[str, Any]) -> Answered:
        part = asked["query"].split("(", 1)[0].removeprefix("query ").lower()
        variables = asked["variables"]
        first = int(variables.get("first") or 0)
        cost = 10 if part == "lines" else 2 + first * _DEAREST[part]
        if cost > MOST_COST:
            self.seen["too dear"] += 1
            said = f"Query cost is {cost}, which exceeds the single query max cost limit (1000)."
            return 200, {"errors": [_error(said, "MAX_COST_EXCEEDED")]}, {}
        now = time.monotonic()
        if (
            self.faults and self.seen["questions"] % self.faults == _OTHER_APP
        ):  # another app was here
            self._points, self._at = 0.0, now
        self._points = min(self.most, self._points + (now - self._at) * self.rate)
        self._at = now
        if cost > self._points:
            self.seen["throttled"] += 1
            refused = {"errors": [_error("Throttled", "THROTTLED")]}
            return 200, refused | {"extensions": self._cost(cost, None)}, {}
        self._points -= cost
        self.seen["pages"] += 1
        data = self._lines(variables) if part == "lines" else self._page(part, first, variables)
        return 200, {"data": data, "extensions": self._cost(cost, cost)}, {}

    def _page(self, part: str, first: int, variables: dict[str, Any]) -> dict[str, Any]:
        begin, count = _place(variables.get("after")), self.shop.count(part)
        end = min(begin + first, count)
        found = [self.shop.record(part, number) for number in range(begin, end)]
        return {part: {"nodes": found, "pageInfo": _info(end, count)}}

    def _lines(self, variables: dict[str, Any]) -> dict[str, Any]:
        order = int(variables["id"].rsplit("/", 1)[-1]) - _FIRST_ORDER
        begin, count = _place(variables.get("after")), self.shop.lines(order)
        found = [self.shop.line(order, number) for number in range(begin, min(begin + 100, count))]
        return {"order": {"lineItems": {"nodes": found, "pageInfo": _info(begin + 100, count)}}}

    def _cost(self, requested: int, actual: int | None) -> dict[str, Any]:
        status = {
            "maximumAvailable": self.most,
            "currentlyAvailable": int(self._points),
            "restoreRate": self.rate,
        }
        return {
            "cost": {
                "requestedQueryCost": requested,
                "actualQueryCost": actual,
                "throttleStatus": status,
            }
        }


def _error(message: str, code: str) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code}}


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--orders", type=int, default=100)
    options = parser.parse_args()
    pretend = PretendShopify(Shop(orders=options.orders), port=options.port).start()
    print(f"A pretend shop is at {pretend.address} (app {APP}, secret {SECRET}).")
    threading.Event().wait()


if __name__ == "__main__":
    main()
