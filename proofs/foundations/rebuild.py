"""A rebuild makes what there is, row by row; killed in the middle it leaves what there was."""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from proofs.claims import Claim
from proofs.servers import running
from proofs.workplace import ROOT, Workplace
from tailorbird.app import Tailorbird, open_shop
from tailorbird.app.folder import OPERATIONAL_FILE
from tailorbird.app.side import SIDE_FILE, SIDE_FOLDER
from tailorbird.core.clock import MINUTE
from tailorbird.core.config import load as settings
from tailorbird.demo.command import SETTINGS
from tailorbird.demo.load import load as load_demo
from tailorbird.events.types import Event, Lane
from tailorbird.storage.copying import rows_of, tables_of
from tailorbird.storage.database import Database
from tailorbird.storage.kept import Kept
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order

TAILORBIRD = str(ROOT / ".venv" / "bin" / "tailorbird")


def prove(place: Workplace) -> Iterator[Claim]:
    """Rebuild the demo store, and a shop of our own; then kill rebuilds."""
    if place.full:
        yield from _demo(place.scratch / "demo")
    data = place.scratch / "shop"
    events = _invent(data, 20_000 if place.full else 600)
    yield from _same("a shop of both lanes", data, events)
    yield from _snapshot(data)
    yield from _kills(data, 20 if place.full else 2)


def _demo(data: Path) -> Iterator[Claim]:
    with Tailorbird(settings({"data": data, **SETTINGS})) as shop:
        load_demo(shop)
        for number in range(500):
            shop.track(
                name="Product Viewed",
                anonymous_id=f"browser-{number % 40}",
                user_id=f"{12_346 + number % 20}" if number % 3 else None,
                properties={"product_id": "85123A"},
            )
        shop.wait_until_processed()
    yield from _same("the demo store", data, None)


def _invent(data: Path, amount: int) -> int:
    """People who look, buy and are recognised, in both lanes at once."""
    chance = random.Random(1)
    with open_shop(data) as shop:
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


def _same(what: str, data: Path, events: int | None) -> Iterator[Claim]:
    began = time.monotonic()
    done = _command("rebuild", "--check", "--data", str(data))
    seconds = time.monotonic() - began
    found = re.search(r"([\d,]+) events folded into (\d+) tables", done.stdout)
    folded = int(found[1].replace(",", "")) if found else 0
    yield Claim(
        f"{what}: rebuilt = live, row by row",
        f"{folded:,} events, {found[2] if found else 0} tables, "
        f"{'every row the same' if done.returncode == 0 else done.stdout.splitlines()[:3]}",
        "every row",
        ok=done.returncode == 0 and folded >= (events or 1),  # joined identities are events too
    )
    speed = f"{folded / seconds:,.0f} events/s with start and comparison"
    yield Claim(f"{what}: time", f"{seconds:.1f} s, {speed}", "no target", ok=True)


def _snapshot(data: Path) -> Iterator[Claim]:
    kept = _command("checkpoint", "--data", str(data))
    with open_shop(data) as shop:
        shop.track(name="Product Viewed", user_id="u1", properties={"product_id": "P1"})
        shop.wait_until_processed()
    done = _command("rebuild", "--check", "--from-checkpoint", "--data", str(data))
    yield Claim(
        "from a snapshot = from nothing",
        (done.stdout.strip() or done.stderr.strip()).splitlines()[0],
        "one event folded, every row the same",
        ok=kept.returncode == done.returncode == 0 and done.stdout.startswith("1 events"),
    )


def _kills(data: Path, wanted: int) -> Iterator[Claim]:
    """Damage the state, so that old and new can be told apart, and kill rebuilds of it."""
    live = data / OPERATIONAL_FILE
    _damage(data)
    before, chance = _fingerprint(live), random.Random(2)
    longest = _attempt(data, None) or 0.0
    mended = _fingerprint(live)
    hit = untouched = whole = 0
    while hit < wanted:
        _damage(data)
        if _attempt(data, chance.uniform(0, longest)) is None:
            continue  # it was done before the kill
        hit += 1
        found = _fingerprint(live)
        untouched += found == before
        whole += found == mended
    yield Claim(
        "kill -9 in the middle of a rebuild",
        f"{hit}: {untouched} left the old, {whole} the new, {hit - untouched - whole} neither",
        f"{wanted}, neither: 0",
        ok=hit == wanted and untouched + whole == hit and untouched > 0,
    )
    done = _command("rebuild", "--data", str(data))
    clean = not (data / SIDE_FOLDER).exists()
    yield Claim(
        "the rebuild after them",
        f"state as wanted: {_fingerprint(live) == mended}, cleaned up: {clean}",
        "both",
        ok=done.returncode == 0 and clean and _fingerprint(live) == mended,
    )


def _damage(data: Path) -> None:
    cart = OPERATIONAL.tables["cart_lines"]
    with open_shop(data) as shop:
        shop.stations.database.write(lambda connection: connection.execute(cart.delete()))


def _attempt(data: Path, kill_after: float | None) -> float | None:
    """Rebuild; return for how long its own file was there, None if it ended before the kill."""
    side, command = data / SIDE_FOLDER / SIDE_FILE, [TAILORBIRD, "rebuild", "--data", str(data)]
    left = _stamp(side)
    with running(command, log=data.parent / "rebuild.log") as program:
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


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TAILORBIRD, *arguments], capture_output=True, text=True, check=False)


def _fingerprint(path: Path) -> str:
    """Stand for every derived row of a shop that nobody has open."""
    digest = hashlib.blake2b()
    with closing(Database(f"sqlite:///{path}")) as database, database.read() as connection:
        for table in tables_of(OPERATIONAL, Kept.DERIVED):
            for row in rows_of(connection, table):
                digest.update(repr(row).encode())
    return digest.hexdigest()
