"""What an experiment brought, as its page shows it: sentences, ranges, how they narrowed."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from tailorbird.core.money import format_minor
from tailorbird.dashboard import dates
from tailorbird.dashboard.forest import TALL, Funnel, Whisker, funnel, reach_of, whisker
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import HEADERS
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.experiments import EXPERIMENTS
from tailorbird.experiments.types import Experiment, Status
from tailorbird.measurement.health import Fault
from tailorbird.measurement.results import Against, Line
from tailorbird.measurement.sentences import fault_of, name_of
from tailorbird.measurement.service import Day, Result
from tailorbird.statistics.types import Range

_SAY = Phrases(EXPERIMENTS)
# what the page says already from who saw what
_SAID = frozenset({Fault.SAMPLE_RATIO, Fault.LEAK, Fault.SEVERAL, Fault.UNKNOWN_VARIATION})
_LOOKS = 30


class Compared(Struct, frozen=True, kw_only=True):
    """One metric of one arm beside the control."""

    metric: str
    arm: str
    control: str
    treatment: str
    ranged: str
    extra: str
    mark: str
    whisker: Whisker | None
    early: bool


class Over(Struct, frozen=True, kw_only=True):
    """How one arm's range stood day by day: the picture, and the same as a table."""

    name: str
    picture: Funnel
    days: list[tuple[str, str]]
    first: str
    last: str


class Brought(Struct, frozen=True, kw_only=True):
    """What it brought."""

    sentences: tuple[str, ...]
    rows: list[Compared]
    edge: str
    over: list[Over]
    tall: float
    waiting: str
    faults: list[str]
    disturbed: str


def experiment_result_routes(source: DashboardSource) -> list[HTTPRouteHandler]:
    """Return what can be taken away of a result."""

    @get("/experiments/{key:str}/result.json", sync_to_thread=True)
    def as_json(key: FromPath[str]) -> Response[Any]:
        text = msgspec.json.format(msgspec.json.encode(source.results.export(key)), indent=1)
        return _file(text, "application/json", f"experiment-{key}.json")

    @get("/experiments/{key:str}/result.csv", sync_to_thread=True)
    def as_csv(key: FromPath[str]) -> Response[Any]:
        text = _sheet(source.results.result(key))
        return _file(text.encode(), "text/csv; charset=utf-8", f"experiment-{key}.csv")

    return [as_json, as_csv]


def brought(source: DashboardSource, experiment: Experiment) -> Brought | None:
    """Return what an experiment brought, None for a draft."""
    if experiment.status is Status.DRAFT:
        return None
    result = source.results.result(experiment.key)
    reach = reach_of(one.comparison for line in result.lines for one in line.against)
    return Brought(
        disturbed=result.sentences[0] if result.findings else "",
        sentences=result.sentences[bool(result.findings) :],
        rows=[
            _compared(source.currency, line, one, reach)
            for number, line in enumerate(result.lines)
            for one in line.against
            if not number or any(arm.value for arm in line.arms)
        ],
        edge=f"{100 * reach:.0f} %",
        over=_over(source, experiment),
        tall=TALL,
        waiting=_SAY("waiting", n=result.open_windows) if result.open_windows else "",
        faults=[_begun(fault_of(one)) for one in result.findings if one.fault not in _SAID],
    )


def _compared(currency: str, line: Line, one: Against, reach: float) -> Compared:
    arms = {arm.variation: arm for arm in line.arms}
    ranged = one.comparison.relative_range
    return Compared(
        metric=name_of(line.metric),
        arm=arms[one.variation].name,
        control=_value(currency, line, line.arms[0].value),
        treatment=_value(currency, line, arms[one.variation].value),
        ranged=said_range(ranged),
        extra=_extra(currency, line, one),
        mark=_mark(line, ranged),
        whisker=whisker(one.comparison, reach),
        early=one.comparison.early,
    )


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


def said_range(ranged: Range | None) -> str:
    """Write a likely range of a lift."""
    if ranged is None or not ranged.bounded:
        return _SAY("range_open")
    return _SAY("range_said", low=f"{100 * ranged.low:+.1f}", high=f"{100 * ranged.high:+.1f}")


def _mark(line: Line, ranged: Range | None) -> str:
    """Say whether it is good or bad for the shop, by which way is better; empty for neither."""
    if ranged is None or (ranged.low <= 0 <= ranged.high):
        return ""
    return "good" if (ranged.low > 0) == (line.good > 0) else "bad"


def _value(currency: str, line: Line, value: float | None) -> str:
    if value is None:
        return _SAY("range_open")
    if line.money:
        return format_minor(round(value), currency)
    return f"{100 * value:.2f} %" if line.share else f"{value:.3g}"


def _extra(currency: str, line: Line, one: Against) -> str:
    if one.extra_low is None or one.extra_high is None:
        return ""
    ends = (round(one.extra_low), round(one.extra_high))
    low, high = (format_minor(end, currency) if line.money else f"{end:+,}" for end in ends)
    return _SAY("extra_said", low=low, high=high)


def _over(source: DashboardSource, experiment: Experiment) -> list[Over]:
    days = source.results.history(experiment.key, experiment.measuring.metric)
    _, *others = experiment.variations
    found = [(arm.name, [day for day in days if day.variation == arm.key]) for arm in others]
    drawn = [(name, mine, funnel(mine)) for name, mine in found]
    return [_one_over(name, mine, picture) for name, mine, picture in drawn if picture]


def _one_over(name: str, days: list[Day], picture: Funnel) -> Over:
    rows = [
        (dates.short_date(one.day), said_range(one.comparison.relative_range))
        for one in reversed(days)
    ]
    first, last = dates.short_date(days[0].day), dates.short_date(days[-1].day)
    return Over(name=name, picture=picture, days=rows[:_LOOKS], first=first, last=last)


def _sheet(result: Result) -> str:
    """Write each arm's sums and each range, a line for each metric and arm."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    ends = ("lift", "lift_low", "lift_high", "p", "method", "alpha")
    writer.writerow(("metric", "variation", "n", "x", "y", "xx", "yy", "xy", *ends))
    for line in result.lines:
        against = {one.variation: one.comparison for one in line.against}
        for arm in line.arms:
            sums, said = arm.sums, against.get(arm.variation)
            row = [line.metric, arm.variation, sums.n, sums.x, sums.y, sums.xx, sums.yy, sums.xy]
            if said is not None:
                ranged = said.relative_range or Range(float("nan"), float("nan"))
                row += [said.relative, ranged.low, ranged.high, said.p, said.method, said.alpha]
            writer.writerow(row)
    return out.getvalue()


def _file(content: bytes, media_type: str, name: str) -> Response[Any]:
    held = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=held)
