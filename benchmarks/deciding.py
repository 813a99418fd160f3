"""Measure how long a call for recommendations takes, beside an empty request.

Run: python -m benchmarks.deciding [--size ci]

The shop has a catalogue, some thousand orders to learn from and a few thousand visitors with
views and carts. A call fills three blocks of a product page for one of them. The empty request goes
through the same HTTP server and answers at once. Calls come one at a time, so that the time is the
call's own and not the queue's; a last line says how many a second the server answers at most.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import tailorbird
from benchmarks.figures import Alternating, Figure, Rounds, run
from benchmarks.load import PRODUCTS, VISITORS
from benchmarks.shop_under_load import CONNECTIONS, Shop, peer_server, shop_server
from proofs.workplace import Workplace

ORDERS = 4_000
LARGEST_BASKET = 6


def measure(place: Workplace) -> Iterator[Figure]:
    """Measure p50 and p99 of single calls, then the most calls a second."""
    rounds, calls = (3, 2_000) if place.full else (1, 300)
    _orders(place)
    with shop_server(place, "deciding") as shop, peer_server(place) as peers:
        _visits(shop, VISITORS * 4 if place.full else VISITORS)
        slow: list[float] = []
        slow_peer: list[float] = []

        def ours(number: int) -> float:
            sent = shop.load("/v1/recommend", calls, number, "--recommend", "--connections", "1")
            slow.append(sent.p99_ms)
            return sent.p50_ms

        def empty(number: int) -> float:
            sent = peers.load("/empty", calls, number, "--recommend", "--connections", "1")
            slow_peer.append(sent.p99_ms)
            return sent.p50_ms

        both = Alternating(rounds)
        both.run(ours, empty)
        yield _figure("three blocks of a page, p50", both.ours, both.peers, "ms", "one at a time")
        yield _figure("three blocks of a page, p99", slow, slow_peer, "ms", "one at a time")
        yield _most(shop, rounds, calls)


def _most(shop: Shop, rounds: int, calls: int) -> Figure:
    sent = [shop.load("/v1/recommend", calls, 50 + n, "--recommend") for n in range(rounds)]
    return Figure(
        "calls at full load",
        Rounds([one.rate for one in sent], "calls/s"),
        note=f"{CONNECTIONS} connections, p99 {Rounds([one.p99_ms for one in sent], 'ms')}",
    )


def _figure(what: str, ours: list[float], peers: list[float], unit: str, note: str) -> Figure:
    return Figure(what, Rounds(ours, unit), "empty request", Rounds(peers, unit), note=note)


def _orders(place: Workplace) -> None:
    """Make the shop learn from orders whose baskets have a pattern."""
    chance = random.Random(7)
    file = place.scratch / "orders.csv"
    with file.open("w") as out:
        out.write("order_id,customer_id,product_id,title,quantity,unit_price,placed_at\n")
        for order in range(ORDERS):
            first = chance.randrange(PRODUCTS)
            for step in range(chance.randint(1, LARGEST_BASKET)):
                item = (first + step * step) % PRODUCTS
                day = 1 + chance.randrange(28)
                out.write(
                    f"O{order},C{chance.randrange(900)},P{item:04},Product {item},1,"
                    f"{1 + item % 40}.95,2026-10-{day:02}T10:00:00Z\n"
                )
    with tailorbird.open(place.scratch / "deciding") as shop:
        shop.import_orders(file)


def _visits(shop: Shop, events: int) -> None:
    shop.lag(shop.load("/v1/batch", events // 100, 99, "--size", "100").ended_at)


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
