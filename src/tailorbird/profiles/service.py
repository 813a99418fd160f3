"""Use cases of people: take events in, read facts that include the last click, tell a story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.core.clock import day_number
from tailorbird.events.log import EventLog
from tailorbird.events.outbox import caused_id
from tailorbird.events.positions import Progress
from tailorbird.events.proof import proves_email
from tailorbird.events.types import Event, Kind, Lane, LoggedEvent
from tailorbird.events.vocabulary import (
    IDENTITIES_JOINED,
    Interpreted,
    OrderCompleted,
    OrderFields,
    OrderRefunded,
    email_of,
)
from tailorbird.privacy import service as privacy
from tailorbird.privacy.consent import signal_in_force, state
from tailorbird.privacy.registry import Registry
from tailorbird.profiles.answering import (
    is_act,
    records_of,
    signals_of,
    with_events,
)
from tailorbird.profiles.asking import answers_of
from tailorbird.profiles.folding import (
    MOST_VIEWED,
    fold,
    fold_all,
    product_seen,
    touches_cart,
)
from tailorbird.profiles.identity import (
    events_of_one,
    proven_user,
    strongest_of,
)
from tailorbird.profiles.moments import moment_of
from tailorbird.profiles.ordering import order_of, refund_of
from tailorbird.profiles.stitching import Stitcher
from tailorbird.profiles.store import facts as facts_store
from tailorbird.profiles.store import orders as orders_store
from tailorbird.profiles.store import people as people_store
from tailorbird.profiles.store import refunds as refunds_store
from tailorbird.profiles.store.claims import claims_by_browser
from tailorbird.profiles.taking_orders import OrderBook
from tailorbird.profiles.touching import Facet, Touched, note_all
from tailorbird.profiles.types import (
    Facts,
    Identity,
    IdentityKind,
    Moment,
    Person,
    PersonSummary,
    TradeDay,
    VisitorDay,
)
from tailorbird.storage.database import Connection, Database

WAIT_FOR_OWN_EVENTS = 0.05  # seconds a reader waits for processing before it folds the tail itself


class _Stitched(Struct, frozen=True):
    logged: LoggedEvent
    typed: Struct | None
    profile_id: str | None


class Profiles:
    """People of one shop."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        progress: Progress,
        currency: str,
        registry: Registry,
    ) -> None:
        self._database = database
        self._log = log
        self._progress = progress
        self._currency = currency
        self._registry = registry

    # -- taking events in, inside the processor's transaction

    def take_in(
        self,
        connection: Connection,
        batch: list[Interpreted],
        lane: Lane,
        touched: Touched | None = None,
    ) -> list[Event]:
        """Stitch and fold a batch; return the events this causes, for the outbox.

        ``touched`` is told what changed about whom.

        Exactly as if the events came one by one: where one joins two people, what came before it
        is folded first; where one tells an order again, which may move it to another person or
        day, what comes after is folded by itself.
        """
        joined: list[tuple[str, str]] = []
        touched = Touched() if touched is None else touched

        def merge(old: str, new: str) -> None:
            self._registry.merge(connection, old, new)
            joined.append((old, new))
            touched.join(old, new)

        caused: list[Event] = []
        stitcher = Stitcher(connection, merge)
        stitcher.preload(item.logged.event for item in batch)
        again = _told_again(connection, batch)
        waiting: list[_Stitched] = []
        for item in batch:
            event = item.logged.event
            if stitcher.changes_links(event) or (waiting and waiting[-1].logged.position in again):
                stitcher.write()
                self._fold(connection, waiting, lane, touched)
                waiting = []
            profile_id = stitcher.profile_of(event)
            caused += [_joined(event, number, *pair) for number, pair in enumerate(joined)]
            joined.clear()
            waiting.append(_Stitched(item.logged, item.typed, profile_id))
        stitcher.write()
        stitcher.date()
        self._fold(connection, waiting, lane, touched)
        touched.note(stitcher.changed, Facet.EVERYTHING)
        touched.note(stitcher.told, Facet.CONSENT)
        touched.forget_joined()
        return caused

    def _fold(
        self, connection: Connection, stitched: list[_Stitched], lane: Lane, touched: Touched
    ) -> None:
        mine = [item for item in stitched if item.profile_id is not None]
        note_all(touched, ((item.logged.event, item.profile_id or "") for item in mine))
        self._fold_profiles(connection, mine)
        self._fold_facts(connection, mine)
        touched.note(self._fold_orders(connection, stitched), Facet.ORDERS)
        people_store.add_moments(connection, list(self._moments(mine)))
        _take_answers(connection, mine)
        if lane is Lane.LIVE:
            acts = [item for item in mine if is_act(item.logged.event)]
            seen = [(day_number(i.logged.event.occurred_at), i.profile_id or "") for i in acts]
            people_store.add_visits(connection, seen)

    def _moments(self, stitched: Iterable[_Stitched]) -> Iterator[tuple[str, Moment]]:
        for item in stitched:
            logged = item.logged
            moment = moment_of(logged.event, item.typed, logged.position, self._currency)
            yield item.profile_id or "", moment

    def _fold_profiles(self, connection: Connection, stitched: list[_Stitched]) -> None:
        acts = [item for item in stitched if is_act(item.logged.event)]
        seen: dict[str, tuple[int, int]] = {}
        for item in acts:
            key, at = item.profile_id or "", item.logged.event.occurred_at
            first, last = seen.get(key, (at, at))
            seen[key] = (min(first, at), max(last, at))
        people_store.stretch_profiles(connection, seen)
        told = [(i.profile_id or "", i.logged.event.traits) for i in acts if i.logged.event.traits]
        people_store.add_traits(connection, told)

    def _fold_facts(self, connection: Connection, stitched: list[_Stitched]) -> None:
        seen: dict[tuple[str, str], int] = {}
        carts: list[_Stitched] = []
        for item in stitched:
            if product := product_seen(item.logged.event, item.typed):
                key, at = (item.profile_id or "", product), item.logged.event.occurred_at
                seen[key] = max(at, seen.get(key, at))
            elif touches_cart(item.logged.event):
                carts.append(item)
        if seen:
            facts_store.note_views(connection, seen, MOST_VIEWED)
        if carts:
            self._fold_carts(connection, carts)

    def _fold_carts(self, connection: Connection, stitched: list[_Stitched]) -> None:
        before = facts_store.read_carts(connection, [item.profile_id or "" for item in stitched])
        after = dict(before)
        for item in stitched:
            key = item.profile_id or ""
            after[key] = fold(after[key], item.logged.event, item.typed)
        changed = [facts for key, facts in after.items() if facts.cart != before[key].cart]
        facts_store.save_carts(connection, changed)

    def _fold_orders(self, connection: Connection, stitched: list[_Stitched]) -> set[str]:
        """Take orders in; return the people whose orders changed."""
        book = OrderBook(connection)
        for item in stitched:
            event = item.logged.event
            match item.typed:
                case OrderCompleted() if item.typed.key:
                    book.place(order_of(event, item.typed, item.profile_id, self._currency))
                case OrderRefunded():
                    book.refund(refund_of(event, item.typed, item.profile_id, self._currency))
                case OrderFields() if event.name == "Order Cancelled" and item.typed.key:
                    book.cancel(item.typed.key, event, item.profile_id, self._currency)
        book.write()
        return book.owners()

    # -- reading

    def facts(self, *, anonymous_id: str | None, user_id: str | None, bought_since: int) -> Facts:
        """Return a person's present facts, with every event acknowledged before this call.

        Waits a moment for processing; if it takes longer, the unprocessed events of these
        identifiers are folded here, in memory.
        """
        facts, seen, tail = self._with_tail(anonymous_id, user_id, bought_since)
        if tail and self._progress.wait(Lane.LIVE, tail[-1].position, WAIT_FOR_OWN_EVENTS):
            facts, seen, tail = self._with_tail(anonymous_id, user_id, bought_since)
        events = [logged.event for logged in tail]
        mine = events_of_one(events, user_id, anonymous_id, seen)
        facts = replace(facts, answers=with_events(facts.answers, mine, facts.profile_id or ""))
        return fold_all(facts, mine)

    def _with_tail(
        self, anonymous_id: str | None, user_id: str | None, bought_since: int
    ) -> tuple[Facts, set[str], list[LoggedEvent]]:
        """Return the stored facts, who is known or claimed on the browser, and the events since."""
        with self._database.read() as connection:
            facts = self._stored(connection, anonymous_id, user_id, bought_since)
            folded = self._progress.stored(connection, Lane.LIVE)
            seen = self._users_of(connection, anonymous_id)
        # the position of the same snapshot: nothing is missed, nothing folded twice
        return facts, seen, self._log.tail(folded, anonymous_id=anonymous_id, user_id=user_id)

    def _users_of(self, connection: Connection, anonymous_id: str | None) -> set[str]:
        browser = Identity(IdentityKind.ANONYMOUS, anonymous_id or "")
        stronger = people_store.stronger_than(connection, browser, most=2)  # two are enough
        claimed = claims_by_browser(connection, [browser.value]).get(browser.value, [])
        return {one.value for one in (*stronger, *claimed) if one.kind is IdentityKind.USER}

    def _stored(
        self,
        connection: Connection,
        anonymous_id: str | None,
        user_id: str | None,
        bought_since: int,
    ) -> Facts:
        user = Identity(IdentityKind.USER, user_id or "")
        browser = Identity(IdentityKind.ANONYMOUS, anonymous_id or "")
        known = people_store.profiles_of(connection, [one for one in (user, browser) if one.value])
        profile_id = known.get(user) or known.get(browser)
        if profile_id is None:
            return Facts()
        if user_id and user not in known:
            # a newcomer on a browser: what it knows is theirs only if nobody else is known on it
            owner = strongest_of(people_store.identities_on(connection, profile_id))
            if owner != browser or self._users_of(connection, anonymous_id) - {user_id}:
                return Facts()
        return self._facts_of(connection, profile_id, bought_since)

    def _facts_of(self, connection: Connection, profile_id: str, bought_since: int) -> Facts:
        facts = facts_store.read_facts(connection, [profile_id])[profile_id]
        told = people_store.told_bought(connection, profile_id, bought_since)
        bought = facts_store.bought_since(connection, profile_id, bought_since)
        newest = {key: max(at, told.get(key, at)) for key, at in bought.items()}
        answers = answers_of(connection, profile_id)
        return replace(facts, bought={**told, **newest}, answers=answers)

    def facts_of_profile(self, profile_id: str, bought_since: int) -> Facts:
        """Return the processed facts of one profile; one that went on as another leads there."""
        with self._database.read() as connection:
            row = people_store.read_profiles(connection, [profile_id]).get(profile_id)
            if row is not None and row.merged_into is not None:
                profile_id = row.merged_into
            return self._facts_of(connection, profile_id, bought_since)

    def person(
        self, profile_id: str, *, bought_since: int, events: int = 300, orders: int = 200
    ) -> Person | None:
        """Return one person's page; a profile that went on as another leads there."""
        with self._database.read() as connection:
            row = people_store.read_profiles(connection, [profile_id]).get(profile_id)
            if row is not None and row.merged_into is not None:
                profile_id = row.merged_into
                row = people_store.read_profiles(connection, [profile_id]).get(profile_id)
            if row is None:
                return None
            sums = orders_store.sums_of(connection, [profile_id], self._currency)
            count, net = sums.get(profile_id, (0, 0))
            identities = people_store.identities_on(connection, profile_id)
            facts = self._facts_of(connection, profile_id, bought_since)
            return Person(
                profile_id=profile_id,
                first_seen=row.first_seen,
                last_seen=row.last_seen,
                traits=row.traits,
                identities=tuple(identities),
                claims=tuple(people_store.claims_on(connection, identities)),
                facts=facts,
                orders=tuple(orders_store.of_person(connection, profile_id, orders)),
                timeline=tuple(people_store.timeline(connection, profile_id, events)),
                consents=tuple(one for _, one in sorted(state(facts.answers).items())),
                answers=facts.answers,
                signal=signal_in_force(facts.answers),
                order_count=count,
                net_minor=net,
                currency=self._currency,
            )

    def people(
        self, query: str, limit: int, after: tuple[int, str] | None = None
    ) -> list[PersonSummary]:
        """Return people, the last seen first; ``query`` is the start of any identifier.

        ``after``, when somebody was seen last and their profile id, goes on behind them.
        """
        with self._database.read() as connection:
            found = people_store.newest(connection, query.strip(), limit, after)
            sums = orders_store.sums_of(connection, [one[0] for one in found], self._currency)
        return [
            PersonSummary(
                profile_id=profile_id,
                label=label,
                last_seen=last_seen,
                order_count=sums.get(profile_id, (0, 0))[0],
                net_minor=sums.get(profile_id, (0, 0))[1],
                currency=self._currency,
            )
            for profile_id, label, last_seen in found
        ]

    def trade_by_day(self, first: int, last: int) -> list[TradeDay]:
        """Return orders and money net of refunds for each day that had any."""
        with self._database.read() as connection:
            return orders_store.trade_by_day(connection, first, last, self._currency)

    def visitors_by_day(self, first: int, last: int) -> list[VisitorDay]:
        """Return the different people seen on each day that had any."""
        with self._database.read() as connection:
            return people_store.visitors_by_day(connection, first, last)

    def order_count(self) -> int:
        """Return how many orders are known."""
        with self._database.read() as connection:
            return orders_store.count_orders(connection)

    def refund_counts(self) -> tuple[int, int]:
        """Return how many refund lines found their order lines, and how many did not."""
        with self._database.read() as connection:
            return refunds_store.refund_counts(connection)

    def sold_lines(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield (order, product, pieces kept, placed at) of every product sold, by order."""
        with self._database.read() as connection:
            yield from orders_store.sold_lines(connection)


def _told_again(connection: Connection, batch: list[Interpreted]) -> set[int]:
    """Return the positions of those events that tell of an order which is known by then."""
    placed = [
        (item.typed.key, item.logged.position)
        for item in batch
        if isinstance(item.typed, OrderCompleted) and item.typed.key
    ]
    known = set(orders_store.read_heads(connection, [order_id for order_id, _ in placed]))
    again = set()
    for order_id, position in placed:
        if order_id in known:
            again.add(position)
        known.add(order_id)
    return again


def _joined(cause: Event, number: int, old: str, new: str) -> Event:
    return Event(
        message_id=caused_id(cause.message_id, IDENTITIES_JOINED, number),
        kind=Kind.TRACK,
        name=IDENTITIES_JOINED,
        anonymous_id=cause.anonymous_id,
        # only what was proven: an event of ours is believed
        user_id=proven_user(cause),
        occurred_at=cause.occurred_at,
        received_at=cause.received_at,
        source="tailorbird",
        properties={"from": old, "into": new},
        context={"traits": {"email": email_of(cause) if proves_email(cause) else None}},
    )


def _take_answers(connection: Connection, stitched: list[_Stitched]) -> None:
    told = [(item.logged.event, item.profile_id or "") for item in stitched]
    privacy.record(connection, [one for event, who in told for one in records_of(event, who)])
    privacy.note_signals(connection, [one for event, who in told for one in signals_of(event, who)])
