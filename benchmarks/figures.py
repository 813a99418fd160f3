"""What a benchmark tells: a number beside its peer from the same run, and how far rounds differ."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proofs.workplace import Workplace, workplace

HEADINGS = ("what", "measured", "spread", "beside it", "ratio", "note")
Measure = Callable[[Workplace], Iterable["Figure"]]


def most_memory() -> float:
    """Return the most that this process ever held, in MB.

    Not from ``getrusage``: a process that was started by a larger one begins with that one's peak.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    [peak] = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


@dataclass(frozen=True)
class Rounds:
    """The same thing measured several times."""

    values: Sequence[float]
    unit: str

    @property
    def median(self) -> float:
        """The middle value: one disturbed round does not move it."""
        return statistics.median(self.values)

    @property
    def spread(self) -> str:
        """Lowest to highest, or nothing for a single round."""
        if len(self.values) < 2:
            return ""
        return f"{_number(min(self.values))} to {_number(max(self.values))}"

    def __str__(self) -> str:
        return f"{_number(self.median)} {self.unit}"


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``ok`` is False where a stated target was missed."""

    what: str
    measured: Rounds
    peer: str = ""
    beside: Rounds | None = None
    note: str = ""
    target: str = ""
    ok: bool = True

    @property
    def ratio(self) -> str:
        """Ours as a share of the peer's."""
        if self.beside is None or not self.beside.median:
            return ""
        return f"{self.measured.median / self.beside.median:.2f}"

    def cells(self) -> tuple[str, ...]:
        """The line, by column."""
        peer = f"{self.peer}: {self.beside}" if self.beside else self.peer
        note = "; ".join(part for part in (self.note, self._judged()) if part)
        return (self.what, str(self.measured), self.measured.spread, peer, self.ratio, note)

    def _judged(self) -> str:
        if not self.target:
            return ""
        return f"target {self.target}: {'ok' if self.ok else 'SHORT'}"


@dataclass
class Alternating:
    """Rounds of ours and of the peer in turn, so that a slow minute of the machine meets both."""

    rounds: int
    ours: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)

    def run(self, ours: Callable[[int], float], peer: Callable[[int], float]) -> None:
        """Measure each as often as asked; the round's number is handed over."""
        for number in range(self.rounds):
            self.peers.append(peer(number))
            self.ours.append(ours(number))


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """The figures as lines of a Markdown table."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|{'---|' * len(HEADINGS)}"
    for figure in figures:
        yield f"| {' | '.join(figure.cells())} |"


def machine() -> str:
    """What the numbers were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = platform.python_version()
    return f"{_processor()}, {cores} cores, {platform.system()}, Python {python}{load}"


def run(measure: Measure, description: str | None) -> int:
    """What every program here does: take --size, measure, print the table."""
    parser = argparse.ArgumentParser(description=description)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--size", choices=["full", "ci"], default="full")
    full = parser.parse_args().size == "full"
    print(f"size {'full' if full else 'ci'}; {machine()}\n", flush=True)
    with workplace(full=full) as place:
        for line in table(measure(place)):
            print(line, flush=True)
    return 0


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
