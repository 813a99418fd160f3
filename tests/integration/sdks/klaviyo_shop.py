"""One shop told of by klaviyo-api over a bad line, and what is then in its database."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tailorbird
from proofs import shop_folder
from tailorbird.accounts.types import KeyKind
from tailorbird.events.types import Event, Kind
from tailorbird.profiles.types import Person
from tests.integration.sdks.faults import ALL, Fault, line
from tests.integration.sdks.test_libraries_sdks import CLIENTS, killed_once, send
from tools import sdks

CLIENT = "klaviyo-25"
ORDER = "Order Completed"


@dataclass(frozen=True)
class Told:
    """What the client read back, what the line did to it, and what the shop holds."""

    said: dict[str, Any]
    happened: Counter[Fault]
    kills: int
    events: list[Event]
    buyer: Person
    prices: dict[str, str]


def tell(data: Path, port: int, events: int, rounds: int = 1) -> Told:
    """Serve a new shop, kill the server once, and let the client tell of so many views.

    The line does each of its faults ``rounds`` times.
    """
    folder = sdks.python_client(CLIENT)
    with tailorbird.open(data) as shop:
        _, key = shop.keys.create(KeyKind.SERVER, "our server")
    log = data.parent / "klaviyo.log"
    with killed_once(data, port, log, 1.5) as kills, line(port, ALL * rounds) as bad:
        script = CLIENTS / "klaviyo_client.py"
        said = json.loads(send([sys.executable, script, bad.url, key, str(events)], folder))
    kept = list(shop_folder.live_events(data))
    with tailorbird.open(data) as shop:
        shop.wait_until_processed()
        buyer = shop.person(shop.people("C-1")[0].profile_id)
        products = shop.products(["P1", "M0", "M1", "M2"])
    assert buyer is not None
    prices = {product_id: f"{one.title} {one.price}" for product_id, one in products.items()}
    return Told(said, bad.happened, len(kills), kept, buyer, prices)


def views(told: Told) -> Counter[int]:
    """How often each view is in the log, by its number."""
    return Counter(e.properties["n"] for e in told.events if e.name == "Product Viewed")


def kinds(told: Told) -> Counter[str]:
    """How often everything else is in the log."""
    named = (e.name if e.kind is Kind.TRACK else e.kind.value for e in told.events)
    return Counter(name for name in named if name != "Product Viewed")
