"""Writing an experiment down, and changing a draft: one form, and what it could show beside it."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadInput
from tailorbird.dashboard.connections import Form
from tailorbird.dashboard.experiment_page import one_experiment
from tailorbird.dashboard.experiments import Gated, Row, gated, rows_of
from tailorbird.dashboard.percent import percent, percent_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.experiments import EXPERIMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.types import WHOLE, Experiment, Measuring, Status, Variation

METRICS = ("revenue", "orders", "ordered", "units", "visits", "order_value")
_SAY = Phrases(SHELL, EXPERIMENTS)
_SEE_OTHER: Final = 303
_MOST_ARMS, _MOST_DIGITS = 20, 4
_BY = _SAY("by")


class TypedArm(Struct, frozen=True, kw_only=True):
    """What the form holds of one arm."""

    name: str = ""
    key: str = ""
    share: str = ""


class Typed(Struct, frozen=True, kw_only=True):
    """What the form holds."""

    name: str = ""
    key: str = ""
    description: str = ""
    arms: tuple[TypedArm, ...] = ()
    coverage: str = "100"
    segment: str = ""
    condition: str = ""
    metric: str = "revenue"
    window: str = "14"


class Planned(Struct, frozen=True, kw_only=True):
    """What the experiment could show as the form stands."""

    fits: bool
    sum: str
    rows: list[Row]
    cost: str
    gated: Gated | None


def experiment_building_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the form, and what it asks while it is filled in."""
    return [*_new(source, pages), *_edit(source, pages)]


