"""A claim is one measured promise; a part is a program that yields claims.

A claim that falls short is reported, not hidden, and is no error: the exit code only says whether
every part could be carried out.
"""

from __future__ import annotations

import json
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from types import FrameType

from proofs.workplace import Workplace

_WIDTHS = (46, 42, 30)


@dataclass(frozen=True)
class Claim:
    """What was promised, what was measured, what was aimed at, and whether it was reached."""

    what: str
    measured: str
    target: str
    ok: bool

    def line(self) -> str:
        """The claim as one line of the report."""
        cells = (self.what, self.measured, self.target)
        padded = (f"{cell:<{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))
        return "  " + " | ".join(padded) + " | " + ("ok" if self.ok else "SHORT")


@dataclass(frozen=True)
class Part:
    """One proof: a letter to call it by, a heading, the program, and when to give it up."""

    letter: str
    heading: str
    run: Callable[[Workplace], Iterable[Claim]]
    minutes: float = 15


@dataclass
class Report:
    """What a run measured, and which parts broke before they could measure."""

    claims: dict[str, list[Claim]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def summary(self) -> str:
        """One closing line."""
        claims = [claim for part in self.claims.values() for claim in part]
        short = sum(not claim.ok for claim in claims)
        text = f"{len(claims) - short} of {len(claims)} claims reached"
        if self.broken:
            text += f"; parts that broke: {', '.join(sorted(self.broken))}"
        return text


def carry_out(parts: Sequence[Part], place: Workplace) -> Report:
    """Run the parts in order, print each claim as it comes, keep everything under proof/."""
    report = Report()
    for part in parts:
        print(f"\n{part.letter}. {part.heading}", flush=True)
        began = time.monotonic()
        _carry_out(part, place, report)
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        _keep(report, place)
    return report


def _carry_out(part: Part, place: Workplace, report: Report) -> None:
    claims = report.claims.setdefault(part.letter, [])
    try:
        with _limit(part.minutes):
            for claim in part.run(place.inside(part.letter)):
                claims.append(claim)
                print(claim.line(), flush=True)
    except Exception as error:  # noqa: BLE001  # one broken part must not hide the others
        said = str(error).strip().splitlines() or [type(error).__name__]
        report.broken[part.letter] = said[0]
        trace = place.output / f"{part.letter}-broke.txt"
        trace.write_text(traceback.format_exc())
        print(f"  BROKE: {type(error).__name__}: {said[0]} (see {trace})", flush=True)


@contextmanager
def _limit(minutes: float) -> Iterator[None]:
    """End a part that hangs, so that what it waits for is named and the others still run."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {minutes:g} minutes")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _keep(report: Report, place: Workplace) -> None:
    lines = [claim.line() for part in report.claims.values() for claim in part]
    (place.output / "claims.txt").write_text("\n".join([*lines, report.summary(), ""]))
    content = {letter: [asdict(claim) for claim in part] for letter, part in report.claims.items()}
    written = json.dumps({"claims": content, "broken": report.broken}, indent=1)
    (place.output / "claims.json").write_text(written + "\n")
