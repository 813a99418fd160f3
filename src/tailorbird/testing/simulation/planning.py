"""From a seed to everything that will happen: who does what, in which turn, and what goes wrong."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from tailorbird.catalog.types import Product
from tailorbird.core.clock import DAY, HOUR, MINUTE
from tailorbird.events.types import Event, Lane
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.simulation.people import (
    PRODUCTS,
    Doings,
    Somebody,
    crowd,
    likely,
    stranger,
)
from tailorbird.testing.simulation.steps import (
    Ask,
    Declare,
    Erase,
    Fault,
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

PROCESSES = 2
IMPORTER = "the importer"
SERVER = "the shop's server"


def plan(seed: int, length: int = 120) -> list[Step]:
    """Return the steps of one run; the same seed gives the same steps."""
    chance = Random(seed)  # noqa: S311 - it must be repeatable
    return _Planner(chance).steps(length)


class _Planner:
    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._people = crowd(chance)
        self._stranger = stranger(chance, self._people)
        self._doings = Doings(chance, SOME_DAY)
        self._sent: list[tuple[str, Lane, Event]] = []
        self._clock = SOME_DAY
        # some runs are calm, some are rough
        self._percent = chance.choice([0, 5, 20])
        self._processes = chance.choice([1, PROCESSES])
        # Where several used one device, what was done on it signed out may lie in another nameless
        # profile after an erasure and a rebuild: runs have either.
        self._forgets = likely(chance, 50)
        if self._forgets:
            for person in self._people:
                person.shared = None

    def steps(self, length: int) -> list[Step]:
        made = {
            self._visit: 40,
            self._server: 8,
            self._pretend: 6,
            self._confirm: 4,
            self._import: 5,
            self._repeat: 5,
            self._work: 45,
            self._relay: 3,
            self._declare: 3,
            self._ask: 12,
            self._learn: 2,
            self._restart: 3,
            self._snapshot: 1,
            self._rebuild: 1,
            self._seal: 1,
            self._trim: 1,
            self._erase: 2 * self._forgets,
            self._finish: self._forgets,
            self._write: 5,
            self._fill: 5,
            self._pass: 6,
        }
        kinds = self._chance.choices(list(made), list(made.values()), k=length)
        return [self._with_fault(replace(kind(), process=self._process())) for kind in kinds]

    def _process(self) -> int:
        return self._chance.randrange(self._processes)

    def _with_fault(self, step: Step) -> Step:
        calm = isinstance(step, Ask | Learn | Snapshot | Restart)
        if calm or not likely(self._chance, self._percent):
            return step
        writes = 9 if isinstance(step, Erase | Finish | Fill) else 4
        return replace(
            step,
            fault=Fault(write=self._chance.randint(1, writes), after=likely(self._chance, 50)),
        )

    def _pass_time(self) -> None:
        jumps = [MINUTE] * 6 + [HOUR, DAY, 10 * DAY, -2 * HOUR]  # a clock may be set back
        self._doings.now += self._chance.choice(jumps)

    def _received(self) -> int:
        """The server's own clock, which is never set back."""
        self._clock = max(self._clock + 1, self._doings.now)
        return self._clock

    def _someone(self) -> Somebody:
        return self._chance.choice(self._people)

    def _send(self, sender: str, lane: Lane, events: list[Event]) -> Send:
        events = [replace(event, received_at=self._received()) for event in events]
        self._sent += [(sender, lane, event) for event in events]
        unheard = likely(self._chance, self._percent)
        return Send(sender=sender, lane=lane, events=tuple(events), unheard=unheard)

    def _visit(self) -> Step:
        self._pass_time()
        person = self._someone()
        amount = self._chance.choice([1, 1, 1, 2, 4])
        events = [self._doings.next(person, "http") for _ in range(amount)]
        return self._send(person.name, Lane.LIVE, events)

    def _server(self) -> Step:
        return self._send(SERVER, Lane.LIVE, [self._doings.next(self._someone(), "library")])

    def _pretend(self) -> Step:
        """Somebody says with the public key to be a customer of the shop."""
        self._pass_time()
        doing = self._doings.next(self._stranger, "http")
        return self._send(self._stranger.name, Lane.LIVE, [doing])

    def _confirm(self) -> Step:
        """The shop itself tells of an order that a browser told before."""
        told = self._doings.confirm(self._people, "library")
        return self._visit() if told is None else self._send(SERVER, Lane.LIVE, [told])

    def _import(self) -> Step:
        """A file of past orders, by customer or by mailbox."""
        events = []
        for _ in range(self._chance.randint(1, 8)):
            person = self._someone()
            who = {"user": person.user} if person.user else {"email": person.email}
            if person.buys and any(who.values()):
                events.append(self._doings.order(person, "import:orders", **who))
        return self._send(IMPORTER, Lane.BACKFILL, events)

    def _repeat(self) -> Step:
        """Something that was sent before comes again."""
        if not self._sent:
            return self._visit()
        sender, lane, event = self._chance.choice(self._sent)
        return Send(sender=sender, lane=lane, events=(event,))

    def _work(self) -> Step:
        lane = Lane.LIVE if likely(self._chance, 70) else Lane.BACKFILL
        return Work(lane=lane, most=self._chance.choice([1, 2, 5, 500]))

    def _relay(self) -> Step:
        return Relay()

    def _declare(self) -> Step:
        names = self._chance.sample(PRODUCTS, self._chance.randint(1, 3))
        now = self._doings.now
        return Declare(
            products=tuple(
                Product(
                    product_id=name,
                    title=f"{name} as declared at {now}",
                    price=Decimal(self._chance.randint(1, 999)) / 100,
                    currency="GBP",
                    sellable=likely(self._chance, 90),
                    first_seen=now,
                    updated_at=now,
                )
                for name in names
            )
        )

    def _ask(self) -> Step:
        person = self._chance.choice([*self._people, self._stranger])
        device = self._chance.choice(person.devices)
        user = None if person.pretends else self._chance.choice([None, person.user])
        return Ask(at=self._doings.now, anonymous_id=device, user_id=user)

    def _learn(self) -> Step:
        return Learn(at=self._doings.now)

    def _restart(self) -> Step:
        return Restart()

    def _snapshot(self) -> Step:
        return Snapshot()

    def _rebuild(self) -> Step:
        return Rebuild(from_snapshot=likely(self._chance, 50))

    def _seal(self) -> Step:
        return Seal()

    def _trim(self) -> Step:
        return Trim()

    def _erase(self) -> Step:
        """A customer, a reader or a browser that never said whose it is."""
        person = self._someone()
        names = [("device", device) for device in person.devices]
        names += [("user", person.user)] * 3 if person.user else []
        names += [("email", person.email)] if person.email else []
        kind, value = self._chance.choice(names)
        return Erase(at=self._received(), kind=kind, value=value)

    def _finish(self) -> Step:
        return Finish()

    def _write(self) -> Step:
        """The merchant changes a segment."""
        act = self._chance.choice(["create", "edit", "edit", "refill", "delete"])
        which, tree = self._chance.randrange(60), self._chance.randrange(60)
        return Write(act=act, which=which, tree=tree)

    def _fill(self) -> Step:
        return Fill(between=self._chance.choice([0, 1, 3, 20]))

    def _pass(self) -> Step:
        self._pass_time()
        return Pass(at=self._doings.now)
