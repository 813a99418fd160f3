"""Carry a run out, step by step, and look after each whether every promise holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from tailorbird import pipeline
from tailorbird.app import checkpoints
from tailorbird.app.history import ArchivedHistory
from tailorbird.app.personal import REGISTRY
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.core.clock import DAY
from tailorbird.core.errors import Interrupted, NotFound
from tailorbird.core.hashing import hex_digest
from tailorbird.decisions.types import DecisionRequest, Placement
from tailorbird.events import outbox
from tailorbird.events.archiving import EventArchive
from tailorbird.events.types import Lane
from tailorbird.privacy.types import Step as Erasing
from tailorbird.storage.copying import rows_of
from tailorbird.storage.engines.files import Place
from tailorbird.storage.schema import LOG, OPERATIONAL
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.shop import StillShop
from tailorbird.testing.simulation import invariants, memberships, segments
from tailorbird.testing.simulation.books import Books, Name
from tailorbird.testing.simulation.crashing import (
    CrashingFiles,
    Died,
    begin_anew,
    prepare_database,
)
from tailorbird.testing.simulation.invariants import Finding
from tailorbird.testing.simulation.outcomes import Broken, Outcome, Violation
from tailorbird.testing.simulation.senders import Senders
from tailorbird.testing.simulation.steps import (
    Ask,
    Declare,
    Erase,
    Fill,
    Finish,
    Learn,
    Pass,
    Rebuild,
    Relay,
    Restart,
    Seal,
    Send,
    Snapshot,
    Step,
    Trim,
    Work,
    Write,
)

LOOK_EVERY = 12  # steps between two close looks; after a death there is always one
CURRENCY = "GBP"
FAR = 100_000 * DAY  # after everything that happens
_SPOTS = (
    Placement(name="seen", strategy="recently_viewed", limit=12),
    Placement(name="best", strategy="best_sellers", limit=12),
)


class Run:
    """One run: the processes on their files, the senders, the books, and the trace."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self._folder = folder
        self._address = address
        self._processes: dict[int, StillShop] = {}
        self._files: dict[int, CrashingFiles] = {}
        self._archives: dict[int, EventArchive] = {}
        self.senders = Senders()
        self.books = Books()
        self.at = dict.fromkeys(Lane, 0)
        self.deaths = 0
        self._caused: set[str] = set()
        self._asked: tuple[Name, int] | None = None
        self._erasures = 0
        self._latest = 0
        self.trace = hashlib.blake2b(digest_size=16)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in list(self._processes):
            self.end(number)

    def shop(self, number: int = 0) -> StillShop:
        """Return a process, started from the files if it does not run."""
        if number not in self._processes:
            files = self._files[number] = CrashingFiles(self._folder, self._address)
            self._processes[number] = StillShop(self._folder, files=files)
            place = Place("", self._folder / "archive")
            self._archives[number] = EventArchive(files.log, place, CURRENCY)
        return self._processes[number]

    def _archive(self, number: int = 0) -> EventArchive:
        """Return the archive as a process has it open."""
        self.shop(number)
        return self._archives[number]

    def end(self, number: int) -> None:
        """End a process without a word."""
        if self._processes.pop(number, None) is not None:
            self._files.pop(number).close()

    def take(self, step: Step) -> bool:
        """Carry one step out; a death in it ends that process, nothing else. Say if it died."""
        shop = self.shop(step.process)
        fate = self._files[step.process].fate
        fate.expect(getattr(step, "fault", None))
        try:
            said = self._do(step, shop)
        except Died:
            said = "died"
        fate.expect(None)
        self._latest = max(self._latest, shop.clock.now())
        if fate.dead:
            self.deaths += 1
            self.end(step.process)
        self.trace.update(said.encode())
        self._follow()
        return fate.dead

    def _do(self, step: Step, shop: StillShop) -> str:
        match step:
            case Send() | Work() | Relay():
                return self._go_on(step, shop)
            case Declare():
                shop.catalog.declare(step.products)
            case Ask():
                return self._ask(step, shop)
            case Learn():
                shop.clock.set(step.at)
                shop.learn()
            case Restart():
                self.end(step.process)
            case Write() | Fill() | Pass():
                return self._of_segments(step, shop)
            case _:
                return self._keep_house(step, shop)
        return "done"

    def _go_on(self, step: Send | Work | Relay, shop: StillShop) -> str:
        match step:
            case Send():
                return self._send(step, shop)
            case Work():
                return str(pipeline.process(shop.stations, step.lane, step.most))
            case Relay():
                return str(outbox.relay(shop.database, shop.log))

    def _of_segments(self, step: Write | Fill | Pass, shop: StillShop) -> str:
        match step:
            case Write():
                return segments.write(shop, step)
            case Fill():
                return str(segments.fill_any(shop, lambda: self._meanwhile(step)))
            case Pass():
                shop.clock.set(step.at)
                return str(pipeline.look_at_due(shop.stations))

    def _keep_house(self, step: Step, shop: StillShop) -> str:
        match step:
            case Snapshot():
                history = ArchivedHistory(self._archive(step.process))
                checkpoints.save(shop.stations, history, self._folder)
            case Rebuild():
                return self._rebuild(step, shop)
            case Seal():
                return str(self._archive(step.process).seal(SOME_DAY))
            case Erase():
                return self._erase(step, shop)
            case Finish():
                self._note_caused()
                return str(self._desk(step.process).finish())
            case Trim():
                return self._trim(shop, self._archive(step.process))
        return "done"

    def _meanwhile(self, step: Fill) -> None:
        """While one process fills segments, another goes on with what comes."""
        other = self.shop(1 - step.process).stations
        if step.between:
            pipeline.process(other, Lane.LIVE, step.between)
            pipeline.look_at_due(other)

    def _send(self, step: Send, shop: StillShop) -> str:
        parcel = self.senders.parcel(step.sender, step.lane, step.events)
        appended = pipeline.accept(shop.stations, parcel, step.lane).result()
        if not step.unheard:
            self.senders.hear(step.sender, step.lane, appended)
        return str(appended.positions)

    def _ask(self, step: Ask, shop: StillShop) -> str:
        shop.clock.set(step.at)
        request = DecisionRequest(
            placements=_SPOTS, anonymous_id=step.anonymous_id, user_id=step.user_id
        )
        slots = [slot for spot in shop.decisions.decide(request) for slot in spot.slots]
        shown = [slot.product.product_id for slot in slots]
        name = ("user", step.user_id) if step.user_id else ("device", step.anonymous_id or "")
        page = self.books.page_of(name)
        _demand(invariants.of_a_choice(self.books, page, set(shown), step.at))
        return str(shown)

    def _trim(self, shop: StillShop, archive: EventArchive) -> str:
        with shop.database.read() as connection:
            at = {lane: shop.progress.stored(connection, lane) for lane in Lane}
        cut = archive.trim(at, FAR)
        archive.compact(SOME_DAY)
        return str(cut)

    def _desk(self, number: int = 0) -> PrivacyRequests:
        shop = self.shop(number)
        return PrivacyRequests(
            stations=shop.stations,
            registry=REGISTRY,
            log=self._files[number].log,
            archive=self._archives[number],
            folder=self._folder,
            clock=shop.clock,
            ask=lambda _: None,
        )

    def _erase(self, step: Erase, shop: StillShop) -> str:
        """Erasing waits until everything is processed; the death waits in the erasure itself."""
        fate = self._files[step.process].fate
        fate.expect(None)
        shop.process()
        self._follow()
        self._note_caused()
        fate.expect(step.fault)
        shop.clock.set(step.at)
        self._asked = (step.kind, step.value), step.at
        try:
            return str(self._desk(step.process).erase(step.value).events)
        except NotFound:
            return "nobody"

    def _note_caused(self) -> None:
        """Remember which ids the rooms gave: in an erased event they cannot be told."""
        for logged in invariants.whole_log(self._archive().read_lane):
            if logged.event.message_id.startswith(invariants.CAUSED):
                self._caused.add(logged.event.message_id)

    def _rebuild(self, step: Rebuild, shop: StillShop) -> str:
        if shop.stations.erasures.unfinished(Erasing.LOG):
            return self._refused(step, shop)
        self._compare(shop, from_snapshot=step.from_snapshot, number=step.process)
        history = ArchivedHistory(self._archive(step.process))
        rebuilding = Rebuilding(shop.stations, history, self._folder)
        done = rebuilding.rebuild(from_checkpoint=step.from_snapshot)
        return f"{done.events} folded"

    def _refused(self, step: Rebuild, shop: StillShop) -> str:
        """While the log still knows somebody who was erased, nothing is made of it."""
        rebuilding = Rebuilding(shop.stations, ArchivedHistory(self._archive()), self._folder)
        try:
            rebuilding.rebuild(from_checkpoint=step.from_snapshot)
        except Interrupted:
            return "refused"
        raise Broken(("nobody comes back", "a rebuild read a log that still knows the erased"))

    def _compare(self, shop: StillShop, *, from_snapshot: bool, number: int = 0) -> None:
        history = ArchivedHistory(self._archive(number))
        rebuilding = Rebuilding(shop.stations, history, self._folder)
        for one in rebuilding.check(from_checkpoint=from_snapshot).differences:
            how = f"{one.table} {one.key}: there is {one.one}, a rebuild makes {one.other}"
            raise Broken(("a rebuild makes the same state", how))

    def _follow(self) -> None:
        """Write into the books what was processed by this step."""
        shop = self.shop()
        with shop.database.read() as connection:
            now = {lane: shop.progress.stored(connection, lane) for lane in Lane}
        for lane, upto in now.items():
            if upto < self.at[lane]:
                raise Broken(("processing never goes back", f"{lane}: {self.at[lane]} to {upto}"))
            if upto == self.at[lane]:
                continue
            for logged in shop.log.read(lane, self.at[lane], invariants.ALL):
                if logged.position <= upto:
                    self.books.take(logged.event)
        self.at = now
        erasures = len(shop.stations.erasures.read(invariants.ALL))
        if erasures > self._erasures and self._asked is not None:
            self.books.erase(*self._asked)
        self._erasures, self._asked = erasures, None

    def look(self) -> None:
        """See whether every promise holds now."""
        shop = self.shop()
        _demand(invariants.of_the_log(self._archive().read_lane, self.senders, self._caused))
        _demand(invariants.of_the_people(shop))
        _demand(invariants.of_the_books(shop, self.books))
        shop.clock.set(max(self._latest, shop.clock.now()))  # what was looked at later stays so
        _demand(memberships.once_looked_at(shop))

    def _look_for_the_erased(self) -> None:
        shop, files = self.shop(), self._files[0]
        rows: list[tuple[str, object]] = [
            ("the archive", msgspec.to_builtins(one))
            for one in invariants.whole_log(self._archive().read_lane)
        ]
        for database, schema in ((shop.database, OPERATIONAL), (files.log, LOG)):
            with database.read() as connection:
                rows += [
                    (table.name, row)
                    for table in schema.sorted_tables
                    for row in rows_of(connection, table)
                ]
        _demand(invariants.of_the_erased(rows, self.books.gone()))

    def settle(self) -> None:
        """Everybody hears at last, everything is processed; then all must be right."""
        shop = self.shop()
        for sender, lane in sorted(self.senders.waiting):
            self._send(Send(sender=sender, lane=lane, events=()), shop)
        while pipeline.process(shop.stations, Lane.LIVE) or pipeline.process(
            shop.stations, Lane.BACKFILL
        ):
            pass
        outbox.relay(shop.database, shop.log)
        segments.fill(shop, lambda: None)
        shop.clock.set(max(self._latest, shop.clock.now()))
        shop.look_at_due()
        self._follow()
        self._note_caused()
        self._desk().finish()
        self.look()
        log = [one.event for one in invariants.whole_log(self._archive().read_lane)]
        _demand(memberships.of_the_announcements(shop, log))
        self._look_for_the_erased()
        self._compare(shop, from_snapshot=False)
        self._compare(shop, from_snapshot=True)

    def seal_trace(self) -> str:
        """Return what stands for everything that happened, and for the state it led to."""
        shop = self.shop()
        with shop.database.read() as connection:
            for table in OPERATIONAL.sorted_tables:
                for row in rows_of(connection, table):
                    row.pop("erasure_id", None)  # the one thing that comes from real chance
                    self.trace.update(repr(sorted(row.items())).encode())
        return hex_digest(self.trace.hexdigest())


def _demand(findings: Iterator[Finding]) -> None:
    for finding in findings:
        raise Broken(finding)


def run(steps: Iterable[Step], folder: Path, address: str = "") -> Outcome:
    """Carry a run out in a folder that is emptied first; it ends at the first broken promise.

    ``address`` names a PostgreSQL database to keep the shop in, which is emptied too.
    """
    begin_anew(folder)
    if address:
        prepare_database(address)
    number = -1
    with Run(folder, address) as world:
        violation = None
        segments.begin(world.shop())
        try:
            for number, step in enumerate(steps):
                died = world.take(step)
                if died or number % LOOK_EVERY == LOOK_EVERY - 1:
                    world.look()
            world.settle()
        except Broken as broken:
            promise, how = broken.finding
            violation = Violation(promise=promise, how=how, step=number)
        except Exception as error:  # noqa: BLE001 - an error nobody expected breaks a promise too
            how = f"{type(error).__name__}: {error}"
            violation = Violation(promise="nothing fails by itself", how=how, step=number)
        return Outcome(
            trace=world.seal_trace(),
            steps=number + 1,
            events=world.books.events,
            deaths=world.deaths,
            violation=violation,
        )
