"""In a second new folder: `make lint` and `make test`, with nothing skipped."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator

from proofs.claims import Claim
from proofs.workplace import Workplace, bare_environment, clone

MINUTES = 20


def prove(place: Workplace) -> Iterator[Claim]:
    """Run both in a fresh clone, as a build machine would."""
    folder = place.scratch / "second"
    clone(folder)
    environment = bare_environment(CI="true")
    for target in ("lint", "test"):
        began = time.monotonic()
        done = subprocess.run(
            ["make", target],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        (place.output / f"f-make-{target}.log").write_text(done.stdout + done.stderr)
        yield _claim(target, done, time.monotonic() - began)


def _claim(target: str, done: subprocess.CompletedProcess[str], seconds: float) -> Claim:
    said = done.stdout.strip().splitlines() or ["nothing"]
    closing = said[-1].strip("= ")
    skipped = re.search(r"\d+ (skipped|xfailed)", closing)
    good = done.returncode == 0 and not skipped and seconds <= MINUTES * 60
    measured = f"exit {done.returncode}, {closing[:60]}"
    wanted = "passes" if target == "lint" else f"passes, no skip, <= {MINUTES} min"
    return Claim(f"make {target} in a second new folder", measured, wanted, ok=good)
