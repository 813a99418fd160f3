"""The condition tree, as data, and what is said of one person by it.

The tree is what a merchant's segment *is*: JSON with a published schema (``segments.schema``), a
text form that round-trips (``segments.text_form``), and two interpreters: one over a whole audience
(``segments.audience``) and one over a single person (``segments.judging``).

One rule holds everywhere for what is missing: **a comparison with something that is not there is
false, and ``not`` (or ``negate``) turns it round.** Counts and sums over nothing are 0; an average,
a smallest, a largest or a number of days over nothing is missing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

MOST_TEXT = 200  # characters of a name or a value
MOST_VALUES = 100  # values that one comparison lists
Text = Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]
Number = int | float
Value = str | int | float | bool


class RollingUnit(StrEnum):
    """Lengths that are the same at any time: a day is 24 hours, a week 7 of those."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class CalendarUnit(StrEnum):
    """Days, weeks (from Monday), months and years as the shop's own calendar counts them."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Rolling(Struct, frozen=True, tag="rolling", tag_field="type", forbid_unknown_fields=True):
    """The last ``length`` units, to the microsecond; with ``gap`` without the last of them.

    What happened at ``a`` counts at ``t`` where ``a + gap <= t < a + length``.
    """

    length: Annotated[int, Meta(ge=1, le=5_256_000)]
    unit: RollingUnit = RollingUnit.DAYS
    gap: Annotated[int, Meta(ge=0, le=5_256_000)] = 0


class Calendar(Struct, frozen=True, tag="calendar", tag_field="type", forbid_unknown_fields=True):
    """This day, week, month or year of the shop's zone, and the ``count - 1`` before it."""

    count: Annotated[int, Meta(ge=1, le=3_660)]
    unit: CalendarUnit


class Since(Struct, frozen=True, tag="since", tag_field="type", forbid_unknown_fields=True):
    """From an instant on. ``at`` is a date (its first moment in the shop's zone) or an instant."""

    at: Text


class Between(Struct, frozen=True, tag="between", tag_field="type", forbid_unknown_fields=True):
    """From ``start`` on and before ``end``, each as in ``Since``."""

    start: Text
    end: Text


class Ever(Struct, frozen=True, tag="ever", tag_field="type", forbid_unknown_fields=True):
    """At any time up to now."""


Window = Rolling | Calendar | Since | Between | Ever


class Op(StrEnum):
    """How a field is compared with a value.

    ``is`` takes one value or several (any of them): texts by every letter, numbers as numbers. The
    four orders compare numbers, also those sent as text. ``exists`` takes no value.
    """

    IS = "is"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    MATCHES = "matches"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    EXISTS = "exists"


