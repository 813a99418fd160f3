"""Which key opens which door, and that a revoked one opens none."""

from __future__ import annotations

from tailorbird.accounts.types import KeyKind
from tailorbird.catalog.types import Product
from tests.integration.api.doors import Doors, track

SEEN = [{"name": "seen", "strategy": "recently_viewed"}]


def shown_to(doors: Doors, key: str, **who: str) -> list[str]:
    answer = doors.post("/v1/recommend", {"placements": SEEN, **who}, key)
    assert answer.status == 200, answer.body
    [decision] = answer.said["decisions"]
    return [slot["product"]["product_id"] for slot in decision["slots"]]


def test_a_revoked_key_opens_no_door_and_others_still_do(doors: Doors) -> None:
    key, value = doors.shop.keys.create(KeyKind.WRITE, "old pages")
    assert doors.post("/v1/track", track(), value).status == 200
    doors.shop.keys.revoke(key.key_id)
    refused = doors.post("/v1/track", track(), value)
    assert refused.status == 401
    assert "has ended" in refused.said["message"]
    assert doors.post("/v1/recommend", {"placements": SEEN}, value).status == 401
    assert doors.post("/v1/track", track()).status == 200


def test_only_a_server_key_asks_by_customer_number(doors: Doors) -> None:
    _, secret = doors.shop.keys.create(KeyKind.SERVER, "till")
    doors.shop.declare_products([Product(product_id="P1", title="Mug")])
    sent = track(userId="customer-1")
    assert doors.post("/v1/track", sent, secret).status == 200
    doors.shop.wait_until_processed()
    assert shown_to(doors, secret, userId="customer-1") == ["P1"]
    assert shown_to(doors, doors.key, userId="customer-1") == []
