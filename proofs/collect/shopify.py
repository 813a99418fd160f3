"""Shopify: recorded webhooks at a running server, people's requests, and the past of a shop."""

from __future__ import annotations

import http.client
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
from tailorbird.connectors.shopify import USED, signature
from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.core.config import Config
from tailorbird.events.types import Lane
from tools.shopify_server import APP, CANCELLED, REFUNDED, SECRET, PretendShopify, Shop

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT / "tests" / "data" / "webhooks"
NAME = "hookdeck-demo.myshopify.com"
PATH = "/v1/webhooks/shopify"
CUSTOMERS, PRODUCTS = 900, 200
REQUESTS = 60.0  # seconds until people's requests are carried out


def prove(place: Workplace) -> Iterator[Claim]:
    """Webhooks first, then the past."""
    yield from _webhooks(place)
    yield from _past(place)


def _connect(folder: Path, address: str) -> None:
    with Tailorbird(Config(data=folder, currency="GBP")) as shop:
        shop.shops.connect(
            ShopConnection(
                kind="shopify",
                shop=NAME,
                address=address,
                secret=SECRET,
                api_id=APP,
                api_secret=SECRET,
            )
        )


# -- webhooks


class _Door:
    def __init__(self, port: int) -> None:
        self._port = port

    def send(self, topic: str, body: bytes, signed: str | None = None) -> tuple[int, str]:
        """Return the status, and what became of the webhook."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": NAME,
            "X-Shopify-Hmac-Sha256": signature(SECRET, body) if signed is None else signed,
        }
        try:
            connection.request("POST", PATH, body, headers)
            answer = connection.getresponse()
            return answer.status, str(json.loads(answer.read()).get("outcome", ""))
        finally:
            connection.close()


def _bodies(folder: str) -> list[tuple[str, bytes]]:
    found = []
    for file in sorted((RECORDED / folder).glob("*.json")):
        one = json.loads(file.read_text())
        packed = json.dumps(one["body"]).replace("{shop}", NAME.split(".", 1)[0])
        found.append((one["topic"], packed.encode()))
    return found


def _webhooks(place: Workplace) -> Iterator[Claim]:
    folder, port = place.scratch / "webhooks", place.free_port()
    _connect(folder, "https://shop.invalid")
    program: list[str | Path] = [Path(sys.executable).with_name("tailorbird"), "serve"]
    log = place.scratch / "webhooks.log"
    with running([*program, "--data", folder, "--port", str(port)], log=log) as server:
        server.wait_for(r"http://", 60)
        door = _Door(port)
        bodies = _bodies("shopify_2023-01")
        yield from _taken(door, bodies)
        yield from _refused(door, bodies)
        yield from _asked(door)
    with Tailorbird(Config(data=folder, currency="GBP")) as shop:
        yield from _after(shop)


def _taken(door: _Door, bodies: list[tuple[str, bytes]]) -> Iterator[Claim]:
    began = time.monotonic()
    answers = {topic: door.send(topic, body) for topic, body in bodies}
    each = (time.monotonic() - began) / len(bodies) * 1_000
    good = sum(status == 200 for status, _ in answers.values())
    used = {topic for topic, (_, outcome) in answers.items() if outcome == "taken"}
    yield Claim(
        "recorded webhooks answered 200",
        f"{good} of {len(bodies)}, {each:.1f} ms each",
        "106 of 106",
        ok=good == len(bodies) == 106,
    )
    yield Claim(
        "topics used; the others counted as unused",
        f"{len(used)} used, {len(answers) - len(used)} unused",
        "every topic that means something here",
        ok=used == USED & answers.keys(),
    )
    again = [door.send(topic, body)[0] for topic, body in bodies]
    yield Claim(
        "all sent once more", f"{again.count(200)} answered 200", "106", ok=set(again) == {200}
    )


def _refused(door: _Door, bodies: list[tuple[str, bytes]]) -> Iterator[Claim]:
    wrong = [door.send(topic, body, signature("wrong", body))[0] for topic, body in bodies]
    changed = [
        door.send(topic, bytes([body[0] ^ 1]) + body[1:], signature(SECRET, body))[0]
        for topic, body in bodies
    ]
    yield Claim(
        "wrong secret; one changed byte",
        f"{wrong.count(401)} and {changed.count(401)} times 401",
        "106 and 106",
        ok=set(wrong) == set(changed) == {401},
    )


def _asked(door: _Door) -> Iterator[Claim]:
    customer = {"id": 191167, "email": "marked.person@example.com"}
    order = dict(_bodies("shopify_2023-01"))["orders/create"]
    told = {**json.loads(order), "id": 299938, "customer": customer, "email": customer["email"]}
    door.send("orders/create", json.dumps(told).encode())
    privacy = dict(_bodies("shopify_privacy"))
    outcomes = []
    for topic in ("customers/data_request", "customers/redact"):
        body = {**json.loads(privacy[topic]), "customer": customer}
        outcomes.append(door.send(topic, json.dumps(body).encode())[1])
        time.sleep(3)  # let the first be carried out before the second
    yield Claim(
        "requests to export and to erase taken",
        ", ".join(outcomes),
        "taken, taken",
        ok=outcomes == ["taken", "taken"],
    )


def _after(shop: Tailorbird) -> Iterator[Claim]:
    shop.housekeeping.start()
    deadline = time.monotonic() + REQUESTS
    while time.monotonic() < deadline:
        requests = shop.shops.connected.requests()
        if all(one.done_at for one in requests):
            break
        time.sleep(0.1)
    outcomes = sorted(one.outcome for one in requests)
    shop.privacy.finish()
    events = [one.event for one in shop.stations.log.read(Lane.LIVE, 0, 100_000)]
    marked = sum("marked.person" in str(event) for event in events)
    yield Claim(
        "the requests carried out by jobs; the person in the log",
        f"{outcomes}, {marked} times",
        "erased and ready, 0 times",
        ok=outcomes == ["erased", "ready"] and not marked,
    )
    ids = [event.message_id for event in events]
    completed = sum(event.name == "Order Completed" for event in events)
    yield Claim(
        "rows after every webhook came twice",
        f"{len(ids)} rows, {len(set(ids))} ids, {completed} orders",
        "a row an id, 2 orders",
        ok=len(ids) == len(set(ids)) and completed == 2,
    )
    redact = dict(_bodies("shopify_privacy"))["shop/redact"]
    headers = {
        "x-shopify-topic": "shop/redact",
        "x-shopify-shop-domain": NAME,
        "x-shopify-hmac-sha256": signature(SECRET, redact),
    }
    shop.shops.deliver("shopify", headers, redact)
    deadline = time.monotonic() + REQUESTS
    while shop.shops.connected.all() and time.monotonic() < deadline:
        time.sleep(0.1)
    people = len(shop.people(limit=1_000))
    yield Claim(
        "the shop leaves: people and connections that stay",
        f"{people} and {len(shop.shops.connected.all())}",
        "0 and 0",
        ok=people == 0 and not shop.shops.connected.all(),
    )


# -- the past


def _past(place: Workplace) -> Iterator[Claim]:
    orders = 10_000 if place.full else 600
    faults = 97 if place.full else 20
    shop_there = Shop(orders, CUSTOMERS, PRODUCTS)
    pretend = PretendShopify(shop_there, rate=30_000, faults=faults).start()
    try:
        folder = place.scratch / "past"
        _connect(folder, pretend.address)
        with Tailorbird(Config(data=folder, currency="GBP")) as shop:
            shop.shops.fetch_past("shopify", NAME)
        yield from _fetched(place, folder, pretend, orders)
    finally:
        pretend.stop()


def _fetched(
    place: Workplace, folder: Path, pretend: PretendShopify, orders: int
) -> Iterator[Claim]:
    program: list[str | Path] = [sys.executable, "-m", "proofs.shop_past", folder]
    before = pretend.seen["pages"]
    with running(program, log=place.scratch / "killed.log", folder=ROOT) as first:
        middle = before + orders // 60
        while pretend.seen["pages"] < middle and first.process.poll() is None:
            time.sleep(0.01)
        first.process.kill()
        first.process.wait()
    at_kill = pretend.seen["pages"]
    began = time.monotonic()
    with running(program, log=place.scratch / "resumed.log", folder=ROOT) as second:
        line = second.wait_for(r"^\{.*\}$", 500).group()
    seconds = time.monotonic() - began
    found: dict[str, Any] = json.loads(line)
    yield Claim(
        "past of a shop, killed in the middle (kill -9)",
        f"{at_kill} of {pretend.seen['pages']} pages before, done {seconds:.0f} s after",
        "goes on where it stood",
        ok=0 < at_kill < pretend.seen["pages"],
    )
    refusals = {name: pretend.seen[name] for name in ("429", "503", "throttled", "too dear")}
    yield Claim(
        "refusals waited out",
        ", ".join(f"{count} {name}" for name, count in refusals.items()),
        "at least one of each",
        ok=all(refusals.values()),
    )
    yield _counts(found["kept"], pretend, orders)


def _counts(kept: dict[str, int], pretend: PretendShopify, orders: int) -> Claim:
    refunds = sum(number % 20 == REFUNDED for number in range(orders))
    wanted = {
        "orders": orders,
        "Order Completed": orders,
        "lines": sum(pretend.shop.lines(number) for number in range(orders)),
        "Order Refunded": refunds,
        "refunds matched": refunds,
        "refunds unmatched": 0,
        "Order Cancelled": sum(number % 50 == CANCELLED for number in range(orders)),
        "people": CUSTOMERS,
    }
    off = {name: kept.get(name, 0) for name in wanted if kept.get(name, 0) != wanted[name]}
    return Claim(
        "orders, lines, refunds, cancellations, people",
        f"{orders:,} orders, {wanted['lines']:,} lines, all equal" if not off else f"off: {off}",
        "equal to the shop's own",
        ok=not off,
    )