def _new(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/new-experiment", sync_to_thread=True)
    def new() -> Response[Any]:
        return _show(source, pages, _fresh())

    @post("/new-experiment/plan", status_code=200, sync_to_thread=True)
    def plan(data: Form) -> Response[Any]:
        return pages.show("experiments_plan.html", _SAY, planned=_planned(source, _typed(data)))

    @post("/new-experiment", sync_to_thread=True)
    def create(data: Form) -> Response[Any]:
        typed = _typed(data)
        if "more" in data:
            return _show(source, pages, _one_more(typed))
        try:
            made = source.experiments.create(_experiment(typed), by=_BY)
        except BadInput as error:
            return _show(source, pages, typed, fault=error)
        return Redirect(f"/experiments/{made.key}?done=made", status_code=_SEE_OTHER)

    return [new, plan, create]


def _edit(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/experiments/{key:str}/edit", sync_to_thread=True)
    def edit(key: FromPath[str]) -> Response[Any]:
        found = one_experiment(source, key)
        return _show(source, pages, _typed_of(found), editing=found)

    @post("/experiments/{key:str}/edit", sync_to_thread=True)
    def save(key: FromPath[str], data: Form) -> Response[Any]:
        found, typed = one_experiment(source, key), _typed(data)
        if "more" in data:
            return _show(source, pages, _one_more(typed), editing=found)
        try:
            source.experiments.edit(key, _changed(found, typed), by=_BY)
        except BadInput as error:
            return _show(source, pages, typed, editing=found, fault=error)
        return Redirect(f"/experiments/{key}?done=saved", status_code=_SEE_OTHER)

    return [edit, save]


def _show(
    source: DashboardSource,
    pages: Pages,
    typed: Typed,
    *,
    editing: Experiment | None = None,
    fault: BadInput | None = None,
) -> Response[Any]:
    return pages.show(
        "experiments_form.html",
        _SAY,
        status=fault.status if fault else 200,
        here="experiments",
        typed=typed,
        editing=editing,
        fixed=editing is not None and editing.status is not Status.DRAFT,
        metrics=[(one, _SAY(f"metric_{one}")) for one in METRICS],
        segments=[(one.segment_id, one.name) for one in source.segments.all()],
        planned=_planned(source, typed),
        fault=fault.message if fault else "",
        field=fault.field or "" if fault else "",
    )


def _fresh() -> Typed:
    return Typed(
        arms=(
            TypedArm(name=_SAY("arm_control"), key="control", share="50"),
            TypedArm(name=_SAY("arm_other"), key="new", share="50"),
        )
    )


def _one_more(typed: Typed) -> Typed:
    return replace(typed, arms=(*typed.arms, TypedArm())[:_MOST_ARMS])


# -- from the form


def _typed(data: Form) -> Typed:
    arms = tuple(
        TypedArm(**{part: _text(data, f"arm_{part}_{n}") for part in TypedArm.__struct_fields__})
        for n in range(_MOST_ARMS)
        if f"arm_name_{n}" in data
    )
    rest = {part: _text(data, part) for part in Typed.__struct_fields__ if part != "arms"}
    return Typed(arms=arms, **rest)


def _text(data: Form, name: str) -> str:
    return str(data.get(name, "")).strip()


def _experiment(typed: Typed) -> NewExperiment:
    return NewExperiment(
        key=typed.key or _key_of(typed.name),
        name=typed.name,
        description=typed.description,
        variations=_arms(typed),
        coverage=percent(typed.coverage, "coverage"),
        condition=_condition(typed.condition),
        segment_id=typed.segment or None,
        measuring=_measuring(typed, Measuring()),
    )


def _changed(before: Experiment, typed: Typed) -> Edit:
    """Return what the form changes; what it does not show of a running one stays."""
    words = Edit(name=typed.name, description=typed.description)
    if before.status is not Status.DRAFT:
        return words
    return replace(
        words,
        variations=_arms(typed, before),
        coverage=percent(typed.coverage, "coverage"),
        condition=_condition(typed.condition),
        segment_id=typed.segment or None,
        measuring=_measuring(typed, before.measuring),
    )


def _arms(typed: Typed, before: Experiment | None = None) -> tuple[Variation, ...]:
    """An empty row is no arm; what a page receives with an arm stays as it was."""
    values = {one.key: one.value for one in before.variations} if before else {}
    found = [one for one in typed.arms if one.name or one.key or one.share]
    return tuple(
        Variation(
            key=(key := one.key or _key_of(one.name)),
            name=one.name or key,
            weight=percent(one.share, f"arm_share_{n}"),
            value=values.get(key),
        )
        for n, one in enumerate(found)
    )


def _key_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]


def _condition(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadInput(_SAY("bad_json"), field="condition")
    return found


def _measuring(typed: Typed, before: Measuring) -> Measuring:
    days = typed.window
    if not (days.isascii() and days.isdigit() and len(days) < _MOST_DIGITS):
        raise BadInput(_SAY("bad_days"), field="window")
    return replace(before, metric=typed.metric, window=int(days) * DAY)


# -- to the form


def _typed_of(experiment: Experiment) -> Typed:
    judged = experiment.measuring
    return Typed(
        name=experiment.name,
        key=experiment.key,
        description=experiment.description,
        arms=tuple(
            TypedArm(name=one.name, key=one.key, share=percent_of(one.weight))
            for one in experiment.variations
        ),
        coverage=percent_of(experiment.coverage),
        segment=experiment.segment_id or "",
        condition=json.dumps(experiment.condition) if experiment.condition else "",
        metric=judged.metric,
        window=str(judged.window // DAY),
    )


def _planned(source: DashboardSource, typed: Typed) -> Planned:
    try:
        weights = tuple(one.weight for one in _arms(typed))
        coverage = percent(typed.coverage, "coverage")
    except BadInput:
        return Planned(fits=False, sum="", rows=[], cost="", gated=None)
    fits = sum(weights) == WHOLE and len(weights) > 1
    biggest = coverage * max(weights, default=0) // WHOLE
    on_orders = typed.metric != "visits"
    return Planned(
        fits=fits,
        sum=_SAY("plan_sum" if fits else "plan_sum_bad", sum=percent_of(sum(weights))),
        rows=rows_of(source, weights, coverage) if fits else [],
        cost=_SAY("plan_cost", share=f"{percent_of(biggest)} %") if fits else "",
        gated=gated(source.floors.gate("ab_test")) if on_orders else None,
    )
