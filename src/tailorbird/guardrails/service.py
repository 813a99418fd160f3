"""Use cases of the floors: where a shop stands, what opens next, and the owner's own word."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.guardrails.floors import BY_TACTIC, FLOORS
from tailorbird.guardrails.measures import (
    Counted,
    Gate,
    Measure,
    Override,
    Subject,
    judge,
    weeks_until,
    windows,
)
from tailorbird.guardrails.stages import STAGES, stage_of
from tailorbird.guardrails.store import counting, overrides
from tailorbird.guardrails.types import Outlook, Unlocks, Word
from tailorbird.storage.database import Connection, Database

MOST_REASON, MOST_HISTORY = 300, 100
_WEEKS = counting.MONTH / 7
_GROWS_BY_ITSELF = {Measure.HISTORY_DAYS}


def _nothing() -> None:
    """Nobody asked to be told of a change."""


class Floors:
    """The floors of one shop. Thread-safe.

    Counts are those of the last night, or of the last import; ``count`` makes them anew.
    ``after_change`` is called when the owner decided something.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.after_change: Callable[[], object] = _nothing

    def count(self) -> None:
        """Count what there is, once; a job does it every night."""
        now = self._clock.now()
        with self._database.read() as connection:
            found = {
                (measure, days): (
                    counting.count(connection, measure, now, days),
                    _lately(connection, measure, now),
                )
                for measure, days in _counted_windows()
            }
        self._database.write(lambda connection: counting.save(connection, found, now))

    def gates(self) -> list[Gate]:
        """Return how the shop stands against every floor that asks for its counts."""
        return list(self.outlook().gates)

    def gate(self, tactic: str, counted: Mapping[Measure, int] | None = None) -> Gate:
        """Return how things stand against one floor.

        ``counted`` is what only the caller knows, e.g. how many arms an experiment has.

        Raises:
            NotFound: there is no floor of that name.
        """
        floor = BY_TACTIC.get(tactic)
        if floor is None:
            raise NotFound(f"There is no tactic {tactic[:80]!r}; see the table of floors.")
        counts, _, _ = self._counts()
        more = {(measure, 0): have for measure, have in (counted or {}).items()}
        with self._database.read() as connection:
            said = overrides.in_force(connection)
        return judge(floor, {**counts, **more}, said.get(tactic))

    def overrides(self) -> dict[str, Override]:
        """Return what the owner opened or closed by hand, by tactic."""
        with self._database.read() as connection:
            return overrides.in_force(connection)

    def outlook(self) -> Outlook:
        """Return the shop's stage, its gates, and what opens next."""
        counts, lately, at = self._counts()
        said = self.overrides()
        gates = tuple(
            judge(floor, counts, said.get(floor.tactic))
            for floor in FLOORS
            if floor.subject is Subject.SHOP
        )
        return Outlook(
            stage=stage_of(counts), gates=gates, next=_next(gates, lately), counted_at=at
        )

    def _counts(self) -> tuple[Counted, dict[Measure, int], int | None]:
        with self._database.read() as connection:
            found = counting.read(connection)
        if found[2] is None:  # never counted: a shop just opened
            self.count()
            with self._database.read() as connection:
                found = counting.read(connection)
        return found

    # -- the owner's word

    def override(self, tactic: str, *, opened: bool, reason: str, done_by: str) -> Gate:
        """Open or close a tactic whatever the counts say; it is written down with the reason.

        Raises:
            NotFound: there is no floor of that name.
            BadInput: no reason is given.
        """
        return self._say(tactic, opened, reason, done_by)

    def take_back(self, tactic: str, *, reason: str, done_by: str) -> Gate:
        """Let the counts decide again.

        Raises:
            NotFound: there is no floor of that name.
            BadInput: no reason is given, or nothing was decided by hand.
        """
        if tactic in BY_TACTIC and tactic not in self.overrides():
            raise BadInput(f"Nothing was decided by hand about {tactic!r}.", field="tactic")
        return self._say(tactic, None, reason, done_by)

    def _say(self, tactic: str, opened: bool | None, reason: str, done_by: str) -> Gate:
        gate = self.gate(tactic)
        if not reason.strip() or len(reason) > MOST_REASON:
            raise BadInput(
                f"Say why, in 1 to {MOST_REASON} characters; it stands beside the decision.",
                field="reason",
            )
        word = Word(
            tactic=tactic,
            opened=opened,
            reason=reason.strip(),
            done_by=done_by,
            at=self._clock.now(),
            counts=_as_json(gate),
        )
        self._database.write(lambda connection: overrides.add(connection, word))
        self.after_change()
        return self.gate(tactic)

    def history(self) -> list[Word]:
        """Return what was decided by hand, the newest first."""
        with self._database.read() as connection:
            return overrides.history(connection, MOST_HISTORY)


def _counted_windows() -> list[tuple[Measure, int]]:
    of_stages = [
        (need.measure, need.days) for stage in STAGES for way in stage.ways for need in way
    ]
    return list(dict.fromkeys([*windows(FLOORS), *of_stages]))


def _lately(connection: Connection, measure: Measure, now: int) -> int:
    if measure in _GROWS_BY_ITSELF:
        return counting.MONTH
    return counting.count(connection, measure, now, counting.MONTH)


def _as_json(gate: Gate) -> str:
    return json.dumps({f"{one.measure}/{one.days}": one.have for one in gate.needs})


def _next(gates: tuple[Gate, ...], lately: Mapping[Measure, int]) -> tuple[Unlocks, ...]:
    """Return what is closed, the nearest first; what no waiting opens comes last."""
    found = [Unlocks(gate=gate, weeks=_weeks(gate, lately)) for gate in gates if not gate.open]
    return tuple(
        sorted(found, key=lambda one: (one.weeks is None, one.weeks or 0, -_part(one.gate)))
    )


def _part(gate: Gate) -> float:
    return min((one.part for one in gate.needs), default=1.0)


def _weeks(gate: Gate, lately: Mapping[Measure, int]) -> int | None:
    found = [weeks_until(one, lately.get(one.measure, 0) / _WEEKS) for one in gate.missing]
    known = [one for one in found if one is not None]
    return max(known) if found and len(known) == len(found) else None
