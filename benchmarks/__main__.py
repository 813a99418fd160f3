"""`make bench`: every program, or those named: `python -m benchmarks [--size ci] [ingest]`."""

from __future__ import annotations

import argparse
import subprocess
import sys

from proofs.workplace import ROOT

# in the order in which an event goes
PROGRAMS = (
    "ingest",
    "processes",
    "deciding",
    "importing",
    "sealing",
    "rebuilding",
    "segments_audience",
    "experiment_result",
    "assignments",
)
# needs a data set that does not ship
APART = ("bought_together",)


def main() -> int:
    """Run the programs one after another; return 1 if one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", choices=["full", "ci"], default="full")
    parser.add_argument("program", nargs="*", choices=[[], *PROGRAMS, *APART])
    options = parser.parse_args()
    failed = [name for name in options.program or PROGRAMS if _run(name, options.size)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, size: str) -> int:
    print(f"\n== {name}", flush=True)
    more = [] if name in APART else ["--size", size]
    command = [sys.executable, "-m", f"benchmarks.{name}", *more]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
