"""What has to be entered at Shopify so that a shop can be connected. Pure."""

from __future__ import annotations

from tailorbird.connectors.shopify.questions import API_VERSION

SCOPES = ("read_orders", "read_all_orders", "read_customers", "read_products", "read_inventory")
PROTECTED = ("name", "email", "phone", "address")  # of the address the country alone is read
PRIVACY_TOPICS = ("customers/data_request", "customers/redact", "shop/redact")
TOPICS = (
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/edited",
    "orders/delete",
    "refunds/create",
    "fulfillments/create",
    "fulfillments/update",
    "customers/create",
    "customers/update",
    "customers/delete",
    "customers_marketing_consent/update",
    "products/create",
    "products/update",
    "products/delete",
    "inventory_levels/update",
    "inventory_levels/connect",
    "inventory_levels/disconnect",
    "carts/create",
    "carts/update",
    "checkouts/create",
    "checkouts/update",
)


def app_file(webhooks: str) -> str:
    """Return the part of an app's ``shopify.app.toml`` that sends webhooks to an address."""
    listed = "".join(f'  "{topic}",\n' for topic in TOPICS)
    privacy = ", ".join(f'"{topic}"' for topic in PRIVACY_TOPICS)
    return (
        f'[access_scopes]\nscopes = "{",".join(SCOPES)}"\n\n'
        f'[webhooks]\napi_version = "{API_VERSION}"\n\n'
        f'[[webhooks.subscriptions]]\nuri = "{webhooks}"\n'
        f"compliance_topics = [{privacy}]\ntopics = [\n{listed}]\n"
    )
