"""Reading a table of customer events, one a row, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.event_fields import EVENT_WORDS, EVENTS, ORDERED, SEARCHED
from tailorbird.connectors.files.event_rules import EventRules
from tailorbird.connectors.files.file_report import FileReport, FileTally
from tailorbird.connectors.files.flags import optional
from tailorbird.connectors.files.lines import RowFault, zone_named
from tailorbird.connectors.files.orders import OnRefused
from tailorbird.connectors.files.purchases import Basket, Purchase, Who, product_of, worth
from tailorbird.connectors.files.repeats import Repeats
from tailorbird.connectors.files.rows import Read, Row, RowReader, refused_of
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.types import Parcel
from tailorbird.connectors.files.values import (
    FUTURE_TOLERANCE,
    Fault,
    price_reader,
    quantity_reader,
    read_currency,
    read_customer,
    read_email,
    read_id,
    read_needed_id,
    read_session,
    read_text,
    time_reader,
)
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import PRODUCT_NEEDED

OUTCOMES = ("taken", "order_line", "duplicate", "left_out")
_NOBODY = RowFault("nobody", "")
_NO_PRODUCT = RowFault("no_product", "product_id")
_TOO_LARGE = RowFault("amount_too_large", "unit_price")
_NO_QUERY = RowFault("missing_value", "query")


class EventReader:
    """Yields parcels; ``report`` says what became of the rows read so far.

    Memory holds a batch of rows and a small record per purchase, not the file. It can be iterated
    over once. While iterating, ``BadFile`` is raised where the file is damaged.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, str],
        rules: EventRules,
        now: int,
        *,
        on_refused: OnRefused | None = None,
    ) -> None:
        self._table = table
        self._rules = rules
        self._now = now
        self._rows = RowReader(
            columns, _readers(rules, now), needed=EVENTS.needed, forgiving=frozenset({"email"})
        )
        self._tally = FileTally(EVENTS.kind, OUTCOMES, on_refused)
        self._basket = Basket(rules)
        self._repeats = Repeats()
        self._anonymous = Repeats()
        self._bought: set[str] = set()

    @property
    def share_read(self) -> float:
        """How much of the file was read, from 0 to 1, for a progress bar."""
        return self._table.share_read

    @property
    def report(self) -> FileReport:
        """What became of the rows so far; complete once the iteration has ended."""
        return self._tally.report(self._rows.ignored)

    def __iter__(self) -> Iterator[Parcel]:
        for batch in self._table.batches(list(self._rows.columns.values())):
            for row in self._rows.read(batch):
                yield from self._take(row)
        yield from self._ordered()

    def _take(self, row: Row) -> Iterator[Parcel]:
        who = self._who(row)
        fault = row.fault or _fault(row, who)
        if fault is None and row.cells["event"] == "":
            self._tally.row("left_out")
        elif fault is not None:
            self._refuse(row, fault)
        elif self._came_before(row, key := self._key(row)):
            self._tally.row("duplicate")
        elif row.cells["event"] == ORDERED:
            yield from self._buy(row, who)
        else:
            self._count(row, who, "taken")
            yield Parcel(event=self._event(row, who, key), rows=1, outcomes={})

    def _came_before(self, row: Row, key: str) -> bool:
        """Whether the file had this very row already.

        Of purchases all are remembered: a repeat far off would become a second part of its order.
        """
        if row.cells["event"] != ORDERED:
            return self._repeats.seen(key)
        known = key in self._bought
        self._bought.add(key)
        return known

    def _who(self, row: Row) -> Who:
        """A session stands for its visitor while nobody is named in it.

        Beside a customer it is only of use where the same session was anonymous before: then what
        was done without a name becomes theirs. Linking every session would cost four times as much.
        """
        cells = row.cells
        customer, session = cells.get("customer_id"), cells.get("session_id")
        browser = cells.get("anonymous_id")
        if browser is None and session is not None:
            alone = not customer and not row.fault
            known = self._anonymous.seen(session) if alone else self._anonymous.knows(session)
            browser = session if alone or known else None
        return Who(customer, browser, cells.get("email"), session)

    def _buy(self, row: Row, who: Who) -> Iterator[Parcel]:
        if self._basket.moves_on(row.cells["happened_at"]):
            yield from self._ordered()
        if self._basket.fits(row, who):
            self._count(row, who, "order_line")
            self._tally.bought(worth(row))
            self._basket.hold(row, who)
        else:
            self._refuse(row, _TOO_LARGE)

    def _ordered(self) -> Iterator[Parcel]:
        for purchase in self._basket.give():
            self._tally.met("orders", purchase.properties["order_id"])
            yield Parcel(event=self._order(purchase), rows=len(purchase.rows), outcomes={})

    def _event(self, row: Row, who: Who, key: str) -> Event:
        cells = row.cells
        properties = product_of(row)
        if cells.get("currency") and "price" in properties:
            properties["currency"] = cells["currency"]
        if cells.get("query"):
            properties["query"] = cells["query"]
        return self._made(key, cells["event"], who, cells["happened_at"], properties)

    def _order(self, purchase: Purchase) -> Event:
        return self._made(
            purchase.message_id, ORDERED, purchase.who, purchase.at, purchase.properties
        )

    def _made(
        self, message_id: str, name: str, who: Who, at: int, properties: dict[str, Any]
    ) -> Event:
        self._tally.event(name, at)
        context: dict[str, Any] = {"sessionId": who.session} if who.session else {}
        if who.email:
            context["traits"] = {"email": who.email}
        return Event(
            message_id=message_id,
            kind=Kind.TRACK,
            name=name,
            user_id=who.customer,
            anonymous_id=who.browser,
            occurred_at=at + self._rules.shift,
            received_at=self._now,
            source=f"import:{self._rules.source}",
            properties=properties,
            context=context,
        )

    def _key(self, row: Row) -> str:
        """The natural key: what the file says in the row, or the id it gives the event."""
        given = row.cells.get("message_id")
        said = given or repr([*row.cells.values()])
        return f"{self._rules.source}:{hex_digest('event', str(said))}"

    def _count(self, row: Row, who: Who, outcome: str) -> None:
        self._tally.row(outcome)
        self._tally.met("customers", who.customer)
        self._tally.met("sessions", row.cells.get("session_id"))
        self._tally.met("products", row.cells.get("product_id"))

    def _refuse(self, row: Row, fault: RowFault) -> None:
        self._tally.refuse(refused_of(row, fault, self._rows.columns))


