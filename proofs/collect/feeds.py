"""Catalogue feeds from a server: real exports, Google's XML, changes told once, bad feeds refused.

The exports do not ship; their folder is named by ``TAILORBIRD_SHARED_DATA``.
"""

from __future__ import annotations

import gzip
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import tailorbird
from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.app import Tailorbird
from tailorbird.connectors.feeds import Feed, Pulled
from tailorbird.core.clock import HOUR
from tailorbird.core.errors import TailorbirdError

DATA = Path(os.environ.get("TAILORBIRD_SHARED_DATA", ROOT.parent / "shared" / "data")) / "catalog"
SHELVES = {"apparel": 20, "jewelery": 20, "home-and-garden": 20}  # products, as their README says
MANY, MANY_SMALL = 20_000, 2_000
Served = dict[str, bytes]


def prove(place: Workplace) -> Iterator[Claim]:
    """Fetch feeds from a local server into a real shop."""
    served: Served = {}
    with _serving(served) as url, tailorbird.open(place.scratch / "shop") as shop:
        yield from _exports(shop, url, served)
        yield from _google(shop, url, served, MANY if place.full else MANY_SMALL)
        yield from _bad(shop, url, served)


def _exports(shop: Tailorbird, url: str, served: Served) -> Iterator[Claim]:
    if not DATA.is_dir():
        print(f"    {DATA} is not there: the exports are left out")
        return
    for name, products in SHELVES.items():
        served[f"/{name}"] = (DATA / f"shopify_{name}.csv").read_bytes()
        found, _ = _pull(shop, f"{url}/{name}", name)
        rows = found.report.rows if found.report else 0
        said = f"{rows} rows, {found.declared} products"
        yield Claim(
            f"Shopify's {name} export", said, f"{products} products", found.declared == products
        )
    served["/myntra"] = (DATA / "myntra_products.csv.gz").read_bytes()
    lines = _records(served["/myntra"])
    found, seconds = _pull(shop, f"{url}/myntra", "myntra")
    rows = found.report.rows if found.report else 0
    again, _ = _pull(shop, f"{url}/myntra", "myntra")
    said = f"{rows:,} rows, {found.declared:,} products, {rows / seconds:,.0f} rows/s"
    yield Claim("Myntra's products, gzipped", said, f"{lines:,} rows", rows == lines)
    said = f"{again.declared} different, {sum(again.events.values())} events"
    yield Claim("The same a second time", said, "nothing", said == "0 different, 0 events")


def _records(packed: bytes) -> int:
    """Count the records by their numbers, by other means than the reader's."""
    lines = gzip.decompress(packed).decode().splitlines()[1:]
    return sum(1 for line in lines if line.split(",", 1)[0].isdigit())


def _google(shop: Tailorbird, url: str, served: Served, many: int) -> Iterator[Claim]:
    served["/google"] = _xml(many, "20.00", {})
    first, seconds = _pull(shop, f"{url}/google", "google")
    said = f"{first.declared:,} products in {seconds:.1f} s, {sum(first.events.values())} events"
    ok = first.declared == many and not first.events
    yield Claim("Google's XML, for the first time", said, f"{many:,} products, no events", ok)
    part = many // 100
    served["/google"] = _xml(many, "20.00", dict.fromkeys(range(part), "15.00"))
    second, _ = _pull(shop, f"{url}/google", "google")
    _pull(shop, f"{url}/google", "google")
    served["/google"] = _xml(many, "20.00", {})
    raised, _ = _pull(shop, f"{url}/google", "google")
    served["/google"] = _xml(many, "20.00", dict.fromkeys(range(part), "15.00"))
    lowered, _ = _pull(shop, f"{url}/google", "google")
    shop.wait_until_processed()
    arrived = {one.source: one.events for one in shop.arrivals()}.get("feed:google", 0)
    said = f"{sum(second.events.values())} told, {arrived} in the log"
    ok = second.events == {"Product Price Dropped": part} and arrived == part
    yield Claim("Prices that drop, fetched twice", said, f"{part}, once each", ok)
    told = sum(raised.events.values()) + sum(lowered.events.values())
    yield Claim("Raised and lowered again within 30 days", f"{told} events", "none", told == 0)


def _bad(shop: Tailorbird, url: str, served: Served) -> Iterator[Claim]:
    whole = served["/google"]
    items = whole.split(b"<item>")
    feeds = {
        "cut off in the middle": whole[: len(whole) // 2],
        "half of its products missing": b"<item>".join(items[: len(items) // 2]) + _END,
        "entities that swell": b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>',
        "a web page": b"<!doctype html><html><body>Log in</body></html>",
        "a gzip bomb": gzip.compress(gzip.compress(b"\0" * 3 * 2**30, 1), 1),
    }
    before = {one.product_id: one for one in shop.search_products("thing", 50)}
    for what, content in feeds.items():
        served["/google"] = content
        said = _refused(shop, f"{url}/google")
        same = {one.product_id: one for one in shop.search_products("thing", 50)} == before
        yield Claim(
            f"A feed: {what}", said[:60] or "taken", "refused, nothing changed", bool(said) and same
        )
    shop.feeds.add(Feed(name="inside", address=f"{url}/google", every=HOUR, currency=""))
    said = _said(shop, "inside")
    ok = "private network" in said
    yield Claim("An address inside the network", said[:60] or "taken", "refused", ok)


def _refused(shop: Tailorbird, address: str) -> str:
    _add(shop, address, "google")
    return _said(shop, "google")


def _said(shop: Tailorbird, name: str) -> str:
    try:
        shop.feeds.pull(name)
    except TailorbirdError as error:
        return error.message
    return ""


def _pull(shop: Tailorbird, address: str, name: str) -> tuple[Pulled, float]:
    _add(shop, address, name)
    began = time.monotonic()
    done = shop.feeds.pull(name)
    return done, time.monotonic() - began


def _add(shop: Tailorbird, address: str, name: str) -> None:
    feed = Feed(name=name, address=address, every=HOUR, currency="", private_allowed=True)
    shop.feeds.add(feed)


_END = b"</channel></rss>"


def _xml(many: int, price: str, others: dict[int, str]) -> bytes:
    items = "".join(
        f"<item><g:id>T{number}</g:id><title>Thing {number}</title>"
        f"<g:price>{others.get(number, price)} EUR</g:price>"
        "<g:availability>in_stock</g:availability></item>"
        for number in range(many)
    )
    head = '<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>'
    return head.encode() + items.encode() + _END


@contextmanager
def _serving(served: Served) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = served[self.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
