"""Write segments down: create, edit, remove, fill anew; learned numbers and predictions with them.

Whatever changes how a segment is read counts up one number and is written while the processor
waits, so that every event after it is read by the new version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec.structs import replace

from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.core.ids import new_id
from tailorbird.events.positions import Progress
from tailorbird.segments import parsing, resolving
from tailorbird.segments.facts import Setting
from tailorbird.segments.learning import learn, newer
from tailorbird.segments.nodes import walk
from tailorbird.segments.results import LearnedNumber
from tailorbird.segments.store import definitions, members, movements, numbers
from tailorbird.segments.types import Condition, Predicted, Segment, State
from tailorbird.storage.database import Connection, Database

T = TypeVar("T")
MOST_SEGMENTS = 500
MOST_NAME = 200


class Defining:
    """What segments there are, and by which numbers they are read. Thread-safe.

    ``after_change`` is called once a change is written; where nothing fills segments behind this
    object, ``app`` fills them then.
    """

    def __init__(
        self,
        database: Database,
        progress: Progress,
        clock: Clock,
        setting: Setting,
        *,
        ask_to_fill: Callable[[Connection], None],
    ) -> None:
        self._database = database
        self._progress = progress
        self._clock = clock
        self._setting = setting
        self._ask_to_fill = ask_to_fill
        self.after_change: Callable[[], object] = lambda: None

    def create(
        self, name: str, tree: Condition, *, description: str = "", preset: str = ""
    ) -> Segment:
        """Write a new segment down; it is filled from now on, while events change it already.

        Raises:
            BadInput: the name is empty or taken, or the tree cannot be; ``field`` is the bad node.
        """
        now = self._clock.now()
        self._learn_if_needed(tree)
        segment = Segment(
            segment_id=new_id(now),
            name=_name(name),
            tree=tree,
            description=description.strip(),
            preset=preset,
            created_at=now,
            updated_at=now,
        )

        def change(connection: Connection) -> Segment:
            every = definitions.read_all(connection)
            if len(every) >= MOST_SEGMENTS:
                raise BadInput(f"There are {MOST_SEGMENTS} segments already; remove one first.")
            return self._write(connection, segment, every, read_anew=True)

        return self._locked(change)

    def edit(
        self,
        segment_id: str,
        *,
        name: str | None = None,
        tree: Condition | None = None,
        description: str | None = None,
    ) -> Segment:
        """Change a segment; with another tree it is filled anew.

        Raises:
            NotFound: there is no such segment.
            BadInput: as in ``create``.
        """

        def change(connection: Connection) -> Segment:
            before = existing(connection, segment_id)
            after = replace(
                before,
                name=before.name if name is None else _name(name),
                tree=before.tree if tree is None else tree,
                description=before.description if description is None else description.strip(),
                updated_at=self._clock.now(),
            )
            every = definitions.read_all(connection)
            anew = after.tree != before.tree
            saved = self._write(connection, after, every, read_anew=anew)
            if anew:
                self._refill_readers(connection, {segment_id}, every)
            return saved

        return self._locked(change)

    def delete(self, segment_id: str) -> None:
        """Remove a segment; nobody is told to have left it.

        Raises:
            NotFound: there is no such segment.
            BadInput: another segment reads it.
        """

        def change(connection: Connection) -> None:
            segment = existing(connection, segment_id)
            every = definitions.read_all(connection)
            if readers := [
                one.name for one in every if segment_id in resolving.reads_segments(one.tree)
            ]:
                raise BadInput(
                    f"{segment.name} is read by {', '.join(readers)}. Change that first, then "
                    "remove it."
                )
            definitions.drop(connection, segment_id)
            members.drop_segment(connection, segment_id)
            movements.drop_segment(connection, segment_id)
            definitions.count_change(connection)

        self._locked(change)

    def refill(self, segment_id: str) -> None:
        """Look at everybody anew for one segment.

        Raises:
            NotFound: there is no such segment.
        """

        def change(connection: Connection) -> None:
            self._refill(connection, [existing(connection, segment_id)])

        self._locked(change)

    def refill_where(self, wanted: Callable[[Condition], bool]) -> int:
        """Look at everybody anew for the segments whose trees are wanted; return how many."""

        def change(connection: Connection) -> int:
            every = definitions.read_all(connection)
            chosen = [one for one in every if wanted(one.tree)]
            self._refill(connection, chosen)
            self._refill_readers(connection, {one.segment_id for one in chosen}, every)
            return len(chosen)

        return self._locked(change)

    def _refill_readers(
        self, connection: Connection, changed: set[str], every: list[Segment]
    ) -> None:
        """Refill those that read a changed segment, directly or through others."""
        reached = set(changed)
        while True:
            readers = [
                one
                for one in every
                if one.segment_id not in reached and resolving.reads_segments(one.tree) & reached
            ]
            if not readers:
                return
            self._refill(connection, readers)
            reached |= {one.segment_id for one in readers}

    def _refill(self, connection: Connection, chosen: list[Segment]) -> None:
        if not chosen:
            return
        version = definitions.count_change(connection)
        for one in chosen:
            definitions.save(connection, replace(one, version=version, state=State.FILLING))
        self._ask_to_fill(connection)

    def _write(
        self, connection: Connection, segment: Segment, every: list[Segment], *, read_anew: bool
    ) -> Segment:
        _check_name(segment, every)
        number = definitions.count_change(connection)
        if read_anew:
            self._check_tree(connection, segment, every)
            segment = replace(segment, version=number, state=State.FILLING)
            self._ask_to_fill(connection)
        definitions.save(connection, segment)
        return segment

    def _check_tree(self, connection: Connection, segment: Segment, every: list[Segment]) -> None:
        parsing.check(segment.tree)
        trees = {one.segment_id: one.tree for one in every} | {segment.segment_id: segment.tree}
        names = {one.segment_id: one.name for one in every} | {segment.segment_id: segment.name}
        resolving.check_cycles(segment.segment_id, segment.tree, trees, names)
        resolving.resolve(segment.tree, trees, self._known_numbers(connection), names)

    def _locked(self, change: Callable[[Connection], T]) -> T:
        """Change while nobody goes on processing: what comes next is read by the new version."""

        def whole(connection: Connection) -> T:
            self._progress.standing(connection)
            return change(connection)

        result = self._database.write(whole)
        self.after_change()
        return result

    # -- learned numbers

    def learned(self) -> list[LearnedNumber]:
        """Return the numbers that the shop's past taught, by name."""
        with self._database.read() as connection:
            return numbers.learned(connection)

    def learn(self) -> list[LearnedNumber]:
        """Learn from all orders anew; segments that read what changed are filled again."""

        def change(connection: Connection) -> list[LearnedNumber]:
            changed = self._learn(connection)
            names = {one.name for one in changed}
            every = definitions.read_all(connection)
            readers = [one for one in every if resolving.reads_learned(one.tree) & names]
            self._refill(connection, readers)
            ids = {one.segment_id for one in readers}
            self._refill_readers(connection, ids, every)
            return changed

        return self._locked(change)

    def _learn_if_needed(self, tree: Condition) -> None:
        """Learn before the first segment that compares with what is learned."""
        if resolving.reads_learned(tree) and not self.learned():
            self.learn()

    def _learn(self, connection: Connection) -> list[LearnedNumber]:
        now, currency = self._clock.now(), self._setting.currency
        found = learn(numbers.buyers(connection, now, currency), now, currency)
        changed = newer(numbers.learned(connection), found)
        numbers.save_learned(connection, changed)
        if changed:
            definitions.count_change(connection)
        return changed

    def _known_numbers(self, connection: Connection) -> dict[str, float]:
        """Return learned numbers by name; where nothing was learned yet, what would be."""
        known = {one.name: one.value for one in numbers.learned(connection)}
        if known:
            return known
        now, currency = self._clock.now(), self._setting.currency
        found = learn(numbers.buyers(connection, now, currency), now, currency)
        return {one.name: one.value for one in found}

    def _resolved(self, connection: Connection, tree: Condition) -> Condition:
        every = definitions.read_all(connection)
        trees = {one.segment_id: one.tree for one in every}
        names = {one.segment_id: one.name for one in every}
        return resolving.resolve(tree, trees, self._known_numbers(connection), names)

    # -- predictions

    def predict(self, name: str, values: Iterable[tuple[str, float]]) -> None:
        """Take a new version of a prediction in; segments that read it are filled again."""

        def change(connection: Connection) -> None:
            numbers.replace_predicted(connection, name, values)
            every = definitions.read_all(connection)
            readers = [one for one in every if _reads_predicted(one.tree, name)]
            self._refill(connection, readers)
            self._refill_readers(connection, {one.segment_id for one in readers}, every)

        self._locked(change)


def existing(connection: Connection, segment_id: str) -> Segment:
    """Return one segment.

    Raises:
        NotFound: there is none with that id.
    """
    # no database keeps a NUL, and PostgreSQL is not even asked for one
    segment = None if "\x00" in segment_id else definitions.read(connection, segment_id)
    if segment is None:
        raise NotFound("There is no segment with this id; the page of segments lists them.")
    return segment


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > MOST_NAME:
        raise BadInput(f"A segment needs a name of up to {MOST_NAME} characters.", field="name")
    return name


def _check_name(segment: Segment, every: list[Segment]) -> None:
    taken = any(
        one.name.casefold() == segment.name.casefold() and one.segment_id != segment.segment_id
        for one in every
    )
    if taken:
        raise BadInput(f"There is a segment called {segment.name} already.", field="name")


def _reads_predicted(tree: Condition, name: str) -> bool:
    return any(
        isinstance(node.condition, Predicted) and node.condition.name == name for node in walk(tree)
    )
