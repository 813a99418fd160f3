"""Write experiments down: create, change, start, stop; every change with who and when.

What runs stays what it is: people were drawn by it. Whoever wants another experiment stops this
one and begins a new one under a new key, because a key stands for one comparison for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs
from msgspec.structs import replace

from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.experiments import checking
from tailorbird.experiments.store import definitions
from tailorbird.experiments.types import (
    WHOLE,
    Change,
    Experiment,
    Kind,
    Measuring,
    Namespace,
    Status,
    Variation,
)
from tailorbird.storage.database import Connection, Database

MOST_EXPERIMENTS = 2_000
_ANEW = "stop this experiment and begin a new one under another key"


class NewExperiment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An experiment to write down as a draft. The first variation is the control."""

    key: str
    name: str = ""
    description: str = ""
    variations: tuple[Variation, ...]
    coverage: int = WHOLE
    seed: str = ""
    namespace: Namespace | None = None
    condition: dict[str, Any] = {}
    segment_id: str | None = None
    forced: dict[str, str] = {}
    measuring: Measuring = Measuring()


class Edit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of an experiment; what is left out stays."""

    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    variations: tuple[Variation, ...] | UnsetType = UNSET
    coverage: int | UnsetType = UNSET
    seed: str | UnsetType = UNSET
    namespace: Namespace | UnsetType | None = UNSET
    condition: dict[str, Any] | UnsetType = UNSET
    segment_id: str | UnsetType | None = UNSET
    forced: dict[str, str] | UnsetType = UNSET
    measuring: Measuring | UnsetType = UNSET


_ALWAYS = frozenset({"name", "description", "forced"})
_RUNNING = _ALWAYS | {"coverage"}


class Defining:
    """What experiments there are. Thread-safe.

    ``segment_exists`` says whether a segment is there to take people from.
    """

    def __init__(
        self, database: Database, clock: Clock, segment_exists: Callable[[str], bool]
    ) -> None:
        self._database = database
        self._clock = clock
        self._segment_exists = segment_exists

    def create(self, new: NewExperiment, *, by: str) -> Experiment:
        """Write an experiment down as a draft.

        Raises:
            BadInput: the key is taken, or something of it cannot be; ``field`` names it.
        """
        values = {**structs.asdict(new), "name": new.name.strip() or new.key}
        experiment = Experiment(experiment_id=new.key, created_at=self._clock.now(), **values)
        self._check(experiment)

        def change(connection: Connection) -> Experiment:
            self._check_new(connection, experiment.key)
            return self._write(connection, experiment, "created", by)

        return self._database.write(change)

    def _check_new(self, connection: Connection, key: str) -> None:
        every = definitions.read_all(connection)
        if any(one.key.lower() == key.lower() for one in every):
            raise BadInput(
                f"There is an experiment {key!r} already, and a key stands for one comparison for "
                "good; choose another key.",
                field="key",
            )
        if len(every) >= MOST_EXPERIMENTS:
            raise BadInput(f"There are {MOST_EXPERIMENTS:,} experiments; that is the most.")

    def _check(self, experiment: Experiment) -> None:
        checking.check(experiment)
        wanted = experiment.segment_id
        if wanted is not None and not self._segment_exists(wanted):
            raise BadInput(f"There is no segment {wanted!r}.", field="segment_id")

    def edit(self, key: str, edit: Edit, *, by: str) -> Experiment:
        """Change an experiment: a draft in anything, a running one where nobody is moved.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it cannot be changed so; the message says what to do instead.
        """
        wanted = {name: value for name, value in structs.asdict(edit).items() if value is not UNSET}

        def change(connection: Connection) -> Experiment:
            before = _changeable(connection, key)
            after = replace(before, **wanted)
            said = ", ".join(_differences(before, after))
            if not said:
                return before
            _check_may_change(before, after)
            self._check(after)
            return self._write(connection, after, said, by)

        return self._database.write(change)

    def start(self, key: str, *, by: str, since: int | None = None) -> Experiment:
        """Begin to draw people; ``since`` an instant of the past, for what was drawn elsewhere.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it is no draft any more, or ``since`` is not in the past.
        """
        if since is not None and not 0 < since <= self._clock.now():
            raise BadInput("An experiment begins now, or has begun in the past.", field="since")

        def change(connection: Connection) -> Experiment:
            before = _changeable(connection, key)
            if before.status is not Status.DRAFT:
                raise BadInput(
                    f"The experiment is {before.status}; only a draft begins. Make a new one under "
                    "another key."
                )
            self._check(before)
            now = self._clock.now()
            begun = now if since is None else since
            after = replace(before, status=Status.RUNNING, started_at=begun)
            return self._write(connection, after, "started", by)

        return self._database.write(change)

    def stop(self, key: str, *, by: str, roll_out: str | None = None) -> Experiment:
        """End an experiment for good; with ``roll_out`` everybody gets that variation from now on.

        Of a stopped one only what is rolled out changes.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it never ran, or has no such variation.
        """

        def change(connection: Connection) -> Experiment:
            before = _changeable(connection, key)
            if before.status is Status.DRAFT:
                raise BadInput("The experiment is a draft: nobody was drawn yet. Start it first.")
            if roll_out is not None:
                checking.check_variation(before, roll_out, "roll_out")
            after = replace(
                before,
                status=Status.STOPPED,
                stopped_at=before.stopped_at or self._clock.now(),
                rolled_out=roll_out,
            )
            said = f"stopped; everybody gets {roll_out}" if roll_out else "stopped"
            return before if after == before else self._write(connection, after, said, by)

        return self._database.write(change)

    def _write(
        self, connection: Connection, experiment: Experiment, what: str, by: str
    ) -> Experiment:
        definitions.save(connection, experiment)
        change = Change(
            experiment_id=experiment.experiment_id,
            at=self._clock.now(),
            done_by=by[:100],
            what=what,
        )
        definitions.note(connection, change)
        return experiment


def existing(connection: Connection, key: str) -> Experiment:
    """Return an experiment by its key.

    Raises:
        NotFound: there is none.
    """
    found = None if "\x00" in key else definitions.read(connection, key)
    if found is None:
        raise NotFound(f"There is no experiment {key[:80]!r}.")
    return found


def _changeable(connection: Connection, key: str) -> Experiment:
    found = existing(connection, key)
    if found.kind is Kind.HOLDOUT:
        raise BadInput("This is a turn of a comparison group; change the group itself.")
    return found


def _differences(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield what changed, in words; of who is forced only that."""
    for name in structs.fields(Edit):
        was, now = getattr(before, name.name), getattr(after, name.name)
        if was == now:
            continue
        plain = isinstance(was, str | int) and isinstance(now, str | int)
        yield f"{name.name} from {was!r} to {now!r}" if plain else name.name


def _check_may_change(before: Experiment, after: Experiment) -> None:
    if before.status is Status.DRAFT:
        return
    allowed = _RUNNING if before.status is Status.RUNNING else _ALWAYS
    for one in structs.fields(Edit):
        if getattr(before, one.name) != getattr(after, one.name) and one.name not in allowed:
            raise BadInput(
                f"{one.name} stays as it is once people were drawn; {_ANEW}.", field=one.name
            )
    if after.coverage < before.coverage:
        raise BadInput(f"coverage only goes up while it runs; {_ANEW}.", field="coverage")
