"""Calls that describe products."""

from __future__ import annotations

from tailorbird.api.klaviyo.desk import Call, Desk, Reply, found, within
from tailorbird.catalog.types import Product
from tailorbird.connectors.klaviyo.catalog import PREFIX, declared, product_id_of, resource_of
from tailorbird.connectors.klaviyo.types import ItemBatchCall, ItemCall, ItemResource
from tailorbird.core.clock import to_datetime
from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.core.ids import new_id

MOST_ITEMS = 100
_BODY = "data.attributes"


def create_item(desk: Desk, call: Call) -> Reply:
    """Describe a product; one that is known already is described anew."""
    item = call.read(ItemCall).data
    with within(_BODY):
        if not item.attributes.title:
            raise BadInput("title: a product needs one.", field="title")
        return 201, _declare(desk, call, item)


def update_item(desk: Desk, call: Call) -> Reply:
    """Change what is said of a product."""
    item = call.read(ItemCall).data
    item.attributes.external_id = call.resource_id.removeprefix(PREFIX)
    with within(_BODY):
        found(desk.app.product(product_id_of(item)), "product")
        return 200, _declare(desk, call, item)


def create_items(desk: Desk, call: Call) -> Reply:
    """Describe many products at once; it is done when it is answered."""
    return 202, _job(desk, call, "catalog-item-bulk-create-job")


def update_items(desk: Desk, call: Call) -> Reply:
    """Change what is said of many products at once; it is done when it is answered."""
    return 202, _job(desk, call, "catalog-item-bulk-update-job")


def _declare(desk: Desk, call: Call, item: ItemResource) -> dict[str, object]:
    product = _described(desk, call, item)
    desk.app.declare_products([product])
    return {"data": resource_of(product, call.url)}


def _described(desk: Desk, call: Call, item: ItemResource) -> Product:
    known = desk.app.product(product_id_of(item))
    return declared(item, known, desk.app.currency, call.door.now)


def _job(desk: Desk, call: Call, kind: str) -> dict[str, object]:
    items = call.read(ItemBatchCall).data.attributes.items.data
    if len(items) > MOST_ITEMS:
        raise TooLarge(f"At most {MOST_ITEMS} products in one call.", field=_BODY)
    products = {}
    for number, item in enumerate(items):
        with within(f"{_BODY}.items.data[{number}].attributes"):
            product = _described(desk, call, item)
        products[product.product_id] = product
    desk.app.declare_products(products.values())
    at, job_id = to_datetime(call.door.now).isoformat(), new_id(call.door.now)
    counts = {"total_count": len(items), "completed_count": len(items), "failed_count": 0}
    attributes = {"status": "complete", "created_at": at, "completed_at": at, **counts}
    links = {"self": f"{call.url}/api/{kind}s/{job_id}"}
    return {"data": {"type": kind, "id": job_id, "attributes": attributes, "links": links}}
