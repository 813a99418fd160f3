"""The shop's memory: when the log goes into the archive, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tailorbird.app.folder import FILES, SCHEMAS
from tailorbird.core.clock import DAY, Clock, SystemClock
from tailorbird.core.config import Config
from tailorbird.core.errors import BadConfiguration, BadInput
from tailorbird.events import questions
from tailorbird.events.archiving import ArchiveStatus, EventArchive
from tailorbird.events.data_sets import DATA_SETS
from tailorbird.events.log import EventLog
from tailorbird.events.store.archive import slowest_consumer
from tailorbird.events.types import Lane
from tailorbird.profiles.store.everybody import whose_now
from tailorbird.storage.archive.snapshot import NOTHING, Snapshot
from tailorbird.storage.archive.types import Compacted, DataSet, Swept
from tailorbird.storage.database import Database
from tailorbird.storage.engines.files import Place
from tailorbird.storage.expressions import PEOPLE, Question
from tailorbird.storage.schema import Chain, pending

if TYPE_CHECKING:
    from tailorbird.storage.analytics import Analytics

FOLDER = "archive"
SPILL = "archive-work"  # what a question does not hold in memory
LONG_TAIL = 5_000  # events; more are sealed before a question, not held in memory
_PAGE = 5_000
Between = Callable[[], object]


class ArchiveReport(Struct, frozen=True, kw_only=True):
    """Whether the archive is sound: counts that must agree, and events that differ from the log."""

    events: int
    positions: int
    message_ids: int
    item_rows: int
    different_items: int
    lost_items: int
    compared: int
    different: int

    @property
    def sound(self) -> bool:
        """Whether nothing is there twice, nothing is missing and nothing differs."""
        once = self.events == self.positions == self.message_ids
        items = self.item_rows == self.different_items and not self.lost_items
        return once and items and not self.different


def _nothing() -> None:
    """Nobody asked to be called between the parts."""


class Archiving:
    """One shop's archive: the recurring work on it, and questions to it. Thread-safe."""

    def __init__(
        self, config: Config, clock: Clock, database: Database, log_database: Database
    ) -> None:
        place = Place(config.archive, config.data / FOLDER)
        self.events = EventArchive(log_database, place, config.currency)
        self._log = EventLog(log_database)
        self._database = database
        self._clock = clock
        self._log_days = config.log_days
        self._place = place
        self._spill = config.data / SPILL

    # -- recurring work

    def seal(self, between: Between = _nothing) -> int:
        """Take what the log holds beyond the archive into it; return how many events."""
        return self.events.seal(self._clock.now(), between)

    def compact(self) -> Compacted:
        """Join small files; what is read stays the same."""
        return self.events.compact(self._clock.now())

    def trim(self, between: Between = _nothing) -> int:
        """Cut off the log what is archived, processed and older than ``log_days``."""
        with self._database.read() as connection:
            consumed = {lane: slowest_consumer(connection, lane) for lane in Lane}
        before = self._clock.now() - self._log_days * DAY
        return self.events.trim(consumed, before, between)

    def sweep(self) -> Swept:
        """Remove files that were replaced some time ago, and what crashes left behind."""
        return self.events.sweep(self._clock.now())

    # -- questions

    def status(self) -> ArchiveStatus:
        """Return how far the archive reaches and what it holds."""
        return self.events.status()

    def files(self) -> list[str]:
        """Return where the files lie that count now."""
        snapshot = self.events.snapshot()
        return [self._place.full(one.path) for held in snapshot.files.values() for one in held]

    def ask(self, question: Question) -> list[dict[str, Any]]:
        """Return the answer to a question of ``events.questions``, or one like them, as rows."""
        return self._analytics().rows(self._snapshot, question, self._attached(question))

    def batches(
        self, question: Question, attached: Mapping[DataSet, Any] | None = None
    ) -> Iterator[Any]:
        """Yield the answer to a question as Arrow record batches, never all of it at once.

        ``attached`` are tables that stand beside the data sets, where the question reads any.
        """
        beside = self._attached(question) if attached is None else attached
        return self._analytics().batches(self._snapshot, question, beside)

    def ask_beside(
        self, question: Question, attached: Mapping[DataSet, Any]
    ) -> list[dict[str, Any]]:
        """Return the answer to a question that reads what is attached, and nothing else."""
        return self._analytics().rows(lambda: NOTHING, question, attached)

    def batches_beside(self, question: Question, attached: Mapping[DataSet, Any]) -> Iterator[Any]:
        """Yield the answer to a question that reads what is attached, and nothing else."""
        return self._analytics().batches(lambda: NOTHING, question, attached)

    def export(self, data_set: str, target: Path) -> int:
        """Write ``events`` or ``items``, all up to now, into one Parquet file; return the rows.

        Raises:
            BadInput: there is no such data set, or no such folder.
        """
        if data_set not in {one.name for one in DATA_SETS}:
            names = ", ".join(one.name for one in DATA_SETS)
            raise BadInput(f"There is no data set {data_set!r}; there are {names}.")
        if not target.absolute().parent.is_dir():
            raise BadInput(f"The folder {target.parent} does not exist; make it first.")
        return self._analytics().export(self._snapshot, data_set, target)

    def check(self) -> ArchiveReport:
        """Look whether the archive is sound and says what the log says, as far as that reaches."""
        counted = self.ask(questions.soundness)[0]
        compared = different = 0
        for lane in Lane:
            for archived, logged in self._pairs(lane):
                compared += 1
                different += archived != logged
        return ArchiveReport(**counted, compared=compared, different=different)

    def _pairs(self, lane: Lane) -> Iterator[tuple[Any, Any]]:
        """Yield each event of the log beside what is read at its place of archive and tail."""
        first = self._log.read(lane, 0, 1)
        after = first[0].position - 1 if first else 0
        while page := self._log.read(lane, after, _PAGE):
            mine = self.events.read_lane(lane, after, len(page))
            yield from zip_longest(mine, page)
            after = page[-1].position

    def _snapshot(self) -> Snapshot:
        if self.events.tail_rows() > LONG_TAIL:
            self.seal()
        return self.events.snapshot()

    def _attached(self, question: Question) -> dict[Any, Any]:
        return {PEOPLE: whose_now(self._database)} if question in questions.ABOUT_PEOPLE else {}

    def _analytics(self) -> Analytics:
        # only for questions: the engine takes memory that a server need not have
        from tailorbird.storage.analytics import Analytics  # noqa: PLC0415

        return Analytics(self._place, self._spill)


@contextmanager
def beside_the_server(config: Config) -> Iterator[Archiving]:
    """Open a shop's archive without holding its folder; a server may be at work on it.

    Raises:
        BadConfiguration: there is no shop, or it was written by an older version.
    """
    with ExitStack() as opened:
        operational, log = (_connect(config, chain, opened) for chain in Chain)
        yield Archiving(config, SystemClock(), operational, log)


def _connect(config: Config, chain: Chain, opened: ExitStack) -> Database:
    file = config.data / FILES[chain]
    if not config.database and not file.exists():
        raise BadConfiguration(f"There is no shop in {config.data}. Name its folder with --data.")
    url = config.database or f"sqlite:///{file}"
    database = opened.enter_context(closing(Database(url, SCHEMAS[chain])))
    with database.read() as connection:
        if pending(connection, chain, database.place):
            raise BadConfiguration(
                f"{database.place} was written by an older Tailorbird. Start the server once with "
                "this version; it brings it up to date."
            )
    return database