class Filter(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One demand on an event. All the filters of a condition have to hold.

    ``field`` is ``product.id``, ``product.title``, ``product.category``, ``product.brand``,
    ``product.price``, ``product.quantity``, ``property.NAME`` (a property of the event itself),
    ``device`` (mobile, tablet, desktop, other), ``country``, ``region`` or ``city``. Where several
    filters are about the product, one product of the event has to meet all of them. ``negate``
    turns this one filter round.
    """

    field: Text
    op: Op = Op.IS
    value: Value | Annotated[list[Value], Meta(min_length=1, max_length=MOST_VALUES)] | None = None
    negate: bool = False


class Learned(Struct, frozen=True, forbid_unknown_fields=True):
    """A number the shop's own past teaches (``segments.learning``), by its name."""

    learned: Text


class Comparator(StrEnum):
    """How a number is compared."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


class Compare(Struct, frozen=True, forbid_unknown_fields=True):
    """A comparison of a number."""

    op: Comparator
    value: Number | Learned


ONCE = Compare(Comparator.AT_LEAST, 1)
Filters = Annotated[list[Filter], Meta(max_length=20)]


class _Node(Struct, frozen=True, tag_field="type", forbid_unknown_fields=True, omit_defaults=True):
    """What every condition of a tree has in common."""


class All(_Node, frozen=True, tag="all"):
    """Every one of them holds; of none, true."""

    of: list[Condition]


class AnyOf(_Node, frozen=True, tag="any"):
    """At least one of them holds; of none, false."""

    of: list[Condition]


class Not(_Node, frozen=True, tag="not"):
    """It does not hold."""

    of: Condition


class Did(_Node, frozen=True, tag="event"):
    """An event happened so many times in a window. ``name`` is the event's, ``*`` for any."""

    name: Text
    where: Filters = field(default_factory=list)
    window: Window = Ever()
    count: Compare = ONCE


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One event of a sequence."""

    name: Text
    where: Filters = field(default_factory=list)


class Sequence(_Node, frozen=True, tag="sequence"):
    """Events happened in this order, from the first to the last within ``within``.

    One is later than another if its time is later or, at the same time, its place in the log. All
    of them lie in ``window``.
    """

    steps: Annotated[list[Step], Meta(min_length=2, max_length=6)]
    within: Annotated[int, Meta(ge=1, le=5_256_000)]
    unit: RollingUnit = RollingUnit.DAYS
    window: Window = Ever()


class Measure(StrEnum):
    """What is reckoned over events or orders."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MIN = "min"
    MAX = "max"
    DAYS_SINCE_FIRST = "days_since_first"
    DAYS_SINCE_LAST = "days_since_last"
    DISTINCT_PRODUCTS = "distinct_products"


class OfEvents(_Node, frozen=True, tag="measure_events"):
    """A measure over a person's events. ``of`` is the property that is summed, for the four of it.

    Values count in millionths, rounded half away from zero; what is no number is left out. Days
    are whole ones of 24 hours that have passed. Distinct products are those that meet the filters.
    """

    measure: Measure
    name: Text
    compare: Compare
    of: str = ""
    where: Filters = field(default_factory=list)
    window: Window = Ever()


class OfOrders(_Node, frozen=True, tag="measure_orders"):
    """A measure over a person's orders that were not cancelled, net of refunds.

    Sum, average, smallest and largest are of what the shop kept, in whole units of its currency;
    orders in another currency count, but their money does not. With ``where`` (fields of the
    product only) an order counts if one of its ordered products meets all of it.
    """

    measure: Measure
    compare: Compare
    where: Filters = field(default_factory=list)
    window: Window = Ever()


class Trait(_Node, frozen=True, tag="trait"):
    """What is told of the person: ``name`` is a trait, ``address.city`` one inside another."""

    name: Text
    op: Op = Op.IS
    value: Value | Annotated[list[Value], Meta(min_length=1, max_length=MOST_VALUES)] | None = None


class DateTrait(_Node, frozen=True, tag="date"):
    """A date told of the person (text that begins YYYY-MM-DD) lies in a span of the shop's days.

    The span is the days from ``first`` to ``last``, counted from today: -7 to 0 is the last week
    and today. ``yearly`` compares day and month only; 29 February is 28 February in other years.
    """

    name: Text
    first: Annotated[int, Meta(ge=-36_600, le=36_600)]
    last: Annotated[int, Meta(ge=-36_600, le=36_600)]
    yearly: bool = False


class Predicted(_Node, frozen=True, tag="predicted"):
    """A number that was predicted for the person, by its name."""

    name: Text
    compare: Compare


class Consented(_Node, frozen=True, tag="consent"):
    """The person's answer in force on a purpose of a channel: yes, or with ``granted`` false, no.

    ``email`` and ``marketing`` is what subscribers said yes to.
    """

    channel: Text
    purpose: Text
    granted: bool = True


class InCart(_Node, frozen=True, tag="cart"):
    """So many different products wait in the cart; the window is of when each was put there last.

    ``where`` takes ``product.id``, ``product.title``, ``product.category``, ``product.brand`` (as
    the catalogue has them now) and ``product.quantity``.
    """

    where: Filters = field(default_factory=list)
    window: Window = Ever()
    count: Compare = ONCE


class InSegment(_Node, frozen=True, tag="segment"):
    """The person is in another segment."""

    id: Text


class Sampled(_Node, frozen=True, tag="sample"):
    """A share of all people that stays the same: of each ``salt`` another one."""

    percent: Annotated[float, Meta(gt=0, le=100)]
    salt: str = ""


class InArm(_Node, frozen=True, tag="arm"):
    """The person saw this variation of an experiment."""

    experiment: Text
    variation: Text


Condition = (
    All
    | AnyOf
    | Not
    | Did
    | Sequence
    | OfEvents
    | OfOrders
    | Trait
    | DateTrait
    | Predicted
    | Consented
    | InCart
    | InSegment
    | Sampled
    | InArm
)


class State(StrEnum):
    """Where a segment stands."""

    FILLING = "filling"
    """It is being filled by the whole-audience interpreter; events change it already."""
    LIVE = "live"


class Segment(Struct, frozen=True, kw_only=True):
    """One segment as it is kept. ``version`` counts up with every edit of the tree and refill."""

    segment_id: str
    name: str
    tree: Condition
    description: str = ""
    preset: str = ""
    version: int = 1
    state: State = State.FILLING
    size: int = 0
    created_at: int = 0
    updated_at: int = 0
    filled_at: int = 0
