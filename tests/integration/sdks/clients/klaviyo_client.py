"""Tell of a shop by klaviyo-api, unchanged; runs in a process of its own.

Usage: klaviyo_client.py HOST KEY EVENTS. What the library itself does not try again (a connection
that broke, a 500) is tried again as a shop's own queue would. Prints what was read back, as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any

KlaviyoAPI = import_module("klaviyo_api").KlaviyoAPI
ApiException = import_module("openapi_client.exceptions").ApiException
PATIENCE = 60
ITEMS = [{"ProductID": "P1", "ProductName": "Lamp", "Quantity": 2, "ItemPrice": 9.95}]
BUYER = {"email": "buyer@shop.example", "external_id": "C-1"}


def until_done(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Call again until it is answered; a 4xx is an answer."""
    for _ in range(PATIENCE):
        try:
            return call(*arguments, **options, _request_timeout=2.0)
        except Exception as error:
            status = getattr(error, "status", None) or 0
            if 400 <= status < 500 and status != 429:
                raise
            time.sleep(0.1)
    sys.exit("given up")


def resource(kind: str, attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"data": {"type": kind, "attributes": attributes, **more}}


def event(metric: str, properties: dict[str, Any], unique_id: str, **more: Any) -> dict[str, Any]:
    return {
        "metric": resource("metric", {"name": metric}),
        "profile": resource("profile", BUYER),
        "properties": properties,
        "unique_id": unique_id,
        **more,
    }


def tell(api: Any, events: int) -> None:
    """Every view on its own; an order with its lines in one call."""
    for number in range(events):
        said = {"ProductID": f"P{number}", "ProductName": f"Thing {number}", "n": number}
        viewed = event("Viewed Product", said, f"view-{number}")
        until_done(api.Events.create_event, resource("event", viewed))
    placed = event("Placed Order", {"OrderId": "O-1", "Items": ITEMS}, "O-1", value=19.9)
    line = event("Ordered Product", {"OrderId": "O-1", **ITEMS[0]}, "O-1-1", value=9.95)
    told: list[dict[str, Any]] = [{"type": "event", "attributes": one} for one in (placed, line)]
    for one in told:
        del one["attributes"]["profile"]
    person = {"profile": resource("profile", BUYER), "events": {"data": told}}
    people = {"data": [{"type": "event-bulk-create", "attributes": person}]}
    batch = resource("event-bulk-create-job", {"events-bulk-create": people})
    until_done(api.Events.bulk_create_events, batch)


def describe_people(api: Any) -> dict[str, Any]:
    """Make, change and find profiles; take an answer on consent."""
    given = {**BUYER, "first_name": "Bo", "properties": {"size": "M"}}
    made = until_done(api.Profiles.create_or_update_profile, resource("profile", given))
    profile_id = made.data.id
    changed = resource("profile", {"last_name": "Li"}, id=profile_id)
    until_done(api.Profiles.update_profile, profile_id, changed)
    try:
        until_done(api.Profiles.create_profile, resource("profile", {"email": BUYER["email"]}))
        twice = None
    except ApiException as error:
        twice = json.loads(error.body)["errors"][0]["meta"]["duplicate_profile_id"]
    channels = {"email": {"marketing": {"consent": "SUBSCRIBED"}}}
    one = {"type": "profile", "attributes": {"email": BUYER["email"], "subscriptions": channels}}
    job = {"profiles": {"data": [one]}, "custom_source": "Checkout"}
    body = resource("profile-subscription-bulk-create-job", job)
    until_done(api.Profiles.bulk_subscribe_profiles, body)
    filtered = f'equals(email,"{BUYER["email"]}")'
    found = until_done(api.Profiles.get_profiles, filter=filtered).data[0]
    again = until_done(api.Profiles.get_profile, profile_id).data.attributes
    same = profile_id == twice == found.id
    return {"name": [again.first_name, again.last_name], "size": again.properties, "same": same}


def describe_products(api: Any) -> dict[str, Any]:
    """Describe a product, change it, describe several."""
    lamp = {
        "external_id": "P1",
        "title": "Lamp",
        "description": "Lights",
        "url": "https://s.example",
    }
    made = until_done(api.Catalogs.create_catalog_item, resource("catalog-item", lamp))
    item_id = made.data.id
    dearer = resource("catalog-item", {"price": 12.5}, id=item_id)
    until_done(api.Catalogs.update_catalog_item, item_id, dearer)
    more = [{**lamp, "external_id": f"M{n}", "title": f"More {n}"} for n in range(3)]
    items = {"data": [{"type": "catalog-item", "attributes": one} for one in more]}
    job = resource("catalog-item-bulk-create-job", {"items": items})
    done = until_done(api.Catalogs.bulk_create_catalog_items, job)
    return {"item": item_id, "job": done.data.attributes.status}


def main() -> None:
    host, key, events = sys.argv[1:4]
    api = KlaviyoAPI(key, max_delay=1, max_retries=10, test_host=host)
    tell(api, int(events))
    said = {**describe_people(api), **describe_products(api), "version": version("klaviyo-api")}
    sys.stdout.write(json.dumps(said))


main()
