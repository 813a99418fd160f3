"""In a new empty folder: clone, `make demo`, and the addresses answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from proofs.claims import Claim
from proofs.servers import Program, get, memory, running, server_pids
from proofs.workplace import Workplace, bare_environment, clone

SECONDS = 60
MEGABYTES = 400
READY = r"Tailorbird is ready in"
INSTALLED = r"^Environment ready"


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure the first start and the second one in the same folder."""
    folder = place.scratch / "clone"
    commit = clone(folder)
    log = place.output / "a-make-demo.log"
    log.write_text(f"commit {commit}\n")
    with _demo(place, folder, log) as program:
        program.wait_for(READY, 900)
        yield from _first_start(program)
        yield from _addresses(program)
        yield _memory(program)
    with _demo(place, folder, log) as program:
        program.wait_for(READY, 300)
        seconds = program.second_of(READY)
        yield Claim("second start in that folder", f"{seconds:.1f} s", "no target", ok=True)


def _demo(place: Workplace, folder: Path, log: Path) -> AbstractContextManager[Program]:
    command = ["make", "demo", f"PORT={place.free_port()}", "ARGS=--no-open"]
    return running(command, log=log, folder=folder, environment=bare_environment())


def _first_start(program: Program) -> Iterator[Claim]:
    total, installed = program.second_of(READY), program.second_of(INSTALLED)
    yield Claim("clone to ready, installation included", f"{total:.1f} s", "no target", ok=True)
    after = total - installed
    yield Claim(
        "to ready after installation", f"{after:.1f} s", f"<= {SECONDS} s", ok=after <= SECONDS
    )


def _addresses(program: Program) -> Iterator[Claim]:
    for name in ("Shop", "Dashboard"):
        address = addresses(program)[name]
        status, page = get(address)
        good = status == 200 and "<html" in page.lower()
        measured = f"{status}, {len(page):,} characters"
        yield Claim(f"{name.lower()} answers", measured, "200 and a page", ok=good)


def _memory(program: Program) -> Claim:
    pids = server_pids(program.process.pid)
    now, peak = memory(pids), memory(pids, "VmHWM")
    return Claim(
        "server memory after the first start",
        f"{now:.0f} MB (peak while importing {peak:.0f} MB)",
        f"<= {MEGABYTES} MB",
        ok=bool(pids) and now <= MEGABYTES,
    )


def addresses(program: Program) -> dict[str, str]:
    """The addresses the demo printed, by name."""
    found: dict[str, str] = {}
    for _, text in program.lines:
        match = re.search(r"(Shop|Dashboard):\s+(http\S+)", text)
        if match:
            found.setdefault(match[1], match[2])
    return found
