"""`make prove-foundations`: what the foundations promise, measured and printed line by line.

A part is a module ``proofs/foundations/<name>.py`` with one public function:

    def prove(place: Workplace) -> Iterator[Claim]:
        yield Claim("what is promised", "what was measured", "what was aimed at", ok=True)

- ``place.full`` says which size to run: the whole proof, or the small one of build machines,
  which tests/e2e runs too (there a shortfall is a failure; keep it under a minute or so).
- ``place.scratch`` is an empty folder of the part's own; ``place.output`` (``proof/foundations``)
  keeps what should be looked at later: screenshots, stories, tables.
- ``place.free_port()`` gives a port. Start programs with ``proofs.servers.running``.
- ``yield`` each claim as soon as it is measured. Raise only if the part cannot be carried out.
- A claim that falls short is yielded with ``ok=False`` and reported; the exit code stays 0.

A part is listed in ``parts.py``. One that is listed and has no module is reported as short.
"""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import replace
from types import FrameType

from proofs.claims import carry_out
from proofs.foundations.parts import TOPICS
from proofs.workplace import workplace


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for; return 1 only if one of them broke."""
    options = _parser().parse_args(arguments)
    full = options.size == "full"
    chosen = [t for t in TOPICS if t.name in (options.part or _usual(full=full))]
    signal.signal(signal.SIGTERM, _asked_to_end)
    with workplace(full=full) as place:
        kept = place.output / "foundations"
        kept.mkdir(exist_ok=True)
        report = carry_out([topic.part() for topic in chosen], replace(place, output=kept))
    print(f"\n{report.summary()}")
    return 1 if report.broken else 0


def _usual(*, full: bool) -> list[str]:
    return [topic.name for topic in TOPICS if full or topic.ci]


def _asked_to_end(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the usual way, so that servers are stopped and folders thrown away."""
    sys.exit(143)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proofs.foundations", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    names = [topic.name for topic in TOPICS]
    parser.add_argument("--size", choices=["full", "ci"], default="full")
    parser.add_argument("--part", action="append", choices=names, help="may come several times")
    return parser


if __name__ == "__main__":
    sys.exit(main())
