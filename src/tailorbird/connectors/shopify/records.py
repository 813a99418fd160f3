"""Records of the Admin API in the shape of the webhooks, so that one translation reads both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tailorbird.connectors.shopify import customers, orders, products
from tailorbird.connectors.shops.reading import Body, identifier, mapping, rows, text
from tailorbird.connectors.shops.types import Translated


def translated(part: str, record: Body, shop: str, currency: str, now: int) -> Translated:
    """Return what follows from one record of a back-fill.

    Raises:
        BadInput: it lacks what it cannot be read without.
    """
    return _PARTS[part](record, shop, currency, now)


def _order(record: Body, _shop: str, currency: str, now: int) -> Translated:
    body = order_body(record)
    used = text(body["currency"]) or currency
    refunds = [orders.refunded(refund, body["id"], used, now) for refund in body["refunds"]]
    events = [orders.completed(body, now), *refunds]
    if body["cancelled_at"]:
        events.append(orders.cancelled(body, now))
    return Translated(events=tuple(events))


def _customer(record: Body, _shop: str, _currency: str, now: int) -> Translated:
    return Translated(events=customers.told(customer_body(record), now))


def _product(record: Body, shop: str, currency: str, now: int) -> Translated:
    body = product_body(record)
    found = products.product_of(body, shop, currency, now)
    return Translated(products=(found,), items=products.items_of(body))


_PARTS: dict[str, Callable[[Body, str, str, int], Translated]] = {
    "orders": _order,
    "customers": _customer,
    "products": _product,
}


def order_body(record: Body) -> dict[str, Any]:
    """Return an order as a webhook would tell it."""
    customer = mapping(record.get("customer"))
    mailbox = mapping(customer.get("defaultEmailAddress"))
    shipping = mapping(mapping(record.get("totalShippingPriceSet")).get("shopMoney"))
    return {
        "id": identifier(record.get("id")),
        "name": record.get("name"),
        "created_at": record.get("createdAt"),
        "processed_at": record.get("processedAt"),
        "updated_at": record.get("updatedAt"),
        "cancelled_at": record.get("cancelledAt"),
        "cancel_reason": text(record.get("cancelReason")).lower(),
        "test": record.get("test"),
        "currency": record.get("currencyCode"),
        "email": record.get("email"),
        "customer": {"id": customer.get("id"), "email": mailbox.get("emailAddress")},
        "note_attributes": [
            {"name": one.get("key"), "value": one.get("value")}
            for one in rows(record.get("customAttributes"))
        ],
        "total_price": _money(record.get("totalPriceSet")),
        "subtotal_price": _money(record.get("subtotalPriceSet")),
        "total_tax": _money(record.get("totalTaxSet")),
        "total_discounts": _money(record.get("totalDiscountsSet")),
        "total_shipping_price_set": {"shop_money": {"amount": shipping.get("amount")}},
        "discount_codes": [{"code": code} for code in record.get("discountCodes") or ()],
        "line_items": [_line(line) for line in nodes(record.get("lineItems"))],
        "refunds": [_refund(refund) for refund in rows(record.get("refunds"))],
    }


def customer_body(record: Body) -> dict[str, Any]:
    """Return a customer as a webhook would tell it."""
    mailbox = mapping(record.get("defaultEmailAddress"))
    phone = mapping(record.get("defaultPhoneNumber"))
    country = mapping(record.get("defaultAddress")).get("countryCodeV2")
    return {
        "id": identifier(record.get("id")),
        "email": mailbox.get("emailAddress"),
        "first_name": record.get("firstName"),
        "last_name": record.get("lastName"),
        "phone": phone.get("phoneNumber"),
        "created_at": record.get("createdAt"),
        "updated_at": record.get("updatedAt"),
        "default_address": {"country_code": country},
        "email_marketing_consent": _consent(mailbox),
        "sms_marketing_consent": _consent(phone),
    }


def product_body(record: Body) -> dict[str, Any]:
    """Return a product as a webhook would tell it."""
    preview = mapping(mapping(record.get("featuredMedia")).get("preview"))
    return {
        "id": identifier(record.get("id")),
        "title": record.get("title"),
        "handle": record.get("handle"),
        "vendor": record.get("vendor"),
        "product_type": record.get("productType"),
        "status": record.get("status"),
        "created_at": record.get("createdAt"),
        "updated_at": record.get("updatedAt"),
        "published_at": record.get("publishedAt"),
        "image": {"src": mapping(preview.get("image")).get("url")},
        "variants": [_variant(one) for one in nodes(record.get("variants"))],
    }


def nodes(connection: object) -> list[Body]:
    """Return the records of a connection, as GraphQL calls a list that goes on."""
    return rows(mapping(connection).get("nodes"))


def _money(bag: object) -> Any:
    return mapping(mapping(bag).get("shopMoney")).get("amount")


def _line(line: Body) -> dict[str, Any]:
    variant = mapping(line.get("variant"))
    named = text(variant.get("title"))
    return {
        "product_id": identifier(mapping(line.get("product")).get("id")),
        "variant_id": identifier(variant.get("id")),
        "variant_title": "" if named == "Default Title" else named,
        "title": line.get("title"),
        "sku": line.get("sku"),
        "vendor": line.get("vendor"),
        "price": _money(line.get("originalUnitPriceSet")),
        "quantity": line.get("quantity"),
        "gift_card": line.get("isGiftCard"),
    }


def _refund(refund: Body) -> dict[str, Any]:
    paid = _money(refund.get("totalRefundedSet"))
    return {
        "id": identifier(refund.get("id")),
        "created_at": refund.get("createdAt"),
        "transactions": [{"kind": "refund", "status": "success", "amount": paid}],
        "refund_line_items": [
            {
                "quantity": line.get("quantity"),
                "subtotal": _money(line.get("subtotalSet")),
                "line_item": _line(mapping(line.get("lineItem"))),
            }
            for line in nodes(refund.get("refundLineItems"))
        ],
    }


def _consent(contact: Body) -> dict[str, Any]:
    return {
        "state": contact.get("marketingState"),
        "opt_in_level": contact.get("marketingOptInLevel"),
        "consent_updated_at": contact.get("marketingUpdatedAt"),
    }


def _variant(variant: Body) -> dict[str, Any]:
    item = mapping(variant.get("inventoryItem"))
    return {
        "id": identifier(variant.get("id")),
        "price": variant.get("price"),
        "inventory_policy": variant.get("inventoryPolicy"),
        "inventory_quantity": variant.get("inventoryQuantity"),
        "inventory_item_id": identifier(item.get("id")),
        "inventory_management": "shopify" if item.get("tracked") else "",
    }
