"""What goes into an import of orders, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnlyDict
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from tailorbird.events.types import Event

NEEDED_FIELDS = ("order_id", "product_id", "quantity", "unit_price", "placed_at")
OPTIONAL_FIELDS = (
    "customer_id",
    "email",
    "title",
    "country",
    "category",
    "brand",
    "currency",
    "cancelled",
)
FIELDS = NEEDED_FIELDS + OPTIONAL_FIELDS

# The codes the UCI Online Retail shop (and many bookkeeping exports) use for what is no product.
DEFAULT_SERVICE_CODES = frozenset(
    {
        "POST",
        "DOT",
        "C2",
        "M",
        "D",
        "S",
        "BANK CHARGES",
        "AMAZONFEE",
        "CRUK",
        "PADS",
    }
)
DEFAULT_SERVICE_PREFIXES = ("GIFT_0001_",)
DEFAULT_ACCOUNTING_CODES = frozenset({"B"})


class Mapping(Struct, frozen=True, kw_only=True):
    """Which column of the file holds which field. None: the file has no such column."""

    order_id: str
    product_id: str
    quantity: str
    unit_price: str
    placed_at: str
    customer_id: str | None = None
    email: str | None = None
    title: str | None = None
    country: str | None = None
    category: str | None = None
    brand: str | None = None
    currency: str | None = None
    cancelled: str | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Return (field, column) for every field the file has, needed ones first."""
        found = ((name, getattr(self, name)) for name in FIELDS)
        return [(name, column) for name, column in found if column is not None]


class Guess(Struct, frozen=True, kw_only=True):
    """What the columns seem to mean.

    ``mapping`` is None while a needed field has no column; ``missing`` then names those fields.
    ``candidates`` lists, per field, every column that could hold it, the best first.
    ``day_first`` is what the dates seen say about 3/4/2011: True, False, or None when they are
    silent; pass it on as ``OrderRules.day_first``.
    """

    mapping: Mapping | None
    missing: tuple[str, ...]
    candidates: dict[str, tuple[str, ...]]
    day_first: bool | None = None


class OrderRules(Struct, frozen=True, kw_only=True):
    """How this shop writes its orders down.

    ``currency`` is used where the file names none; ``timezone`` is the zone of times that carry
    none. A number that is ``refund_prefix`` followed by digits only is a refund of its own; an
    empty prefix means the shop has none. Codes and prefixes are compared without regard to case.
    ``service_codes`` (and codes beginning with one of ``service_prefixes``: gift vouchers) are
    charges, not products. ``accounting_codes`` on a row without customer are bookkeeping.
    ``shift`` is added to every time, in microseconds, after the natural key was made from the
    unshifted one. ``source`` names the space of those keys: the same file imported under another
    source counts as other orders.
    """

    currency: str
    timezone: str = "UTC"
    refund_prefix: str = "C"
    service_codes: frozenset[str] = DEFAULT_SERVICE_CODES
    service_prefixes: tuple[str, ...] = DEFAULT_SERVICE_PREFIXES
    accounting_codes: frozenset[str] = DEFAULT_ACCOUNTING_CODES
    day_first: bool | None = None
    decimal_comma: bool = False
    shift: int = 0
    source: str = "orders"


class Outcome(StrEnum):
    """What became of a row. Every row has exactly one."""

    ORDER_LINE = "order_line"
    SERVICE_LINE = "service_line"
    REFUND_LINE = "refund_line"
    ADJUSTMENT = "adjustment"
    REFUSED = "refused"


class AdjustmentReason(StrEnum):
    """Why rows were read as a correction of stock and not as a sale."""

    NEGATIVE_QUANTITY = "negative_quantity"
    NOTHING_PRICED = "nothing_priced"


class RowRefused(Struct, frozen=True, kw_only=True):
    """A row that was not taken: where it stands, which field, what was expected.

    ``row`` counts data rows from 1; ``line`` is the line of a text file (None in Parquet).
    ``field`` is empty when the row as a whole is at fault. ``sample`` never shows a person.
    """

    row: int
    line: int | None
    code: str
    field: str
    message: str
    sample: str = ""


class Parcel(Struct, frozen=True, kw_only=True):
    """One event, how many rows of the file it carries, and what those rows were."""

    event: Event
    rows: int
    outcomes: dict[Outcome, int]


class Tally(Struct, frozen=True):
    """How many rows, and their exact sum of quantity times unit price."""

    rows: int
    amount: Decimal


class RefusalKind(Struct, frozen=True, kw_only=True):
    """All rows refused for one reason: how many, and the first few of them."""

    code: str
    rows: int
    samples: tuple[RowRefused, ...]


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import made of a file. Complete once the reader is exhausted.

    ``outcomes`` has every outcome, so its rows add up to ``rows`` and its amounts to ``amount``;
    ``without_amount`` counts refused rows whose quantity or price could not be read. ``invoices``,
    ``orders``, ``refunds`` and ``adjustments`` count distinct numbers, ``customers`` distinct
    customer ids; ``cancelled`` are those of the orders that were called off. ``ignored`` counts
    single cells left out while their row was taken.
    """

    rows: int
    amount: Decimal
    outcomes: dict[Outcome, Tally]
    adjustment_reasons: dict[AdjustmentReason, int]
    refusals: tuple[RefusalKind, ...]
    without_amount: int
    invoices: int
    orders: int
    refunds: int
    adjustments: int
    cancelled: int
    customers: int
    events: int
    first_at: int | None
    last_at: int | None
    ignored: dict[str, int]

    @property
    def refused(self) -> int:
        """How many rows were not taken."""
        return self.outcomes[Outcome.REFUSED].rows

    @property
    def cancellation_rows(self) -> int:
        """How many rows belong to refunds."""
        return self.outcomes[Outcome.REFUND_LINE].rows


GivenColumns = ReadOnlyDict[str, str]
