"""The figures over time: three series, their sums and how these compare with the span before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.core.money import format_minor, format_price, from_minor, minor_digits
from tailorbird.dashboard import dates
from tailorbird.dashboard.charts import Chart, Point, chart
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.home import HOME
from tailorbird.dashboard.trade import (
    WEEK,
    Comparison,
    Fold,
    Span,
    compare,
    mean,
    recorded,
    span_ending,
    spread,
    weekly,
)

# What the switch says -> days. A year is 52 whole weeks, so that no week is cut.
RANGES = {"30": 30, "90": 90, "365": 364}
_DAILY_UP_TO = 90
_SAY = Phrases(HOME)
_WHOLE_MONEY_FROM = 1000  # of the major unit; pennies say nothing beyond


class Figure(Struct, frozen=True, kw_only=True):
    """One number with its comparison in words and its chart."""

    name: str
    amount: str
    direction: str
    compared: str
    chart: Chart
    empty: bool


class Figures(Struct, frozen=True, kw_only=True):
    """The part of the page over time. ``begins`` is the first day of trade, None without any."""

    days: int
    span: str
    revenue: Figure
    orders: Figure
    visitors: Figure
    average: str
    begins: int | None
    by_week: bool
    ranges: tuple[tuple[str, bool], ...]


class _Series(Struct, frozen=True, kw_only=True):
    """One series: its days, how they add up, and how its values are written (``scale``: short).

    ``basis`` counts what stands behind a day's value; None where the value is that count.
    """

    name: str
    kind: str
    by_day: Mapping[int, int]
    write: Callable[[float], str]
    scale: Callable[[float], str]
    fold: Fold
    whole: bool = True
    basis: Mapping[int, int] | None = None


def figures(source: DashboardSource, days: int) -> Figures:
    """Read and compare the span of whole days that ended yesterday."""
    yesterday = day_number(source.now()) - 1
    span = span_ending(yesterday, days)
    trade = source.trade_by_day(0, yesterday)
    net = {day.day: day.net_minor for day in trade}
    orders = {day.day: day.orders for day in trade}
    visits = {day.day: day.visitors for day in source.visitors_by_day(0, yesterday)}
    return Figures(
        days=days,
        span=_SAY("span", first=dates.short_date(span.first), last=dates.short_date(span.last)),
        revenue=_figure(_revenue(net, orders, source.currency), span),
        orders=_figure(_counts("orders", "bars", orders, sum), span),
        visitors=_figure(_counts("visitors", "area", visits, mean), span),
        average=_average(spread(net, span), spread(orders, span), source.currency),
        begins=min(orders, default=None),
        by_week=days > _DAILY_UP_TO,
        ranges=tuple((key, length == days) for key, length in RANGES.items()),
    )


def _revenue(net: Mapping[int, int], orders: Mapping[int, int], currency: str) -> _Series:
    return _Series(
        name="revenue",
        kind="area",
        by_day=net,
        write=lambda minor: money_for_reading(round(minor), currency),
        scale=lambda minor: money_in_short(round(minor), currency),
        fold=sum,
        whole=False,
        basis=orders,
    )


def _counts(name: str, kind: str, by_day: Mapping[int, int], fold: Fold) -> _Series:
    return _Series(name=name, kind=kind, by_day=by_day, write=count, scale=count, fold=fold)


def _average(net: Sequence[int], orders: Sequence[int], currency: str) -> str:
    number = sum(orders)
    return format_minor(round(sum(net) / number), currency) if number else ""


def count(value: float) -> str:
    """Write a number of things: whole, or to a tenth where it is small.

    >>> count(1234.0), count(2.34)
    ('1,234', '2.3')
    """
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"  # noqa: PLR2004


def money_for_reading(minor: int, currency: str) -> str:
    """Write an amount without its pennies where they say nothing.

    >>> money_for_reading(123456, "GBP"), money_for_reading(3456, "GBP")
    ('£1,235', '£34.56')
    """
    amount = from_minor(minor, currency)
    if abs(amount) < _WHOLE_MONEY_FROM and amount != amount.to_integral_value():
        return format_minor(minor, currency)
    return _without_pennies(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP), currency)


def money_in_short(minor: int, currency: str) -> str:
    """Write a round amount where there is room for a few characters only.

    >>> money_in_short(15_000_000, "GBP"), money_in_short(250_000, "GBP")
    ('£150k', '£2.5k')
    """
    unit = 10 ** minor_digits(currency)
    for key, size in (("millions", 10**6), ("thousands", 10**3)):
        if abs(minor) >= size * unit:
            tenths = (Decimal(minor) / (size * unit)).quantize(Decimal("0.1"))
            return _SAY(key, amount=_without_pennies(tenths, currency))
    return money_for_reading(minor, currency)


def _without_pennies(amount: Decimal, currency: str) -> str:
    digits = minor_digits(currency)
    text = format_price(amount, currency)
    return text.rstrip("0").rstrip(".") if digits else text


def _figure(series: _Series, span: Span) -> Figure:
    values, earlier = spread(series.by_day, span), spread(series.by_day, span.before)
    begins = min(series.by_day, default=None)
    now, before = series.fold(recorded(values, span, begins)), series.fold(earlier)
    basis = sum(spread(series.basis or series.by_day, span.before))
    result = compare(now, before, basis=basis, span=span, begins=begins)
    return Figure(
        name=series.name,
        amount=series.write(now),
        direction=result.direction,
        compared=_in_words(result, span, series.write(before), begins),
        chart=_chart(series, span, values, earlier if _laid_beneath(result) else []),
        empty=begins is None,
    )


def _laid_beneath(result: Comparison) -> bool:
    return result.key not in {"no_history", "nothing_before"}


def _in_words(result: Comparison, span: Span, before: str, begins: int | None) -> str:
    return _SAY(
        result.key,
        percent=result.percent,
        times=result.times,
        days=span.days,
        before=before,
        date=dates.date(begins) if begins is not None else "",
    )


def _chart(series: _Series, span: Span, values: list[int], before: list[int]) -> Chart:
    by_week = span.days > _DAILY_UP_TO
    points = [
        Point(label=label, value=value, shown=series.write(value))
        for label, value in zip(
            _labels(span, by_week=by_week),
            weekly(values, series.fold) if by_week else values,
            strict=True,
        )
    ]
    return chart(
        points,
        kind=series.kind,
        name=series.name,
        title=_SAY(series.name),
        description=_described(points, span, "chart_weeks" if by_week else "chart_days"),
        write=series.scale,
        before=weekly(before, series.fold) if by_week else before,
        whole=series.whole,
        ends=(dates.short_date(span.first), dates.short_date(span.last)),
    )


def _labels(span: Span, *, by_week: bool) -> list[str]:
    days = range(span.first, span.last + 1, WEEK if by_week else 1)
    named = [dates.day_and_month(day) for day in days]
    return [_SAY("week_from", date=name) for name in named] if by_week else named


def _described(points: Sequence[Point], span: Span, key: str) -> str:
    top = max(points, key=lambda point: point.value)
    first, last = dates.date(span.first), dates.date(span.last)
    if top.value <= 0:
        return _SAY("chart_none", first=first, last=last)
    return _SAY(key, first=first, last=last, highest=top.shown, day=top.label)
