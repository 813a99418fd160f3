"""How well data comes in, as the page of data shows it. Pure: from what is known to words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tailorbird.app.health import DAYS, HOURS, Health
from tailorbird.core.clock import DAY, HOUR
from tailorbird.dashboard import dates
from tailorbird.dashboard.charts import Chart, Point, chart
from tailorbird.dashboard.figures import count
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.sources import source_name
from tailorbird.dashboard.texts.data import DATA
from tailorbird.events.health import TEST
from tailorbird.events.types import ArrivalHour, FieldType
from tailorbird.profiles.known import KnownShare

_SAY = Phrases(DATA)
_A_DAY = 24  # hours
_QUIET_HOURS = 3  # whole hours without an event
_USUAL = 20  # events that came in the same hours of the day before
_WRONG_SHARE = 0.05  # of a source's events: some phones' clocks are always wrong
_PAGES = "http"
_FEW = 10
_PAGES_MISS = 0.3  # blockers hide some orders from every shop's pages; more than this is a fault
_BEHIND = 1_000


class Odd(Struct, frozen=True, kw_only=True):
    """Something that should be looked at, what to do, and its technical names."""

    title: str
    text: str
    remedy: str
    technical: str = ""


class Share(Struct, frozen=True, kw_only=True):
    """One figure of the row of figures: what it is, how much, and what it says."""

    name: str
    value: str
    note: str


def hour_chart(hours: Iterable[ArrivalHour], now: int) -> Chart | None:
    """Return the events of the last two days hour by hour, None where none came."""
    by_hour: dict[int, int] = {}
    for one in hours:
        if one.source != TEST:
            by_hour[one.hour] = by_hour.get(one.hour, 0) + one.events
    if not by_hour:
        return None
    last = now // HOUR
    points = [_point(hour, by_hour.get(hour, 0)) for hour in range(last - HOURS + 1, last + 1)]
    top = max(points, key=lambda point: point.value)
    return chart(
        points,
        kind="bars",
        name="hours",
        title=_SAY("hours_chart"),
        description=_SAY("hours_said", top=top.shown, when=top.label),
        write=count,
        height=200.0,
        whole=True,
        ends=(points[0].label, _SAY("this_hour")),
    )


def _point(hour: int, events: int) -> Point:
    at = hour * HOUR
    label = _SAY("hour", day=dates.day_and_month(at // DAY), time=dates.time_of_day(at))
    return Point(label=label, value=events, shown=_SAY("events_of", n=events))


def shares(health: Health, bots: int) -> list[Share]:
    """Return the row of figures: who is known, what became of checkouts, who was left out."""
    begun, left = health.checkouts.begun, health.checkouts.left
    checkouts = Share(
        name=_SAY("share_checkouts"),
        value=_percent(begun - left, begun),
        note=_SAY("share_checkouts_of", n=begun, known=begun - left)
        if begun
        else _SAY("share_checkouts_none"),
    )
    return [
        _known("visitors", health.visitors),
        _known("carts", health.carts),
        checkouts,
        Share(name=_SAY("share_bots"), value=f"{bots:,}", note=_SAY("share_bots_note")),
    ]


def _known(name: str, share: KnownShare) -> Share:
    key = f"share_{name}"
    note = _SAY(f"{key}_of", n=share.number, known=share.known)
    return Share(
        name=_SAY(key),
        value=_percent(share.known, share.number),
        note=note if share.number else _SAY(f"{key}_none"),
    )


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else _SAY("share_empty")


def oddities(health: Health, now: int) -> list[Odd]:
    """Return what should be looked at, the most pressing first."""
    return [
        *_behind(health.waiting),
        *_quiet(health.hours, now),
        *_orders(health),
        *_checkouts(health),
        *_fields(health.fields),
        *_clocks(health.hours, now),
    ]


def _behind(waiting: int) -> Iterator[Odd]:
    if waiting > _BEHIND:
        yield _odd("behind", "", n=waiting)


def _quiet(hours: Sequence[ArrivalHour], now: int) -> Iterator[Odd]:
    """A source is quiet if it said nothing in hours in which it said much the day before."""
    for source, mine in _by_source(hours):
        last = max(one.last_at for one in mine)
        silent = range(last // HOUR + 1, now // HOUR)
        before = sum(one.events for one in mine if one.hour + _A_DAY in silent)
        if len(silent) >= _QUIET_HOURS and before >= _USUAL:
            yield _odd(
                "quiet", source, name=source_name(source), ago=dates.ago(last, now), n=before
            )


def _clocks(hours: Sequence[ArrivalHour], now: int) -> Iterator[Odd]:
    for source, every in _by_source(hours):
        mine = [one for one in every if one.hour > now // HOUR - _A_DAY]
        wrong, events = sum(one.clocks_off for one in mine), sum(one.events for one in mine)
        few = source == _PAGES and wrong < max(_FEW, _WRONG_SHARE * events)
        if wrong and not few:
            worst = max((one.clock_most for one in mine), key=abs)
            yield _odd(
                "clock_behind" if worst > 0 else "clock_ahead",
                source,
                name=source_name(source),
                n=wrong,
                much=_length(abs(worst)),
            )


def _orders(health: Health) -> Iterator[Odd]:
    """Compare who told of orders, where both pages and servers do."""
    told = health.orders
    by_server, by_browser = told.both + told.server_only, told.both + told.browser_only
    if not (by_server and by_browser):
        return
    if told.browser_only:
        yield _odd("server_misses", "Order Completed", n=told.browser_only, all=by_browser)
    if told.server_only >= max(_FEW, _PAGES_MISS * by_server):
        yield _odd("pages_miss", "Order Completed", n=told.server_only, all=by_server)


def _checkouts(health: Health) -> Iterator[Odd]:
    begun, left = health.checkouts.begun, health.checkouts.left
    if begun >= _FEW and left == begun:
        yield _odd("no_order", "Checkout Started, Order Completed", n=begun, days=DAYS)


def _fields(fields: Sequence[FieldType]) -> Iterator[Odd]:
    """A field that came in several forms: it changed, or it comes now so, now so."""
    forms: dict[tuple[str, str], list[FieldType]] = {}
    for one in fields:
        forms.setdefault((one.event, one.field), []).append(one)
    for (event, field), known in forms.items():
        *older, newest = sorted(known, key=lambda one: one.first_at)
        changed = all(one.last_at < newest.first_at for one in older)
        yield _odd(
            "form_changed" if changed else "form_mixed",
            f"{event} · {field}",
            field=field,
            event=event,
            old=_SAY("form_and").join(_SAY(f"form_{one.form}") for one in older),
            new=_SAY(f"form_{newest.form}"),
            when=dates.instant(newest.first_at),
        )


def _by_source(hours: Iterable[ArrivalHour]) -> Iterator[tuple[str, list[ArrivalHour]]]:
    found: dict[str, list[ArrivalHour]] = {}
    for one in hours:
        if one.source != TEST:
            found.setdefault(one.source, []).append(one)
    yield from sorted(found.items())


def _odd(key: str, technical: str, **values: object) -> Odd:
    return Odd(
        title=_SAY(f"odd_{key}", **values),
        text=_SAY(f"odd_{key}_lead", **values),
        remedy=_SAY(f"odd_{key}_help", **values),
        technical=technical,
    )


def _length(seconds: int) -> str:
    for key, size in (("days_of", 86_400), ("hours_of", 3_600), ("minutes_of", 60)):
        if seconds >= size:
            return _SAY(key, n=seconds // size)
    return _SAY("minutes_of", n=1)
