"""Reading a table of customers: who they are, and what they agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from tailorbird.connectors.files.customer_fields import CUSTOMERS, PURPOSES
from tailorbird.connectors.files.file_report import FileReport, FileTally
from tailorbird.connectors.files.flags import read_flag
from tailorbird.connectors.files.lines import RowFault, zone_named
from tailorbird.connectors.files.orders import OnRefused
from tailorbird.connectors.files.repeats import Repeats
from tailorbird.connectors.files.rows import Read, Row, RowReader, refused_of
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.types import Parcel
from tailorbird.connectors.files.values import (
    FUTURE_TOLERANCE,
    read_customer,
    read_email,
    read_text,
    time_reader,
)
from tailorbird.core.clock import to_datetime
from tailorbird.core.errors import BadInput
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import CONSENT_UPDATED

OUTCOMES = ("taken", "duplicate")
_NOBODY = RowFault("nobody", "")
_TRAITS = {
    "email": "email",
    "name": "name",
    "first_name": "firstName",
    "last_name": "lastName",
    "phone": "phone",
    "country": "country",
    "city": "city",
}


class CustomerRules(Struct, frozen=True, kw_only=True):
    """How to read a file of customers.

    ``basis`` says how these people agreed ("opt-in at checkout, wording of 2024"); it is kept with
    every answer. Without it nobody in the file counts as having agreed. ``as_of`` is when the file
    was exported (microseconds UTC): its answers hold from then, unless a row says when it was.
    """

    timezone: str = "UTC"
    day_first: bool | None = None
    source: str = "customers"
    basis: str = ""
    as_of: int | None = None


class CustomerReader:
    """Yields one parcel an event; ``report`` says what became of the rows read so far."""

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, str],
        rules: CustomerRules,
        now: int,
        *,
        on_refused: OnRefused | None = None,
    ) -> None:
        _check_dates(columns, rules)
        self._table = table
        self._rules = rules
        self._now = now
        self._rows = RowReader(
            columns,
            _readers(rules, now),
            needed=(),
            forgiving=frozenset({"email", "created_at", "consent_at", *PURPOSES}),
        )
        self._tally = FileTally(CUSTOMERS.kind, OUTCOMES, on_refused)
        self._repeats = Repeats()

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

    def _take(self, row: Row) -> Iterator[Parcel]:
        fault = row.fault
        if fault is None and not (row.cells.get("customer_id") or row.cells.get("email")):
            fault = _NOBODY
        if fault is not None:
            self._refuse(row, fault)
        elif self._repeats.seen(repr([*row.cells.values()])):
            self._tally.row("duplicate")
        else:
            self._tally.row("taken")
            self._tally.met("customers", row.cells.get("customer_id") or row.cells.get("email"))
            yield Parcel(event=self._identified(row), rows=1, outcomes={})
            yield from self._answers(row)

    def _identified(self, row: Row) -> Event:
        cells = row.cells
        traits = {name: cells[field] for field, name in _TRAITS.items() if cells.get(field)}
        if cells.get("created_at"):
            traits["createdAt"] = to_datetime(cells["created_at"]).isoformat()
        at = cells.get("created_at") or self._rules.as_of or self._now
        return self._event(row, Kind.IDENTIFY, "", at, {"traits": traits})

    def _answers(self, row: Row) -> Iterator[Parcel]:
        for field, purpose in PURPOSES.items():
            said = row.cells.get(field)
            if said is None:
                continue
            granted = said and bool(self._rules.basis)
            self._tally.met(_counted(said=said, granted=granted), (row.row, purpose))
            content = {
                "properties": {
                    "wording_version": self._rules.basis or "imported without a stated basis",
                    "method": "import",
                },
                "context": {"consent": {"categoryPreferences": {purpose: granted}}},
            }
            event = self._event(row, Kind.TRACK, CONSENT_UPDATED, self._answered_at(row), content)
            yield Parcel(event=event, rows=0, outcomes={})

    def _answered_at(self, row: Row) -> int:
        cells = row.cells
        stated = cells.get("consent_at") or self._rules.as_of or cells.get("created_at")
        return int(stated or self._now)

    def _event(self, row: Row, kind: Kind, name: str, at: int, content: dict[str, Any]) -> Event:
        cells = row.cells
        self._tally.event(name or kind.value, at)
        context = dict(content.get("context", {}))
        if cells.get("email"):
            context["traits"] = {"email": cells["email"]}
        key = hex_digest(kind, name, repr([*cells.values()]), repr(content), self._rules.basis)
        return Event(
            message_id=f"{self._rules.source}:{key}",
            kind=kind,
            name=name,
            user_id=cells.get("customer_id"),
            occurred_at=at,
            received_at=self._now,
            source=f"import:{self._rules.source}",
            properties=content.get("properties", {}),
            traits=content.get("traits", {}),
            context=context,
        )

    def _refuse(self, row: Row, fault: RowFault) -> None:
        self._tally.refuse(refused_of(row, fault, self._rows.columns))


def _counted(*, said: bool, granted: bool) -> str:
    if granted:
        return "answers of yes"
    return "answers of yes kept as no, for want of a basis" if said else "answers of no"


def _check_dates(columns: Mapping[str, str], rules: CustomerRules) -> None:
    """A yes of unknown date could undo a later no; nobody may be signed up again by a file."""
    asks = any(field in columns for field in PURPOSES)
    dated = rules.as_of is not None or "consent_at" in columns
    if asks and rules.basis and not dated:
        raise BadInput(
            "The file does not say when people agreed. Say when it was exported (--as-of), so "
            "that nobody who said no later is signed up again.",
            field="as_of",
        )


def _readers(rules: CustomerRules, now: int) -> dict[str, Read]:
    zone = zone_named(rules.timezone)
    read_time = time_reader(zone, day_first=rules.day_first, latest=now + FUTURE_TOLERANCE)
    texts = ("name", "first_name", "last_name", "phone", "country", "city")
    return {
        "customer_id": read_customer,
        "email": read_email,
        **dict.fromkeys(texts, read_text),
        "created_at": read_time,
        "email_consent": read_flag,
        "sms_consent": read_flag,
        "consent_at": read_time,
    }
