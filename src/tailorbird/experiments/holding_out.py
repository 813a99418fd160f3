"""Comparison groups kept: begun, ended, turned in time; whom they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.core.errors import BadInput, NotFound
from tailorbird.experiments import holdouts
from tailorbird.experiments.assigning import Asker, Assignment, Ready, assign
from tailorbird.experiments.defining import Defining
from tailorbird.experiments.holdouts import HELD_OUT, Terms
from tailorbird.experiments.store import definitions
from tailorbird.experiments.types import Experiment, Kind, Status
from tailorbird.guardrails import reasons
from tailorbird.storage.database import Connection

__all__ = ["HELD_OUT", "Holding", "Withheld", "withheld_by"]
TURNED = "its time is over"


class Withheld(Struct, frozen=True, kw_only=True):
    """Why a tactic does not reach somebody: the comparison group they are in."""

    experiment_id: str
    reason: reasons.Withheld


def withheld_by(groups: Sequence[Ready], asker: Asker) -> list[Assignment]:
    """Return what somebody is drawn for, that of everything first.

    Whoever is held out of everything is in no tactic's own test: the rest is not drawn.
    """
    drawn: list[Assignment] = []
    for one in groups:
        found = assign(one, asker)
        if found.variation is not None:
            drawn.append(found)
        if found.variation == HELD_OUT:
            break
    return drawn


class Holding(Defining):
    """The comparison groups of a shop: an owner's choice, one at a time for each tactic."""

    def comparison_groups(self) -> list[Experiment]:
        """Return the groups that run, that of everything first."""
        with self._database.read() as connection:
            return _running(definitions.read_all(connection))

    def hold_out(self, terms: Terms, *, by: str) -> Experiment:
        """Hold people out from now on; what is held out of the same tactic now ends.

        Raises:
            BadInput: the share or the time cannot be.
        """
        holdouts.check(terms)

        def change(connection: Connection) -> Experiment:
            every = definitions.read_all(connection)
            before = _of(every, terms.tactic)
            if before is not None and holdouts.terms_of(before) == terms:
                raise BadInput("This is how it is already.", field="share")
            return self._begin(connection, every, terms, by)

        return self._database.write(change)

    def let_in(self, tactic: str | None, *, by: str) -> Experiment:
        """End a comparison group: everybody gets the tactic from now on.

        Raises:
            NotFound: nobody is held out of it.
        """

        def change(connection: Connection) -> Experiment:
            before = _of(definitions.read_all(connection), tactic)
            if before is None:
                raise NotFound(f"Nobody is held out of {tactic or holdouts.EVERYTHING} now.")
            return self._end(connection, before, by, "stopped")

        return self._database.write(change)

    def turn(self, *, by: str = "the clock") -> int:
        """Begin the next turn of every group whose time is over; return how many."""

        def change(connection: Connection) -> int:
            every, now = definitions.read_all(connection), self._clock.now()
            due = [one for one in _running(every) if one.ends_at is not None and one.ends_at <= now]
            for one in due:
                self._begin(connection, every, holdouts.terms_of(one), by)
            return len(due)

        return self._database.write(change)

    def _begin(
        self, connection: Connection, every: Sequence[Experiment], terms: Terms, by: str
    ) -> Experiment:
        mine = [one for one in every if one.kind is Kind.HOLDOUT and one.tactic == terms.tactic]
        for one in _running(mine):
            self._end(connection, one, by, TURNED)
        last = max(mine, key=_number, default=None)
        place = 0 if last is None else last.ranges[0][1]
        rotation = holdouts.rotation_after(place, terms.share)
        number = 1 if last is None else _number(last) + 1
        fresh = holdouts.group(terms, rotation, number, self._clock.now())
        return self._write(connection, fresh, "started", by)

    def _end(self, connection: Connection, group: Experiment, by: str, why: str) -> Experiment:
        after = replace(group, status=Status.STOPPED, stopped_at=self._clock.now())
        return self._write(connection, after, why, by)


def _running(every: Iterable[Experiment]) -> list[Experiment]:
    found = [one for one in every if one.kind is Kind.HOLDOUT and one.status is Status.RUNNING]
    return sorted(found, key=lambda one: (one.tactic is not None, one.tactic or ""))


def _of(every: Iterable[Experiment], tactic: str | None) -> Experiment | None:
    return next((one for one in _running(every) if one.tactic == tactic), None)


def _number(group: Experiment) -> int:
    """Return which group of its tactic this is, from 1: the end of its key."""
    return int(group.key.rpartition("-")[2])
