"""Shorten a run that breaks a promise, until nothing can be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from tailorbird.testing.simulation.outcomes import Outcome
from tailorbird.testing.simulation.running import run
from tailorbird.testing.simulation.steps import Send, Step

MOST_RUNS = 600


def shrink(
    steps: Sequence[Step], folder: Path, most: int = MOST_RUNS, address: str = ""
) -> list[Step]:
    """Return fewer and calmer steps that break the same promise; ``address`` as for ``run``.

    At most so many runs are tried; the steps given must break one.
    """
    first = run(steps, folder, address).violation
    assert first is not None, "the run breaks no promise"  # noqa: S101
    left = most

    def breaks(shorter: Sequence[Step]) -> Outcome | None:
        nonlocal left
        left -= 1
        outcome = run(shorter, folder, address)
        same = outcome.violation is not None and outcome.violation.promise == first.promise
        return outcome if same else None

    kept = list(steps[: first.step + 1])
    if not breaks(kept):
        kept = list(steps)
    while left > 0:
        shorter = next(_better(kept, breaks, lambda: left > 0), None)
        if shorter is None:
            break
        kept = shorter
    return kept


def _better(
    steps: list[Step], breaks: Callable[[list[Step]], object], going: Callable[[], bool]
) -> Iterator[list[Step]]:
    """Yield a run a little shorter or calmer that still breaks the promise."""
    for attempt in _attempts(steps):
        if not going():
            return
        if breaks(attempt):
            yield attempt


def _attempts(steps: list[Step]) -> Iterator[list[Step]]:
    size = len(steps) // 2
    while size:
        for start in range(0, len(steps), size):
            yield [*steps[:start], *steps[start + size :]]
        size //= 2
    for number, step in enumerate(steps):
        for calmer in _calmer(step):
            yield [*steps[:number], calmer, *steps[number + 1 :]]


def _calmer(step: Step) -> Iterator[Step]:
    if getattr(step, "fault", None) is not None:
        yield replace(step, fault=None)
    if step.process:
        yield replace(step, process=0)
    if isinstance(step, Send):
        if step.unheard:
            yield replace(step, unheard=False)
        for number in range(len(step.events)):
            yield replace(step, events=(*step.events[:number], *step.events[number + 1 :]))
