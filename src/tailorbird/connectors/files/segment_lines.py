"""JSON lines in the form of Segment's calls: an export of a tracking tool, or of Tailorbird."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

import msgspec

from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.consents import without_basis
from tailorbird.connectors.files.event_rules import EventRules
from tailorbird.connectors.files.file_report import FileReport, FileTally
from tailorbird.connectors.files.orders import OnRefused
from tailorbird.connectors.files.repeats import Repeats
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.texts import refusal
from tailorbird.connectors.files.types import Parcel, RowRefused
from tailorbird.core.clock import to_datetime
from tailorbird.core.errors import BadInput
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import parse

OUTCOMES = ("taken", "duplicate", "left_out")
_CALLS = ("type", "event", "name", "messageId", "anonymousId", "userId", "timestamp")
_CONTENT = ("originalTimestamp", "properties", "traits", "context")
_COLUMNS = (*_CALLS, *_CONTENT)
_OWN = ("kind", "message_id", "anonymous_id", "user_id", "occurred_at")
_TOLD_BY = {"properties", "traits", "messageId", "anonymousId", "userId"}


def is_segment(table: Table) -> bool:
    """Whether the lines have the form of Segment's calls, or of Tailorbird's own events."""
    names = set(table.columns)
    calls = "type" in names and bool(names & _TOLD_BY)
    return table.format == "jsonl" and (calls or {"kind", "message_id", "occurred_at"} <= names)


class SegmentReader:
    """Yields one parcel a line; ``report`` says what became of the lines read so far."""

    def __init__(
        self, table: Table, rules: EventRules, now: int, *, on_refused: OnRefused | None = None
    ) -> None:
        self._table = table
        self._rules = rules
        self._now = now
        self._tally = FileTally("events", OUTCOMES, on_refused)
        self._names = {normal(word): name for word, name in rules.names.items()}
        self._repeats = Repeats()

    @property
    def share_read(self) -> float:
        """How much of the file was read, from 0 to 1, for a progress bar."""
        return self._table.share_read

    @property
    def report(self) -> FileReport:
        """What became of the lines so far; complete once the iteration has ended."""
        return self._tally.report({})

    def __iter__(self) -> Iterator[Parcel]:
        columns = [*_COLUMNS, *_OWN]
        for batch in self._table.batches(columns):
            for broken in batch.broken:
                self._refuse(broken.row, broken.line, broken.code, "", "")
            lines: Sequence[int | None] = batch.lines or list(repeat(None, len(batch.numbers)))
            cells = zip(*batch.columns, strict=True)
            for row, line, values in zip(batch.numbers, lines, cells, strict=True):
                said = {k: v for k, v in zip(columns, values, strict=True) if v is not None}
                yield from self._take(row, line, said)

    def _take(self, row: int, line: int | None, said: dict[str, Any]) -> Iterator[Parcel]:
        try:
            item = as_call(said, self._rules.source)
            event = self._renamed(self._parsed(item))
        except BadInput as error:
            self._refuse(row, line, "bad_event", error.field, error.message.rstrip("."))
            return
        if event is None:
            self._tally.row("left_out")
        elif self._repeats.seen(event.message_id):
            self._tally.row("duplicate")
        else:
            self._count(event)
            yield Parcel(event=event, rows=1, outcomes={})

    def _parsed(self, item: dict[str, Any]) -> Event:
        event = parse(item, now=self._now, source=f"import:{self._rules.source}")
        changed: dict[str, Any] = {"occurred_at": event.occurred_at + self._rules.shift}
        if not self._rules.basis:
            changed["context"] = without_basis(event.context)
        return msgspec.structs.replace(event, **changed)

    def _renamed(self, event: Event) -> Event | None:
        name = self._names.get(normal(event.name)) if event.kind is Kind.TRACK else None
        if name is None:
            return event
        return msgspec.structs.replace(event, name=name) if name else None

    def _count(self, event: Event) -> None:
        self._tally.row("taken")
        self._tally.event(event.name or event.kind.value, event.occurred_at)
        self._tally.met("customers", event.user_id)
        self._tally.met("sessions", event.anonymous_id)

    def _refuse(self, row: int, line: int | None, code: str, field: str, reason: str) -> None:
        refused = RowRefused(
            row=row, line=line, code=code, field=field, message=refusal(code, field, reason)
        )
        self._tally.refuse(refused)


def as_call(said: dict[str, Any], source: str) -> dict[str, Any]:
    """Return a line as a call that can be parsed; one of our own events is put into that form.

    ``sentAt`` is left out: in an export, ``timestamp`` has been corrected by it already. A line
    without an id gets its natural key.

    Raises:
        BadInput: it does not say when it happened.
    """
    call = {name: said[name] for name in _COLUMNS if name in said}
    if "kind" in said:
        call |= _own_event(said)
    if not (call.get("timestamp") or call.get("originalTimestamp")):
        raise BadInput("timestamp: say when it happened", field="timestamp")
    if not call.get("messageId"):
        digest = hex_digest(msgspec.json.encode(call, order="deterministic").decode())
        call["messageId"] = f"{source}:{digest}"
    return call


def _own_event(said: dict[str, Any]) -> dict[str, Any]:
    own = {
        "type": said["kind"],
        "event": said.get("name"),
        "messageId": said.get("message_id"),
        "anonymousId": said.get("anonymous_id"),
        "userId": said.get("user_id"),
    }
    at = said.get("occurred_at")
    if isinstance(at, int) and 0 <= at < 2**53:
        own["timestamp"] = to_datetime(at).isoformat()
    return {name: value for name, value in own.items() if value is not None}
