"""Use cases of experiments: who gets what and why, who is left out of a tactic, who saw what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Progress
from tailorbird.events.types import Event
from tailorbird.experiments import payload as payloads
from tailorbird.experiments import who as people
from tailorbird.experiments.announcing import exposure_event
from tailorbird.experiments.assigning import Asker, Assignment, Ready, assign
from tailorbird.experiments.book import Book, current
from tailorbird.experiments.defining import Defining, existing
from tailorbird.experiments.holding_out import HELD_OUT, Holding, Withheld, withheld_by
from tailorbird.experiments.holdouts import LIKELY_LIFT, Outlook, Volume, outlook
from tailorbird.experiments.store import definitions, exposures
from tailorbird.experiments.types import Change, Experiment, Kind
from tailorbird.experiments.who import Known, People, Who
from tailorbird.guardrails.reasons import Withheld as Reason
from tailorbird.privacy.uses import Use, closed
from tailorbird.profiles.asking import answers_of
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.database import Connection, Database

MOST_ASKED, MOST_UNDEFINED = 100, 100
Emit = Callable[[Sequence[Event]], object]


class Assignments(Struct, frozen=True, kw_only=True):
    """What somebody gets of the experiments asked for, and the profile they have, if any."""

    profile_id: str | None
    unit: str
    assignments: tuple[Assignment, ...]


class Seen(Struct, frozen=True, kw_only=True):
    """How many people saw each variation of an experiment, and how many of them saw several."""

    people: dict[str, int]
    in_several: int


class Undefined(Struct, frozen=True, kw_only=True):
    """People saw a variation that nobody defined: a misspelt key, or another shop's."""

    experiment_id: str
    variation: str
    people: int


