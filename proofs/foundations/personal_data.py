"""A marked person: the export finds all, an erasure leaves nothing, late events change nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import tailorbird
from proofs import erasing
from proofs.claims import Claim
from proofs.marked_person import (
    EMAIL,
    Shop,
    files_with_marks,
    fill,
    hold,
    late_events,
    marks_in,
    marks_in_models,
    state,
)
from proofs.workplace import ROOT, Workplace
from tailorbird.accounts.types import KeyKind
from tailorbird.app import checkpoints
from tailorbird.app.history import LoggedHistory
from tailorbird.app.rebuilding import Rebuilding
from tools import postgres

# Empty although the person did everything: rows are there for a moment, or only beside others.
# The last is filled by a connected shop platform, whose own proof sends such requests.
MAY_BE_EMPTY = {"outbox", "erased_links", "shop_requests"}
# How often an order line named a product, counted again; when the shop's keys were used; in which
# hour a field last came in a form.
COUNTS = frozenset({"products", "key_uses", "field_types"})
LATE = 100
PLANTED = ("", "operational:wishes:wish", "operational:days:profile_id", "log:copies:row")
Dump = Callable[[], bytes]


def prove(place: Workplace) -> Iterator[Claim]:
    """Mark, export, erase and come late, on both databases; then kill erasures at work."""
    yield from _planted(PLANTED if place.full else PLANTED[:2])
    yield from _story(place, "SQLite", "", lambda: b"")
    yield from _kills(place, "SQLite", "")
    if postgres.find() is None:
        yield Claim("PostgreSQL: a marked person", postgres.MISSING, "as on SQLite", ok=False)
        return
    with postgres.cluster(durable=True) as server:
        url = server.create()
        yield from _story(place, "PostgreSQL", url, lambda: server.dump(url))
        if place.full:
            yield from _kills(place, "PostgreSQL", server.create())


def _planted(tables: Sequence[str]) -> Iterator[Claim]:
    """A new table that no room answers for must fail the build."""
    test = "tests/house/test_personal_data_house.py"
    for planted in tables:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "0", test],
            cwd=ROOT,
            env={**os.environ, "TAILORBIRD_PLANT_TABLE": planted},
            capture_output=True,
            text=True,
            check=False,
        )
        passed = done.returncode == 0
        wanted = not planted
        name = planted.replace(":", ".")
        yield Claim(
            f"a table nobody registered: {name}" if planted else "every table is registered",
            "the build passes" if passed else "the build fails",
            "it passes" if wanted else "it fails",
            ok=passed is wanted,
        )


def _story(place: Workplace, engine: str, database: str, dump: Dump) -> Iterator[Claim]:
    scratch = place.scratch / engine
    scratch.mkdir()
    log = place.output / f"personal-{engine}.log"
    log.unlink(missing_ok=True)
    shop = Shop(scratch / "data", database, place.free_port(), log)
    with shop.open() as opened:
        shop.public_key = opened.write_key
        _, shop.key = opened.keys.create(KeyKind.SERVER, "the shop's server")
    with shop.served():
        fill(shop, scratch)
    with shop.open() as opened:
        hold(opened)
        opened.archive.seal()
        checkpoints.save(opened.stations, LoggedHistory(opened.stations.log), shop.data)
        models = marks_in_models(opened)
    before = {**files_with_marks(shop.data), "dump": marks_in(dump())}
    places = sorted(name for name, marks in before.items() if marks)
    yield Claim(
        f"{engine}: marks sent",
        f"{len(shop.marks)}, kept in {len(places)} files",
        "> 20",
        ok=len(shop.marks) > 20,
    )
    with shop.served():
        yield from _export(shop, scratch, engine)
        shop.run("person", "erase", EMAIL, "--yes", "--now")
    yield from _gone(shop, engine, dump, models)
    yield from _late(shop, engine, dump)
    left = marks_in(log.read_bytes())
    yield Claim(f"{engine}: marks in what the server printed", str(len(left)), "0", ok=not left)


def _export(shop: Shop, scratch: Path, engine: str) -> Iterator[Claim]:
    path = scratch / "export.json"
    shop.run("person", "export", EMAIL, "--out", path)
    content = path.read_bytes()
    found, tables = marks_in(content) & shop.marks, json.loads(content)["tables"]
    yield Claim(
        f"{engine}: the export finds every mark",
        f"{len(found)} of {len(shop.marks)}",
        "all",
        ok=found == shop.marks,
    )
    empty = {name for name, rows in tables.items() if not rows} - MAY_BE_EMPTY
    yield Claim(
        f"{engine}: every covered table had a row of them",
        f"{len(tables) - len(empty)} of {len(tables)}"
        + (f", not {sorted(empty)}" if empty else ""),
        f"all ({' and '.join(sorted(MAY_BE_EMPTY))} may be empty)",
        ok=not empty,
    )


def _gone(shop: Shop, engine: str, dump: Dump, models: set[bytes]) -> Iterator[Claim]:
    left = files_with_marks(shop.data)
    dumped = marks_in(dump())
    marks = set[bytes]().union(*left.values(), dumped)
    yield Claim(
        f"{engine}: marks left after the erasure",
        f"{len(marks)}" + (f" in {sorted(left)}" if left else ""),
        "0, in files, Parquet decoded, dump",
        ok=not marks,
    )
    with shop.open() as opened:
        learned = models | marks_in_models(opened)
        history = LoggedHistory(opened.stations.log)
        rebuilt = Rebuilding(opened.stations, history, shop.data).check()
        sound = opened.archive.check().sound
    yield Claim(f"{engine}: marks in what was learned", str(len(learned)), "0", ok=not learned)
    yield Claim(
        f"{engine}: a rebuild after it equals the live state",
        f"{len(rebuilt.differences)} differences, {rebuilt.events} events",
        "0",
        ok=not rebuilt.differences and rebuilt.events > 0,
    )
    yield Claim(
        f"{engine}: archive + tail = log", "sound" if sound else "not sound", "sound", ok=sound
    )


def _late(shop: Shop, engine: str, dump: Dump) -> Iterator[Claim]:
    with shop.open() as opened:
        before = state(opened)
    with shop.served():
        shop.send(*late_events(LATE))
    with shop.open() as opened:
        opened.wait_until_processed()
        after = state(opened)
        taken = sum(times for arrival in opened.arrivals() for _, times in arrival.names)
    changed = sorted(name for name in before if before[name] != after[name])
    changed = [name for name in changed if name not in COUNTS]
    yield Claim(
        f"{engine}: {LATE} late events change",
        f"{len(changed)} of {len(before)} tables {changed or ''}, {taken} events counted",
        "none but the counts of what arrived",
        ok=not changed and taken >= LATE,
    )
    left = set[bytes]().union(*files_with_marks(shop.data).values(), marks_in(dump()))
    yield Claim(f"{engine}: marks they brought back", str(len(left)), "0", ok=not left)


def _kills(place: Workplace, engine: str, database: str) -> Iterator[Claim]:
    data, people, kills = place.scratch / f"{engine}-kills", *((120, 50) if place.full else (12, 2))
    erasing.fill(data, database, people)
    began = time.monotonic()
    attack = erasing.Attack(data, database, people, kills)
    attack.carry_out()
    yield Claim(
        f"{engine}: kill -9 in the middle of an erasure",
        f"{attack.kills} confirmed, {attack.discarded} discarded, {time.monotonic() - began:.0f} s",
        str(kills),
        ok=attack.kills == kills,
    )
    left = set[bytes]().union(*files_with_marks(data).values())
    with tailorbird.open(data, database=database) as shop:
        unfinished = [one for one in shop.privacy.record(1_000) if one.finished_at is None]
        known = shop.people("zqmark")
        orders = shop.profiles.order_count()
        sound = shop.archive.check().sound
    yield Claim(
        f"{engine}: after them, marks and people left",
        f"{len(left)} marks, {len(known)} people, {len(unfinished)} unfinished",
        "0, 0, 0",
        ok=not left and not known and not unfinished,
    )
    yield Claim(
        f"{engine}: orders still in the books, archive + tail = log",
        f"{orders} of {2 * people}, {'sound' if sound else 'not sound'}",
        "all, sound",
        ok=orders == 2 * people and sound,
    )
