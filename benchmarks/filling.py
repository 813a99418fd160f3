"""A shop filled through the library with the events that the load client sends over HTTP."""

from __future__ import annotations

import time

import msgspec

from benchmarks.load import bodies
from tailorbird.app import Tailorbird
from tailorbird.events.validation import parse_all

AT_ONCE = 500


def fill(shop: Tailorbird, events: int, seed: int = 1) -> float:
    """Append events, wait until they are processed; return how many a second that were."""
    packed = bodies("library", max(events // AT_ONCE, 1), AT_ONCE, seed)
    parsed = [
        parse_all(msgspec.json.decode(body)["batch"], now=shop.now(), source="library")[0]
        for body in packed
    ]
    began = time.perf_counter()
    for part in parsed:
        shop.accept(part).result()
    shop.wait_until_processed()
    return sum(map(len, parsed)) / (time.perf_counter() - began)
