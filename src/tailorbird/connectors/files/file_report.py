"""What an import of events, products or customers made of a file: every row counted once."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from tailorbird.connectors.files.orders import OnRefused
from tailorbird.connectors.files.types import RefusalKind, RowRefused
from tailorbird.connectors.files.values import EXACT

SAMPLES_KEPT = 5
# Different people, sessions and products are counted exactly up to here, in bounded memory.
MOST_COUNTED = 1_000_000


class FileReport(Struct, frozen=True, kw_only=True):
    """What became of a file's rows. Complete once its reader is exhausted.

    ``outcomes`` has every row under exactly one outcome, so they add up to ``rows``. ``found``
    counts different things the file names (people, sessions, products, orders; at most
    ``MOST_COUNTED`` of each), ``events`` what was made of the rows, by event name. ``amount`` is
    the exact sum of quantity times price of what was bought. ``ignored`` counts single cells left
    out while their row was taken. Times are microseconds UTC.
    """

    kind: str
    rows: int
    outcomes: dict[str, int]
    refusals: tuple[RefusalKind, ...]
    found: dict[str, int]
    events: dict[str, int]
    amount: Decimal
    ignored: dict[str, int]
    first_at: int | None
    last_at: int | None

    @property
    def refused(self) -> int:
        """How many rows were not taken."""
        return self.outcomes.get("refused", 0)


class FileTally:
    """The running counts of one import."""

    def __init__(
        self, kind: str, outcomes: tuple[str, ...], on_refused: OnRefused | None = None
    ) -> None:
        self._kind = kind
        self._on_refused = on_refused
        self._outcomes = dict.fromkeys((*outcomes, "refused"), 0)
        self._refusals: dict[str, tuple[int, list[RowRefused]]] = {}
        self._found: dict[str, set[object]] = {}
        self._events: dict[str, int] = {}
        self._amount = Decimal(0)
        self._span: tuple[int, int] | None = None

    def row(self, outcome: str) -> None:
        """Count a row."""
        self._outcomes[outcome] += 1

    def refuse(self, refused: RowRefused) -> None:
        """Count a refused row with its reason, keep the first few of each, and hand it on."""
        self._outcomes["refused"] += 1
        rows, samples = self._refusals.get(refused.code, (0, []))
        if len(samples) < SAMPLES_KEPT:
            samples.append(refused)
        self._refusals[refused.code] = (rows + 1, samples)
        if self._on_refused:
            self._on_refused(refused)

    def event(self, name: str, at: int) -> None:
        """Count an event and the time it speaks of."""
        self._events[name] = self._events.get(name, 0) + 1
        first, last = self._span or (at, at)
        self._span = (min(first, at), max(last, at))

    def met(self, thing: str, key: object) -> None:
        """Count a different person, session, product or order."""
        seen = self._found.setdefault(thing, set())
        if key is not None and len(seen) < MOST_COUNTED:
            seen.add(key)

    def bought(self, amount: Decimal) -> None:
        """Add what a row of a purchase was worth."""
        self._amount = EXACT.add(self._amount, amount)

    def report(self, ignored: dict[str, int]) -> FileReport:
        """Return the counts as they stand."""
        first_at, last_at = self._span or (None, None)
        return FileReport(
            kind=self._kind,
            rows=sum(self._outcomes.values()),
            outcomes=dict(self._outcomes),
            refusals=tuple(
                RefusalKind(code=code, rows=rows, samples=tuple(samples))
                for code, (rows, samples) in sorted(self._refusals.items())
            ),
            found={thing: len(seen) for thing, seen in self._found.items()},
            events=dict(sorted(self._events.items())),
            amount=self._amount,
            ignored={name: cells for name, cells in ignored.items() if cells},
            first_at=first_at,
            last_at=last_at,
        )
