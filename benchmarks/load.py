"""A lean HTTP client in a process of its own, so that the server under load has a core for itself.

Run: python -m benchmarks.load --port 8787 --path /v1/track --key KEY --requests 10000 [--rate 500]

Requests are made before the clock starts and sent over a few connections that stay open; each
sends its next request when the answer to the last is there. Prints one JSON object: seconds,
answers by status, latencies, and the processor time this client took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

VISITORS, PRODUCTS = 2_000, 400
NAMES = ("Product Viewed",) * 7 + ("Product Added", "Products Searched", "Product List Viewed")


@dataclass
class Tally:
    """What the connections of one run share."""

    requests: Iterator[bytes]
    begin: float = 0.0
    pause: float = 0.0
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    def next_at(self) -> float:
        """When the next request is due (``time.perf_counter``); 0 for at once."""
        return self.begin + self.sent * self.pause if self.pause else 0.0


class Connection(asyncio.Protocol):
    """One open connection; done when no request is left."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._began = 0.0
        self._answer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """A server that hangs up in the middle ends the run."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def send(self) -> None:
        """Send the next request, at its time."""
        wait = self._tally.next_at() - time.perf_counter()
        if wait > 0:
            self._tally.sent += 1
            asyncio.get_running_loop().call_later(wait, self._send)
            return
        self._tally.sent += 1
        self._send()

    def _send(self) -> None:
        request = next(self._tally.requests, None)
        if request is None:
            self.done.set_result(None)
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take the answer, in however many pieces it comes."""
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._tally.latencies.append(time.perf_counter() - self._began)
        self._tally.statuses[int(head[9:12])] += 1
        self._answer = b""
        self.send()


async def run(port: int, connections: int, requests: list[bytes], rate: float) -> Tally:
    """Send all requests; ``rate`` spaces them evenly (requests a second), 0 does not."""
    loop = asyncio.get_running_loop()
    tally = Tally(iter(requests), pause=1 / rate if rate else 0.0)
    opened = [
        (await loop.create_connection(lambda: Connection(tally), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    tally.begin = time.perf_counter()
    for one in opened:
        one.send()
    await asyncio.gather(*(one.done for one in opened))
    return tally


def bodies(key: str, requests: int, size: int, seed: int) -> list[bytes]:
    """Request bodies of ``size`` events each; the same seed makes the same events."""
    chance = random.Random(seed)
    encode = msgspec.json.encode
    if size == 1:
        found = (_event(chance, seed, number) for number in range(requests))
        return [encode({**event, "writeKey": key}) for event in found]
    return [
        encode(
            {"writeKey": key, "batch": [_event(chance, seed, n * size + m) for m in range(size)]}
        )
        for n in range(requests)
    ]


def asked(key: str, requests: int, seed: int) -> list[bytes]:
    """Bodies of calls for recommendations: three blocks of a product page."""
    chance = random.Random(seed)
    return [msgspec.json.encode(_asked(key, chance)) for _ in range(requests)]


def _asked(key: str, chance: random.Random) -> dict[str, object]:
    item = f"P{min(int(chance.expovariate(0.02)), PRODUCTS - 1):04}"
    return {
        "writeKey": key,
        "anonymousId": f"visitor-{chance.randrange(VISITORS)}",
        "placements": [
            {"name": "together", "strategy": "bought_together", "limit": 4, "item": item},
            {"name": "seen", "strategy": "recently_viewed", "limit": 6, "item": item},
            {"name": "best", "strategy": "best_sellers", "limit": 6},
        ],
    }


def _event(chance: random.Random, seed: int, number: int) -> dict[str, object]:
    item = min(int(chance.expovariate(0.02)), PRODUCTS - 1)
    name = chance.choice(NAMES)
    return {
        "type": "track",
        "messageId": f"bench-{seed}-{number}",
        "anonymousId": f"visitor-{chance.randrange(VISITORS)}",
        "event": name,
        "properties": _properties(name, item),
        "context": {
            "page": {"url": f"https://shop.example/products/P{item:04}", "title": "A product"},
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        },
    }


def _properties(name: str, item: int) -> dict[str, object]:
    if name == "Products Searched":
        return {"query": "lunch box"}
    if name == "Product List Viewed":
        return {"list_id": "kitchen", "category": "Kitchen"}
    return {
        "product_id": f"P{item:04}",
        "name": f"Product number {item}",
        "price": f"{1 + item % 40}.95",
        "currency": "EUR",
        "category": "Kitchen",
        "quantity": 1,
    }


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _packed(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def main() -> None:
    """Make the requests, send them, print what happened."""
    options = _options()
    if options.recommend:
        content = asked(options.key, options.requests, options.seed)
    else:
        content = bodies(options.key, options.requests, options.size, options.seed)
    requests = [_packed(options.path, body) for body in content]
    runner = asyncio.run
    before = time.process_time()
    tally = runner(run(options.port, options.connections, requests, options.rate))
    print(json.dumps(_said(tally, time.process_time() - before)))


def _said(tally: Tally, processor: float) -> dict[str, object]:
    ordered = sorted(tally.latencies)
    return {
        "seconds": time.perf_counter() - tally.begin,
        "ended_at": time.time(),
        "statuses": dict(tally.statuses),
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
        "processor_seconds": processor,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--requests", type=int, required=True)
    parser.add_argument("--size", type=int, default=1, help="events in one request")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.0, help="requests a second, 0: no limit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recommend", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
