"""``python -m proofs.shop_past FOLDER``: fetch the past of a folder's connected shop, then count.

A program of its own, so that it can be killed. Prints one JSON object when all is fetched.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tailorbird.app import Tailorbird
from tailorbird.core.config import Config
from tailorbird.events.types import Lane

PAGE = 5_000


def main(folder: Path) -> None:
    """Fetch and count."""
    with Tailorbird(Config(data=folder, currency="GBP")) as shop:
        shop.housekeeping.start()
        while True:
            found = shop.shops.progress()
            if len(found) == 3 and all(one.ended_at for one in found):
                break
            time.sleep(0.1)
        shop.wait_until_processed()
        counts = {one.part: one.records for one in found}
        print(json.dumps({"fetched": counts, "kept": _kept(shop)}))


def _kept(shop: Tailorbird) -> dict[str, int]:
    names: dict[str, int] = {"lines": 0}
    after = 0
    while page := shop.stations.log.read(Lane.BACKFILL, after, PAGE):
        after = page[-1].position
        for one in page:
            name = one.event.name or one.event.kind.value
            names[name] = names.get(name, 0) + 1
            if name == "Order Completed":
                names["lines"] += len(one.event.properties["products"])
    matched, unmatched = shop.profiles.refund_counts()
    people = len(shop.people(limit=100_000))
    return names | {
        "orders": shop.profiles.order_count(),
        "people": people,
        "refunds matched": matched,
        "refunds unmatched": unmatched,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
