"""WooCommerce: recorded webhooks at the shop's door, and a past killed in the middle."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proofs.claims import Claim
from proofs.servers import running
from proofs.workplace import Workplace
from tailorbird.app import Tailorbird
from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.connectors.woocommerce import signature
from tailorbird.core.config import Config
from tailorbird.core.errors import NotAllowed
from tailorbird.events.types import Lane
from tools.woocommerce_server import ATTEMPTED, CANCELLED, KEY, REFUNDED, SECRET, PretendWoo

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT / "tests" / "data" / "webhooks"
NAME, KIND = "shop.example", "woocommerce"
CUSTOMERS, PRODUCTS = 900, 200


def prove(place: Workplace) -> Iterator[Claim]:
    """Webhooks first, then the past."""
    with _opened(place.scratch / "hooks", "https://shop.invalid") as shop:
        yield from _webhooks(shop)
    yield from _past(place)


def _opened(folder: Path, address: str) -> Tailorbird:
    shop = Tailorbird(Config(data=folder, currency="GBP"))
    shop.shops.connect(
        ShopConnection(
            kind=KIND, shop=NAME, address=address, secret=SECRET, api_id=KEY, api_secret=SECRET
        )
    )
    return shop


def _bodies() -> list[tuple[str, bytes]]:
    told = [json.loads(one.read_text()) for one in sorted((RECORDED / "woocommerce").iterdir())]
    found = [(one["topic"], json.dumps(one["body"]).encode()) for one in told]
    for file in sorted((RECORDED / "woocommerce_rest_docs").iterdir()):
        name = file.stem.removesuffix("s")
        topic = "action.refunded" if name == "order-refund" else f"{name}.updated"
        found.append((topic, file.read_bytes()))
    return found


def _send(shop: Tailorbird, topic: str, body: bytes, signed: str) -> str:
    source = f"https://{NAME}/"
    headers = {"x-wc-webhook-topic": topic, "x-wc-webhook-source": source}
    try:
        return shop.shops.deliver(KIND, headers | {"x-wc-webhook-signature": signed}, body)
    except NotAllowed:
        return "401"


def _webhooks(shop: Tailorbird) -> Iterator[Claim]:
    bodies = _bodies()
    taken = [_send(shop, topic, body, signature(SECRET, body)) for topic, body in bodies]
    ids = [one.event.message_id for one in shop.stations.log.read(Lane.LIVE, 0, 1_000)]
    for topic, body in bodies:
        _send(shop, topic, body, signature(SECRET, body))
    again = [one.event.message_id for one in shop.stations.log.read(Lane.LIVE, 0, 1_000)]
    yield Claim(
        "recorded and documented payloads; all sent twice",
        f"{taken.count('taken')} taken, {taken.count('unused')} unused; {len(again)} rows",
        "5 taken, 5 unused; no row twice",
        ok=taken.count("taken") == taken.count("unused") == 5 and ids == again,
    )
    wrong = [_send(shop, topic, body, signature("wrong", body)) for topic, body in bodies]
    changed = [_send(shop, topic, body + b" ", signature(SECRET, body)) for topic, body in bodies]
    yield Claim(
        "wrong secret; one byte more",
        f"{wrong.count('401')} and {changed.count('401')} refused",
        "10 and 10",
        ok=set(wrong) == set(changed) == {"401"},
    )


def _past(place: Workplace) -> Iterator[Claim]:
    orders = 10_000 if place.full else 1_000
    faults = 97 if place.full else 23
    pretend = PretendWoo(orders, CUSTOMERS, PRODUCTS, faults=faults).start()
    try:
        folder = place.scratch / "woo-past"
        with _opened(folder, pretend.address) as shop:
            shop.shops.fetch_past(KIND, NAME)
        yield from _fetched(place, folder, pretend)
    finally:
        pretend.stop()


def _fetched(place: Workplace, folder: Path, pretend: PretendWoo) -> Iterator[Claim]:
    program: list[str | Path] = [sys.executable, "-m", "proofs.shop_past", folder]
    middle = 12 + pretend.orders // 200  # 12 pages of products and customers come first
    with running(program, log=place.scratch / "woo-killed.log", folder=ROOT) as first:
        while pretend.seen["pages"] < middle and first.process.poll() is None:
            time.sleep(0.01)
        first.process.kill()
        first.process.wait()
    at_kill = pretend.seen["pages"]
    began = time.monotonic()
    with running(program, log=place.scratch / "woo-resumed.log", folder=ROOT) as second:
        line = second.wait_for(r"^\{.*\}$", 500).group()
    seconds = time.monotonic() - began
    found: dict[str, Any] = json.loads(line)
    yield Claim(
        "past of a shop, killed in the middle (kill -9)",
        f"{at_kill} of {pretend.seen['pages']} pages before, done {seconds:.0f} s after",
        "goes on where it stood",
        ok=0 < at_kill < pretend.seen["pages"] <= 11 + pretend.orders // 100 + 2,
    )
    yield Claim(
        "refusals waited out",
        f"{pretend.seen['429']} 429, {pretend.seen['503']} 503",
        "at least one of each",
        ok=bool(pretend.seen["429"] and pretend.seen["503"]),
    )
    yield _counts(found["kept"], pretend)


def _counts(kept: dict[str, int], pretend: PretendWoo) -> Claim:
    every = range(pretend.orders)
    placed = [n for n in every if n % 25 != ATTEMPTED or n % 50 == CANCELLED]
    wanted = {
        "orders": len(placed),
        "Order Completed": len(placed),
        "lines": sum(pretend.lines(number) for number in placed),
        "Order Refunded": sum(number % 20 == REFUNDED for number in every),
        "Order Cancelled": sum(number % 50 == CANCELLED for number in every),
        "people": CUSTOMERS,
    }
    off = {name: kept.get(name, 0) for name in wanted if kept.get(name, 0) != wanted[name]}
    return Claim(
        "orders placed, lines, refunds, cancellations, people",
        f"{len(placed):,} of {pretend.orders:,} orders, all equal" if not off else f"off: {off}",
        "equal to the shop's own; attempts to pay are no orders",
        ok=not off,
    )
