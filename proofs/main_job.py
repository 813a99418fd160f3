"""`make prove-main-job`: what the first release promises, measured and printed line by line."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from proofs import fresh_clone, full_import, hit_rate, kills, second_clone, story
from proofs.claims import Part, carry_out
from proofs.workplace import workplace

PARTS = (
    Part("a", "In a new empty folder: clone, make demo", fresh_clone.prove),
    Part("b", "One visitor's story in Chromium", story.prove),
    Part("c", "Import of the whole order history, twice", full_import.prove),
    Part("d", "kill -9 in the middle of HTTP ingest at load", kills.prove),
    Part("e", "Bought together, on 30 days of orders held out", hit_rate.prove),
    Part("f", "make lint and make test in a second new folder", second_clone.prove, minutes=40),
)
# A build machine runs lint and tests itself, and a clone would install everything again.
NOT_IN_CI = {"f"}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for; return 1 only if one of them broke."""
    options = _parser().parse_args(arguments)
    full = options.size == "full"
    wanted = set(options.only.split(",")) if options.only else {part.letter for part in PARTS}
    if not full and not options.only:
        wanted -= NOT_IN_CI
    parts = [part for part in PARTS if part.letter in wanted]
    signal.signal(signal.SIGTERM, _asked_to_end)
    with workplace(full=full) as place:
        report = carry_out(parts, place)
    print(f"\n{report.summary()}")
    return 1 if report.broken else 0


def _asked_to_end(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the usual way, so that servers are stopped and folders thrown away."""
    sys.exit(143)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proofs.main_job", description=__doc__)
    letters = ", ".join(f"{part.letter}: {part.heading}" for part in PARTS)
    parser.add_argument("--size", choices=["full", "ci"], default="full")
    parser.add_argument("--only", default="", help=f"letters with commas between ({letters})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
