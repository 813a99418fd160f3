"""What the proofs share: parts listed by name, run in order, none left out in silence.

A part is a module ``proofs/<package>/<name>.py`` with one public function:

    def prove(place: Workplace) -> Iterator[Claim]:
        yield Claim("what is promised", "what was measured", "what was aimed at", ok=True)

- ``place.full`` says which size to run: the whole proof, or the small one of build machines,
  which tests/e2e runs too (there a shortfall is a failure; keep it under a minute or so).
- ``place.scratch`` is an empty folder of the part's own; ``place.output`` (``proof/<package>``)
  keeps what should be looked at later: screenshots, stories, tables.
- ``place.free_port()`` gives a port. Start programs with ``proofs.servers.running``.
- ``yield`` each claim as soon as it is measured. Raise only if the part cannot be carried out.
- A claim that falls short is yielded with ``ok=False`` and reported; the exit code stays 0.

A part is listed in the package's ``parts.py``. One that is listed and has no module is reported as
short.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import signal
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import FrameType

from proofs.claims import Claim, Part, carry_out
from proofs.workplace import Workplace, workplace


@dataclass(frozen=True)
class Topic:
    """One part: the module ``proofs/<package>/<name>.py``, a heading, when to give it up.

    ``ci`` is False for a part that a build machine need not repeat in the small size.
    """

    name: str
    heading: str
    minutes: float = 30
    ci: bool = True
    package: str = "foundations"

    def part(self) -> Part:
        """The topic as a part that can be carried out, whether its module exists or not."""
        return Part(self.name, self.heading, self._prove, self.minutes)

    def _prove(self, place: Workplace) -> Iterable[Claim]:
        address = f"proofs.{self.package}.{self.name}"
        if importlib.util.find_spec(address) is None:
            return [missing(self)]
        found: Iterable[Claim] = importlib.import_module(address).prove(place)
        return found


def missing(topic: Topic) -> Claim:
    """A part nobody has written falls short; it is never left out in silence."""
    said = f"no proofs/{topic.package}/{topic.name}.py"
    return Claim(f"{topic.name} is proven", said, "a proof", ok=False)


def run(
    package: str, topics: Sequence[Topic], description: str | None, arguments: list[str] | None
) -> int:
    """Run the parts asked for; return 1 only if one of them broke."""
    options = _parser(package, topics, description).parse_args(arguments)
    full = options.size == "full"
    wanted = options.part or [topic.name for topic in topics if full or topic.ci]
    chosen = [topic.part() for topic in topics if topic.name in wanted]
    signal.signal(signal.SIGTERM, _asked_to_end)
    with workplace(full=full) as place:
        kept = place.output / package
        kept.mkdir(exist_ok=True)
        report = carry_out(chosen, replace(place, output=kept))
    print(f"\n{report.summary()}")
    return 1 if report.broken else 0


def _asked_to_end(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the usual way, so that servers are stopped and folders thrown away."""
    sys.exit(143)


def _parser(
    package: str, topics: Sequence[Topic], description: str | None
) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m proofs.{package}", description=description)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    names = [topic.name for topic in topics]
    parser.add_argument("--size", choices=["full", "ci"], default="full")
    parser.add_argument("--part", action="append", choices=names, help="may come several times")
    return parser