def _fault(row: Row, who: Who) -> RowFault | None:
    name = row.cells["event"]
    if name == "":
        return None
    if not who.key:
        return _NOBODY
    if (name in PRODUCT_NEEDED or name == ORDERED) and not row.cells.get("product_id"):
        return _NO_PRODUCT
    return _NO_QUERY if name == SEARCHED and not row.cells.get("query") else None


def _readers(rules: EventRules, now: int) -> dict[str, Read]:
    latest = now - rules.shift + FUTURE_TOLERANCE
    zone = zone_named(rules.timezone)
    return {
        "event": _name_reader(rules.names),
        "happened_at": time_reader(zone, day_first=rules.day_first, latest=latest),
        "customer_id": read_customer,
        "anonymous_id": read_session,
        "session_id": read_session,
        "product_id": read_id,
        "order_id": read_id,
        "unit_price": optional(price_reader(decimal_comma=rules.decimal_comma)),
        "quantity": optional(quantity_reader(decimal_comma=rules.decimal_comma)),
        "email": read_email,
        "title": read_text,
        "category": read_text,
        "brand": read_text,
        "currency": read_currency,
        "message_id": read_id,
        "query": read_text,
    }


def _name_reader(names: Mapping[str, str]) -> Read:
    own = {normal(word): name for word, name in names.items()}

    def read_name(raw: object) -> str | Fault:
        text = read_needed_id(raw)
        if isinstance(text, Fault):
            return text
        word = normal(text)
        return own[word] if word in own else EVENT_WORDS.get(word, text)

    return read_name
