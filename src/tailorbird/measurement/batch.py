"""Everybody of an experiment counted at once: from the archive, and the facts of now. Pure.

The same as ``outcomes`` says of one person, said once more for an engine; a property test holds the
two together to the digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tailorbird.core.clock import HOUR
from tailorbird.experiments.types import Experiment
from tailorbird.measurement.metrics import (
    ACTS,
    CAPPED,
    COMPLAINED,
    GOAL,
    MOST_ACTS,
    PAUSE,
    UNSUBSCRIBED,
    Metric,
    Shape,
    metrics_of,
)
from tailorbird.measurement.types import LEFT_OUT, MACHINE, SEVERAL, Sums
from tailorbird.profiles.facts_of_events import NAMES
from tailorbird.statistics.types import Paired
from tailorbird.storage import terms

Term = Any
Question = Callable[[Any], Any]
_SUMS = ("y", "yy", "x", "xx", "xy")
_AFTER, _BEFORE = "y", "x"


def question(experiment: Experiment) -> Question:
    """Return the question for the sums of every arm: one row an arm, and one for who is out."""

    def asked(tables: Any) -> Term:
        people = _people(tables.exposed)
        rows = _happened(experiment, tables, people)
        counted = people
        for part in (
            _acts(rows),
            _named(experiment, rows),
            _bought(experiment, tables.ordered, people),
        ):
            found = part.rename(whom="profile_id")
            joined = counted.left_join(found, counted.profile_id == found.whom)
            counted = joined.drop("whom")
        return _summed(experiment, counted)

    return asked


def _people(exposed: Term) -> Term:
    return exposed.group_by("profile_id").aggregate(
        exposed_at=exposed.first_at.min(),
        arm=exposed.variation.min(),
        arms=exposed.variation.nunique(),
    )


def _happened(experiment: Experiment, tables: Any, people: Term) -> Term:
    """Return what people of the experiment did in their spans, each with its name."""
    events, whose = tables.events, tables.whose
    mine = events.inner_join(whose, events.position == whose.position)
    rows = mine.select(
        profile_id=whose.profile_id,
        at=terms.micros(events.occurred_at),
        called=_called(events),
    )
    near = rows.inner_join(people, rows.profile_id == people.profile_id).select(
        rows.profile_id, rows.at, rows.called, people.exposed_at
    )
    return _spanned(experiment, near)


def _called(events: Term) -> Term:
    """Return what an event is called: its own name, or that of its kind."""
    called = events.name
    for kind, name in NAMES.items():
        called = (events.kind == kind.value).ifelse(terms.constant(name), called)
    return called


def _spanned(experiment: Experiment, rows: Term) -> Term:
    """Keep what lies in the spans of its person, marked by whether it is after the exposure."""
    measuring = experiment.measuring
    inside = (rows.at >= rows.exposed_at - terms.whole(measuring.before)) & (
        rows.at < rows.exposed_at + terms.whole(measuring.window)
    )
    kept = rows.filter(inside)
    return kept.mutate(after=kept.at >= kept.exposed_at)


def _acts(rows: Term) -> Term:
    """Count visits, and see who does more than a person can."""
    acts = rows.filter(rows.called.isin(ACTS))
    spans = terms.in_order(acts, "profile_id", "after")
    everything = terms.in_order(acts, "profile_id")
    marked = acts.mutate(
        last=acts.at.lag().over(spans),
        later=acts.at.lead(MOST_ACTS).over(everything),
    )
    begins = marked.last.isnull() | (marked.at - marked.last > terms.whole(PAUSE))
    quick = terms.held(marked.later - marked.at < terms.whole(HOUR))
    return marked.group_by("profile_id").aggregate(
        visits_y=marked.count(where=begins & marked.after),
        visits_x=marked.count(where=begins & ~marked.after),
        quick=marked.count(where=quick),
    )


def _named(experiment: Experiment, rows: Term) -> Term:
    """Count events by name."""
    wanted: dict[str, tuple[str, ...]] = {"unsubscribes": UNSUBSCRIBED, "complaints": COMPLAINED}
    own = experiment.measuring.metric
    if own.startswith(GOAL):
        wanted[own] = (own.removeprefix(GOAL),)
    columns = {}
    for metric, names in wanted.items():
        mine = rows.called.isin(names)
        columns[f"{metric}_y"] = rows.count(where=mine & rows.after)
        columns[f"{metric}_x"] = rows.count(where=mine & ~rows.after)
    return rows.group_by("profile_id").aggregate(**columns)


def _bought(experiment: Experiment, ordered: Term, people: Term) -> Term:
    near = ordered.inner_join(people, ordered.profile_id == people.profile_id).select(
        ordered.profile_id,
        ordered.net_minor,
        ordered.units,
        ordered.ours,
        ordered.stands,
        people.exposed_at,
        at=ordered.placed_at,
    )
    rows = _spanned(experiment, near)
    columns = {}
    for side, when in ((_AFTER, rows.after), (_BEFORE, ~rows.after)):
        columns[f"orders_{side}"] = rows.count(where=when & (rows.stands == 1))
        columns[f"revenue_{side}"] = rows.net_minor.sum(where=when & (rows.ours == 1))
        columns[f"units_{side}"] = rows.units.sum(where=when)
    return rows.group_by("profile_id").aggregate(**columns)


def _summed(experiment: Experiment, counted: Term) -> Term:
    machine = terms.held(counted.quick > 0)
    several = (counted.arms > 1).ifelse(terms.constant(SEVERAL), counted.arm)
    rows = counted.mutate(label=machine.ifelse(terms.constant(MACHINE), several))
    columns: dict[str, Term] = {"people": rows.count()}
    for number, metric in enumerate(metrics_of(experiment)):
        y, x = _values(experiment, metric, rows)
        sums = {"y": y, "yy": y * y, "x": x, "xx": x * x, "xy": x * y}
        columns |= {f"m{number}_{name}": sums[name].sum() for name in _SUMS}
    return rows.group_by("label").aggregate(**columns)


def _values(experiment: Experiment, metric: Metric, rows: Term) -> tuple[Term, Term]:
    """Return a person's value, and what stands beside it."""
    if metric.shape is Shape.RATIO:
        return _number(rows, "revenue_y"), _number(rows, "orders_y")
    source = {"ordered": "orders", "visited": "visits"}.get(metric.name, metric.name)
    both = [_number(rows, f"{source}_{side}") for side in (_AFTER, _BEFORE)]
    if metric.share:
        both = [terms.wide((one > 0).cast("int64")) for one in both]
    cap = experiment.measuring.cap
    if cap is not None and metric.name == experiment.measuring.metric and metric.name in CAPPED:
        both = [(one > cap).ifelse(terms.exact(cap), one) for one in both]
    return both[0], both[1]


def _number(rows: Term, column: str) -> Term:
    return terms.wide(rows[column].fill_null(0))


def sums_of(
    experiment: Experiment, rows: Iterator[Mapping[str, Any]]
) -> tuple[Sums, dict[str, int]]:
    """Return the sums of the answer, and how many people each arm and each way out has."""
    sums: Sums = {}
    people: dict[str, int] = {}
    for row in rows:
        label = row["label"]
        people[label] = row["people"]
        if label in LEFT_OUT:
            continue
        for number, metric in enumerate(metrics_of(experiment)):
            found = (int(row[f"m{number}_{name}"]) for name in _SUMS)
            sums[label, metric.name] = Paired(row["people"], *found)
    return sums, people
