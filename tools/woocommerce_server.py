"""A pretend WooCommerce on this machine: the REST API's paths, pages, refusals and error shapes.

Tests and proofs start it as an object. It refuses like the real one: a wrong key (401 with
WordPress' own error object), and like the hosts such shops run at: now and then a 429 or 503 with
``Retry-After``.
"""

from __future__ import annotations

import base64
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tools.pretend_server import Answered, PretendServer

KEY, SECRET = "ck_pretend", "cs_pretend"
_ROUTE = re.compile(r"/wp-json/wc/v3/(products|customers|orders)(?:/(\d+)/refunds)?")
_FIRST, _MOST = 1_000, 100
_BUSY_AT, _AWAY_AT = 5, 11  # which of every ``faults`` answers is refused
_DAY = "2026-{:02}-{:02}T12:{:02}:00"
REFUNDED, CANCELLED, ATTEMPTED = 3, 7, 9  # which of every 20, 50, 25 orders


@dataclass
class PretendWoo(PretendServer):
    """The shop behind a real port; ``seen`` counts what was answered."""

    orders: int = 130
    customers: int = 40
    products: int = 12
    faults: int = 0
    port: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    removed: set[int] = field(default_factory=set)  # numbers of orders that are there no more
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Return status, content and more headers."""
        del body
        key = headers.get("authorization", "")
        with self._lock:
            parts = urlsplit(path)
            route = _ROUTE.fullmatch(parts.path)
            if route is None:
                said = "No route was found matching the URL and request method."
                return _refusal(404, "rest_no_route", said)
            if key != "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode():
                self.seen["401"] += 1
                said = "Sorry, you cannot list resources."
                return _refusal(401, "woocommerce_rest_cannot_view", said)
            self.seen["questions"] += 1
            turn = self.seen["questions"] % self.faults if self.faults else -1
            if turn == _BUSY_AT:
                self.seen["429"] += 1
                return 429, "Too Many Requests", {"Retry-After": "0.1"}
            if turn == _AWAY_AT:
                self.seen["503"] += 1
                return 503, "Service Unavailable", {"Retry-After": "0.1"}
            if route[2]:
                return 200, [self.refund(int(route[2]) - _FIRST)], {}
            return self._page(route[1], parse_qs(parts.query))

    def _page(self, part: str, asked: dict[str, list[str]]) -> Answered:
        size, number = int(asked.get("per_page", ["10"])[0]), int(asked.get("page", ["1"])[0])
        if not 1 <= size <= _MOST:
            return _refusal(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        self.seen["pages"] += 1
        there = range(int(getattr(self, part)))
        kept = [one for one in there if part != "orders" or one not in self.removed]
        if asked.get("order", ["desc"])[0] == "desc":
            kept.reverse()
        chosen = kept[(number - 1) * size : number * size]
        pages = -(-len(kept) // size)
        headers = {"X-WP-Total": str(len(kept)), "X-WP-TotalPages": str(pages)}
        return 200, [getattr(self, f"_{part}")(one) for one in chosen], headers

    def line(self, number: int, index: int) -> dict[str, Any]:
        """Return one line of an order."""
        product = (number * 7 + index) % self.products
        total = f"{10 + product}.00"
        return {
            "id": number * 10 + index,
            "name": f"Thing &amp; {product}",
            "product_id": _FIRST + product,
            "variation_id": 0,
            "quantity": 1,
            "subtotal": total,
            "total": total,
            "sku": f"T{product}",
            "price": 10 + product,
        }

    def refund(self, number: int) -> dict[str, Any]:
        """Return the refund of an order, as the API tells it: counted below nought."""
        line = self.line(number, 0)
        back = {
            **line,
            "quantity": -1,
            "total": f"-{line['total']}",
            "subtotal": f"-{line['total']}",
        }
        day = _day(number)
        return {
            "id": 5_000_000 + number,
            "date_created": day,
            "date_created_gmt": day,
            "amount": line["total"],
            "reason": "",
            "line_items": [back],
        }

    def lines(self, number: int) -> int:
        """How many lines an order has."""
        return 1 + number % 3

    def _orders(self, number: int) -> dict[str, Any]:
        lines = [self.line(number, index) for index in range(self.lines(number))]
        total = sum(float(line["total"]) for line in lines)
        refunds = (
            [{"id": 5_000_000 + number, "reason": "", "total": f"-{lines[0]['total']}"}]
            if number % 20 == REFUNDED
            else []
        )
        day = _day(number)
        attempted = number % 25 == ATTEMPTED
        status = "pending" if attempted else "completed"
        if number % 50 == CANCELLED:
            status = "cancelled"
        return {
            "id": _FIRST + number,
            "number": str(_FIRST + number),
            "status": status,
            "currency": "GBP",
            "date_created": day,
            "date_created_gmt": day,
            "date_modified_gmt": day,
            "date_paid_gmt": None if attempted else day,
            "total": f"{total:.2f}",
            "total_tax": "0.00",
            "discount_total": "0.00",
            "shipping_total": "0.00",
            "customer_id": _FIRST + number % self.customers,
            "billing": {"email": f"customer{number % self.customers}@example.com"},
            "meta_data": [],
            "line_items": lines,
            "coupon_lines": [],
            "refunds": refunds,
        }

    def _customers(self, number: int) -> dict[str, Any]:
        return {
            "id": _FIRST + number,
            "date_created_gmt": "2026-01-01T10:00:00",
            "date_modified_gmt": "2026-01-05T10:00:00",
            "email": f"customer{number}@example.com",
            "first_name": "Customer",
            "last_name": str(number),
            "billing": {"country": "GB", "phone": ""},
        }

    def _products(self, number: int) -> dict[str, Any]:
        return {
            "id": _FIRST + number,
            "name": f"Thing &amp; {number}",
            "permalink": f"https://shop.example/product/thing-{number}/",
            "type": "simple",
            "status": "publish",
            "catalog_visibility": "visible",
            "date_created_gmt": "2025-12-01T10:00:00",
            "date_modified_gmt": "2026-01-05T10:00:00",
            "price": f"{10 + number}.00",
            "purchasable": True,
            "stock_status": "instock" if number % 4 else "outofstock",
            "categories": [{"id": 1, "name": "Things", "slug": "things"}],
            "images": [],
            "parent_id": 0,
        }


def _day(number: int) -> str:
    return _DAY.format(1 + number % 9, 1 + number % 28, number % 60)


def _refusal(status: int, code: str, message: str) -> Answered:
    return status, {"code": code, "message": message, "data": {"status": status}}, {}
