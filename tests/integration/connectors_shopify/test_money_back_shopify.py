"""Refunds as Shopify and WooCommerce tell them, from the raw webhook to what the shop kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tailorbird
from tailorbird.app import Tailorbird
from tailorbird.connectors import shopify, woocommerce
from tailorbird.connectors.shops.connecting import ShopConnection

SECRET = "signs the webhooks"
LINE = {"product_id": 900, "title": "Mug", "price": "10.00", "quantity": 2}
WOO_LINE = {"product_id": 900, "name": "Mug", "quantity": 2, "subtotal": "20.00", "total": "20.00"}
AT = "2026-03-01T10:00:00Z"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with tailorbird.open(tmp_path, currency="GBP") as opened:
        for kind in ("shopify", "woocommerce"):
            connection = ShopConnection(kind=kind, shop="s.example", address="", secret=SECRET)
            opened.shops.connect(connection)
        yield opened


def shopify_says(shop: Tailorbird, topic: str, **body: Any) -> None:
    packed = json.dumps(body).encode()
    headers = {
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": "s.example",
        "x-shopify-hmac-sha256": shopify.signature(SECRET, packed),
    }
    assert shop.shops.deliver("shopify", headers, packed) == "taken"


def woo_says(shop: Tailorbird, topic: str, **body: Any) -> None:
    packed = json.dumps(body).encode()
    headers = {
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-source": "https://s.example/",
        "x-wc-webhook-signature": woocommerce.signature(SECRET, packed),
    }
    assert shop.shops.deliver("woocommerce", headers, packed) == "taken"


def kept(shop: Tailorbird) -> tuple[int, int]:
    """Return what the shop kept of its only order, in money and in pieces."""
    shop.wait_until_processed()
    (row,) = shop.people("ann")
    person = shop.person(row.profile_id)
    assert person is not None
    (order,) = person.orders
    return order.net_minor, sum(line.quantity - line.refunded for line in order.lines)


def refunded(number: int, lines: list[int], paid: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a refund of Shopify: pieces of the mug for 10.00 each, and (status, amount) paid."""
    items = [{"quantity": n, "subtotal": f"{10 * n}.00", "line_item": LINE} for n in lines]
    transactions = [{"kind": "refund", "status": said, "amount": sum_} for said, sum_ in paid]
    return {
        "id": number,
        "order_id": 1,
        "created_at": AT,
        "refund_line_items": items,
        "transactions": transactions,
    }


@pytest.mark.parametrize(
    ("lines", "paid", "left"),
    [
        ([1], [("success", "10.00")], (1400, 1)),
        ([1], [("success", "12.00")], (1200, 1)),  # with its share of the shipping
        ([], [("success", "4.00")], (2000, 2)),  # shipping alone
        ([2], [("success", "24.00")], (0, 0)),
        ([1], [], (2400, 1)),  # back onto the shelf, no money
        ([1], [("failure", "10.00"), ("pending", "10.00")], (1400, 1)),
    ],
)
def test_shopify(
    shop: Tailorbird,
    lines: list[int],
    paid: list[tuple[str, str]],
    left: tuple[int, int],
) -> None:
    shopify_says(shop, "refunds/create", **refunded(7, lines, paid))
    order = {"id": 1, "created_at": AT, "currency": "GBP", "total_price": "24.00"}
    customer = {"id": 5, "email": "ann@example.com"}
    shopify_says(shop, "orders/create", **order, customer=customer, line_items=[LINE])
    assert kept(shop) == left
    shopify_says(shop, "refunds/create", **refunded(7, lines, paid), note="sent again")
    assert kept(shop) == left


@pytest.mark.parametrize(
    ("refunds", "left"),
    [
        ([{"id": 7, "total": "-4.00"}], (2000, 2)),
        ([{"id": 7, "total": "-24.00"}], (0, 2)),
        ([{"id": 7, "total": "-4.00"}, {"id": 8, "total": "-20.00"}], (0, 2)),
    ],
)
def test_woocommerce(
    shop: Tailorbird, refunds: list[dict[str, Any]], left: tuple[int, int]
) -> None:
    order = {
        "id": 1,
        "status": "completed",
        "currency": "GBP",
        "date_created_gmt": "2026-03-01T10:00:00",
        "total": "24.00",
        "customer_id": 5,
        "billing": {"email": "ann@example.com"},
        "line_items": [WOO_LINE],
    }
    woo_says(shop, "order.created", **order)
    woo_says(shop, "order.updated", **order, refunds=refunds)
    woo_says(shop, "order.updated", **order, refunds=refunds, version="again")
    assert kept(shop) == left
