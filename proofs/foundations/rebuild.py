"""A rebuild makes what there is, row by row; killed in the middle it leaves what there was."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs.claims import Claim
from proofs.servers import running
from proofs.workplace import ROOT, Workplace
from tailorbird.app import Tailorbird, open_shop
from tailorbird.app.folder import connect
from tailorbird.app.side import SIDE_FILE, SIDE_FOLDER
from tailorbird.core.clock import MINUTE
from tailorbird.core.config import load as settings
from tailorbird.demo.command import SETTINGS
from tailorbird.demo.load import load as load_demo
from tailorbird.events.types import Event, Lane
from tailorbird.storage.copying import rows_of, tables_of
from tailorbird.storage.kept import Kept
from tailorbird.storage.schema import OPERATIONAL, Chain
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tools import postgres

TAILORBIRD = str(ROOT / ".venv" / "bin" / "tailorbird")


MOST_TRIES = 10  # of a kill, for each that is wanted: a rebuild may be done before it


@dataclass(frozen=True)
class _Shop:
    """A shop to rebuild: its folder, and the address of its database unless that is a file."""

    name: str
    data: Path
    database: str = ""

    def open(self) -> Tailorbird:
        return open_shop(self.data, database=self.database)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "TAILORBIRD_DATABASE": self.database}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [TAILORBIRD, *arguments, "--data", str(self.data)]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=self.environment
        )


def prove(place: Workplace) -> Iterator[Claim]:
    """Rebuild the demo store, and a shop of our own on each database; then kill rebuilds."""
    if place.full:
        yield from _demo(_Shop("the demo store", place.scratch / "demo"))
    yield from _one_shop(place, _Shop("SQLite", place.scratch / "shop"))
    with postgres.cluster(durable=True) as server:
        yield from _one_shop(place, _Shop("PostgreSQL", place.scratch / "pg", server.create()))


def _one_shop(place: Workplace, shop: _Shop) -> Iterator[Claim]:
    events = _invent(shop, 20_000 if place.full else 600)
    yield from _same(shop, events)
    yield from _snapshot(shop)
    yield from _erased(shop)
    yield from _kills(shop, 10 if place.full else 2)


def _demo(demo: _Shop) -> Iterator[Claim]:
    with Tailorbird(settings({"data": demo.data, **SETTINGS})) as shop:
        load_demo(shop)
        for number in range(500):
            shop.track(
                name="Product Viewed",
                anonymous_id=f"browser-{number % 40}",
                user_id=f"{12_346 + number % 20}" if number % 3 else None,
                properties={"product_id": "85123A"},
            )
        shop.wait_until_processed()
    yield from _same(demo, None)


def _invent(where: _Shop, amount: int) -> int:
    """People who look, buy and are recognised, in both lanes at once."""
    chance = random.Random(1)
    with where.open() as shop:
        for start in range(0, amount, 100):
            events = [_happening(chance, number) for number in range(start, start + 100)]
            shop.accept(events, chance.choice(list(Lane))).result()
        shop.wait_until_processed()
    return amount


def _happening(chance: random.Random, number: int) -> Event:
    at, person = SOME_DAY + number * MINUTE, chance.randrange(300)
    who: dict[str, Any] = chance.choice([{"user": f"u{person}"}, {"browser": f"b{person}"}])
    both: dict[str, Any] = {"user": f"u{person}", "browser": f"b{person}"}
    product = f"P{chance.randrange(50)}"
    match chance.randrange(5):
        case 0:
            return order(f"O{number}", at, [line(product)], **chance.choice([who, both]))
        case 1:
            return event("Product Added", at, **who, product_id=product, quantity=1)
        case _:
            return event("Product Viewed", at, **chance.choice([who, both]), product_id=product)


def _same(shop: _Shop, events: int | None) -> Iterator[Claim]:
    began = time.monotonic()
    done = shop.run("rebuild", "--check")
    seconds = time.monotonic() - began
    found = re.search(r"([\d,]+) events folded into (\d+) tables", done.stdout)
    folded = int(found[1].replace(",", "")) if found else 0
    yield Claim(
        f"{shop.name}: rebuilt = live, row by row",
        f"{folded:,} events, {found[2] if found else 0} tables, "
        f"{'every row the same' if done.returncode == 0 else done.stdout.splitlines()[:3]}",
        "every row",
        ok=done.returncode == 0 and folded >= (events or 1),  # joined identities are events too
    )
    speed = f"{folded / seconds:,.0f} events/s with start and comparison"
    yield Claim(f"{shop.name}: time", f"{seconds:.1f} s, {speed}", "no target", ok=True)


def _snapshot(where: _Shop) -> Iterator[Claim]:
    kept = where.run("checkpoint")
    with where.open() as shop:
        shop.track(name="Product Viewed", user_id="u1", properties={"product_id": "P1"})
        shop.wait_until_processed()
    done = where.run("rebuild", "--check", "--from-checkpoint")
    yield Claim(
        f"{where.name}: from a snapshot = from nothing",
        (done.stdout.strip() or done.stderr.strip()).splitlines()[0],
        "one event folded, every row the same",
        ok=kept.returncode == done.returncode == 0 and done.stdout.startswith("1 events"),
    )


def _erased(where: _Shop) -> Iterator[Claim]:
    with where.open() as shop:
        people = shop.people(limit=5)
        for person in people:
            shop.privacy.erase(person.profile_id, at_once=True)
    done = where.run("rebuild", "--check")
    said = "every row the same" if done.returncode == 0 else done.stdout.splitlines()[:3]
    yield Claim(
        f"{where.name}: after erasures",
        f"{len(people)} people erased, {said}",
        "every row",
        ok=done.returncode == 0 and len(people) > 0,
    )


def _kills(shop: _Shop, wanted: int) -> Iterator[Claim]:
    """Damage the state, so that old and new can be told apart, and kill rebuilds of it."""
    _damage(shop)
    before, chance = _fingerprint(shop), random.Random(2)
    longest = _attempt(shop, None) or 0.0
    mended = _fingerprint(shop)
    hit = untouched = whole = 0
    for _ in range(wanted * MOST_TRIES):
        if hit == wanted:
            break
        _damage(shop)
        if _attempt(shop, chance.uniform(0, 0.8 * longest)) is None:
            continue  # it was done before the kill
        hit += 1
        found = _fingerprint(shop)
        untouched += found == before
        whole += found == mended
    yield Claim(
        f"{shop.name}: kill -9 in the middle of a rebuild",
        f"{hit}: {untouched} left the old, {whole} the new, {hit - untouched - whole} neither",
        f"{wanted}, neither: 0",
        ok=hit == wanted and untouched + whole == hit and untouched > 0,
    )
    done = shop.run("rebuild")
    clean = not (shop.data / SIDE_FOLDER).exists()
    yield Claim(
        f"{shop.name}: the rebuild after them",
        f"state as wanted: {_fingerprint(shop) == mended}, cleaned up: {clean}",
        "both",
        ok=done.returncode == 0 and clean and _fingerprint(shop) == mended,
    )


def _damage(where: _Shop) -> None:
    cart = OPERATIONAL.tables["cart_lines"]
    with where.open() as shop:
        shop.stations.database.write(lambda connection: connection.execute(cart.delete()))


def _attempt(shop: _Shop, kill_after: float | None) -> float | None:
    """Rebuild; return for how long its own file was there, None if it ended before the kill."""
    side = shop.data / SIDE_FOLDER / SIDE_FILE
    command, left = [TAILORBIRD, "rebuild", "--data", str(shop.data)], _stamp(side)
    log = shop.data.parent / "rebuild.log"
    with running(command, log=log, environment=shop.environment) as program:
        while _stamp(side) in {None, left} and program.process.poll() is None:
            time.sleep(0.002)
        began = time.monotonic()
        while side.exists() and (kill_after is None or time.monotonic() - began < kill_after):
            time.sleep(0.002)
        lasted = time.monotonic() - began
        if kill_after is not None:
            if not side.exists():
                return None
            program.process.kill()
        program.process.wait(60)
    return lasted


def _stamp(path: Path) -> int | None:
    """Tell one file from a later one of the same name."""
    try:
        return path.stat().st_ctime_ns
    except FileNotFoundError:
        return None


def _fingerprint(shop: _Shop) -> str:
    """Stand for every derived row of a shop that nobody has open."""
    digest = hashlib.blake2b()
    opened = connect(shop.data, shop.database, Chain.OPERATIONAL)
    with closing(opened), opened.read() as connection:
        for table in tables_of(OPERATIONAL, Kept.DERIVED):
            for row in rows_of(connection, table):
                digest.update(repr(row).encode())
    return digest.hexdigest()