class Experiments(Holding, Defining):
    """The experiments of one shop. Thread-safe.

    ``emit`` leaves events in the log; ``segments_of`` says which segments somebody is in;
    ``volume`` is what the shop has in a month.
    """

    def __init__(
        self,
        database: Database,
        log: EventLog,
        progress: Progress,
        clock: Clock,
        *,
        emit: Emit,
        segments_of: Callable[[str], Collection[str]],
        segment_exists: Callable[[str], bool],
        volume: Callable[[], Volume],
    ) -> None:
        super().__init__(database, clock, segment_exists)
        self._people = People(database, log, progress)
        self._emit = emit
        self._segments_of = segments_of
        self._volume = volume
        self._book = Book()

    # -- what there is

    def all(self) -> list[Experiment]:
        """Return every experiment and comparison group, the newest first."""
        return list(self._current().all)

    def get(self, key: str) -> Experiment:
        """Return one experiment.

        Raises:
            NotFound: there is none with this key.
        """
        with self._database.read() as connection:
            return existing(connection, key)

    def changes(self, key: str) -> list[Change]:
        """Return what was done to an experiment, in order.

        Raises:
            NotFound: there is none with this key.
        """
        with self._database.read() as connection:
            existing(connection, key)
            return definitions.changes(connection, key)

    def seen(self, key: str) -> Seen:
        """Return how many people saw what of an experiment, as processed until now."""
        with self._database.read() as connection:
            return Seen(
                people=exposures.counts(connection, key),
                in_several=exposures.in_several(connection, key),
            )

    def undefined(self) -> list[Undefined]:
        """Return what people saw of experiments and variations that nobody defined."""
        known = {one.key: {arm.key for arm in one.variations} for one in self.all()}
        with self._database.read() as connection:
            rows = exposures.undefined(connection, known, MOST_UNDEFINED)
            rows += [
                (key, variation, number)
                for key, arms in known.items()
                for variation, number in exposures.counts(connection, key).items()
                if variation not in arms
            ]
        return [
            Undefined(experiment_id=key, variation=variation, people=number)
            for key, variation, number in rows[:MOST_UNDEFINED]
        ]

    def payload(self) -> dict[str, Any]:
        """Return what official clients are told."""
        with self._database.read() as connection:
            book = self._read(connection)
            changed_at = definitions.changed_at(connection)
        return payloads.payload(book.all, changed_at)

    def number(self) -> int:
        """Return a number that counts up with every change of any experiment."""
        with self._database.read() as connection:
            return definitions.number(connection)

    # -- who gets what

    def assign(
        self,
        who: Who,
        keys: Sequence[str] | None = None,
        *,
        attributes: Mapping[str, Any] | None = None,
        forced: Mapping[str, str] | None = None,
    ) -> Assignments:
        """Return what somebody gets of some experiments, of all that are no drafts by default.

        Raises:
            NotFound: there is no experiment of that key.
            BadInput: too many are asked for, or an identifier cannot be.
        """
        people.check(who)
        wanted = self._wanted(keys)
        known = self._people.known(who)
        asker = self._asker(known, who, wanted, attributes or {}, forced or {})
        found = tuple(assign(one, asker) for one in wanted)
        return Assignments(profile_id=known.profile_id, unit=known.unit, assignments=found)

    def _wanted(self, keys: Sequence[str] | None) -> list[Ready]:
        book = self._current()
        if keys is None:
            return list(book.drawn())
        if len(keys) > MOST_ASKED:
            raise BadInput(f"Ask for at most {MOST_ASKED} experiments at once.", field="keys")
        unknown = [key for key in keys if key not in book.ready or _is_group(book.ready[key])]
        if unknown:
            raise NotFound(f"There is no experiment {unknown[0][:80]!r}.")
        return [book.ready[key] for key in keys]

    def _asker(
        self,
        known: Known,
        who: Who,
        wanted: Sequence[Ready],
        attributes: Mapping[str, Any],
        forced: Mapping[str, str],
    ) -> Asker:
        by_segment = any(one.experiment.segment_id is not None for one in wanted)
        segments = self._segments_of(known.profile_id) if by_segment and known.profile_id else ()
        said = [one for one in (who.anonymous_id, who.user_id, known.profile_id) if one]
        return Asker(
            unit=known.unit,
            identifiers=(*said, *(one.value for one in known.identifiers)),
            attributes=attributes,
            shown=known.shown,
            segments=segments,
            forced=forced,
        )

    def expose(self, who: Who, assignments: Sequence[Assignment]) -> int:
        """Leave the exposures of what somebody was drawn for and sees; return how many.

        Saying it again leaves nothing more. What was forced is never left, nor anything of
        somebody who does not want to be chosen for.
        """
        counted = [one for one in assignments if one.counted]
        if not counted:
            return 0
        with self._database.read() as connection:
            known = people.read_known(connection, who)
            if self._objects(connection, known):
                return 0
        return self._leave(known.identifiers or _said(who), _fresh(counted, known))

    def _objects(self, connection: Connection, known: Known) -> bool:
        if known.profile_id is None:
            return False
        return closed(answers_of(connection, known.profile_id), Use.PERSONALIZE, self._clock.now())

    def _leave(self, identifiers: Sequence[Identity], seen: Sequence[tuple[str, str]]) -> int:
        now = self._clock.now()
        events = [exposure_event(key, variation, identifiers, now) for key, variation in seen]
        found = [one for one in events if one is not None]
        if found:
            self._emit(found)
        return len(found)

    # -- who is left out

    def withheld(self, profile_id: str, tactic: str, *, requested: bool = False) -> Withheld | None:
        """Return why a tactic that is due for somebody is withheld, None where it is not.

        Call it when the tactic would act, and only then: whoever is in a test is counted now, held
        out or not, so that both arms are counted by the same rule. What somebody asked for
        themself (a confirmation, a promised coupon, a product back in stock, an order's own
        messages) is ``requested``: never withheld, and no part of a test.
        """
        if requested:
            return None
        with self._database.read() as connection:
            groups = self._read(connection).comparison_groups(tactic)
            known = people.read_known(connection, Who(profile_id=profile_id)) if groups else None
            if known is None or known.profile_id is None or self._objects(connection, known):
                return None
        drawn = withheld_by(groups, _held(known))
        self._leave(known.identifiers, _fresh(drawn, known))
        last = drawn[-1] if drawn else None
        if last is None or last.variation != HELD_OUT:
            return None
        return Withheld(experiment_id=last.experiment_id, reason=Reason.COMPARISON_GROUP)

    def outlook(self, share: int, assumed_lift: float | None = None) -> Outlook:
        """Return about what holding out a share costs at this shop, and how soon it answers.

        Raises:
            BadInput: a share or a lift that cannot be.
        """
        return outlook(share, self._volume(), LIKELY_LIFT if assumed_lift is None else assumed_lift)

    def _current(self) -> Book:
        with self._database.read() as connection:
            return self._read(connection)

    def _read(self, connection: Connection) -> Book:
        self._book = current(connection, self._book)
        return self._book


def _is_group(ready: Ready) -> bool:
    return ready.experiment.kind is Kind.HOLDOUT


def _said(who: Who) -> list[Identity]:
    """Return what a caller says of somebody who was never heard of."""
    pairs = ((IdentityKind.USER, who.user_id), (IdentityKind.ANONYMOUS, who.anonymous_id))
    return [Identity(kind, value) for kind, value in pairs if value]


def _held(known: Known) -> Asker:
    return Asker(unit=known.unit, shown=known.shown)


def _fresh(assignments: Sequence[Assignment], known: Known) -> list[tuple[str, str]]:
    """Return what is not known yet to have been seen, as (experiment, variation)."""
    shown = known.shown
    return [
        (one.experiment_id, one.variation)
        for one in assignments
        if one.variation and one.variation not in shown.get(one.experiment_id, ())
    ]
