"""One experiment: what it says so far, who is in which arm, starting and stopping it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from tailorbird.core.clock import DAY, day_number
from tailorbird.core.errors import BadInput, NotFound, TailorbirdError
from tailorbird.dashboard import dates
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.connections import Form
from tailorbird.dashboard.experiment_results import brought
from tailorbird.dashboard.experiments import rows_of
from tailorbird.dashboard.percent import percent, percent_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.sampling import Sample, sampled
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.experiments import EXPERIMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.experiments.defining import Edit
from tailorbird.experiments.holdouts import LEAST_SHARE
from tailorbird.experiments.planning import least_lift
from tailorbird.experiments.types import Experiment, Kind, Status

_SAY = Phrases(SHELL, EXPERIMENTS)
_SEE_OTHER: Final = 303
_DONE = frozenset({"made", "saved", "started", "stopped", "forced"})
_BY = _SAY("by")
_TWO_WEEKS = 14 * DAY


def experiment_page_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page of an experiment and what its buttons do."""
    return [*_reading(source, pages), *_changing(source, pages)]


def one_experiment(source: DashboardSource, key: str) -> Experiment:
    """Return an experiment that is no turn of a comparison group.

    Raises:
        NotFound: there is none with this key.
    """
    found = source.experiments.get(key)
    if found.kind is not Kind.EXPERIMENT:
        raise NotFound(f"There is no experiment {key[:80]!r}.")
    return found


def _reading(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/experiments/{key:str}", sync_to_thread=True)
    def experiment(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[Any]:
        done = asked_text(request, "done")
        return _show(source, pages, key, done=done if done in _DONE else "")

    return [experiment]


def _changing(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @post("/experiments/{key:str}/{act:str}", sync_to_thread=True)
    def change(key: FromPath[str], act: FromPath[str], data: Form) -> Response[Any]:
        experiment = one_experiment(source, key)
        try:
            done = _change(source, experiment, act, data)
        except BadInput as error:
            return _show(source, pages, key, fault=error)
        return Redirect(f"/experiments/{key}?done={done}", status_code=_SEE_OTHER)

    return [change]


def _change(source: DashboardSource, experiment: Experiment, act: str, data: Form) -> str:
    key = experiment.key
    match act:
        case "start":
            source.experiments.start(key, by=_BY)
            return "started"
        case "stop":
            source.experiments.stop(key, by=_BY, roll_out=str(data.get("roll_out", "")) or None)
            return "stopped"
        case "coverage":
            wanted = percent(str(data.get("coverage", "")), "coverage")
            source.experiments.edit(key, Edit(coverage=wanted), by=_BY)
            return "saved"
        case "forced":
            source.experiments.edit(key, Edit(forced=_forced(experiment, data)), by=_BY)
            return "forced"
    raise NotFound(f"There is nothing called {act[:80]!r} to do with an experiment.")


def _forced(experiment: Experiment, data: Form) -> dict[str, str]:
    removed = str(data.get("remove", ""))
    if removed:
        return {who: arm for who, arm in experiment.forced.items() if who != removed}
    who, arm = str(data.get("who", "")).strip(), str(data.get("arm", ""))
    return {**experiment.forced, who: arm}


def _show(
    source: DashboardSource,
    pages: Pages,
    key: str,
    *,
    done: str = "",
    fault: TailorbirdError | None = None,
) -> Response[Any]:
    experiment = one_experiment(source, key)
    sample = sampled(experiment, source.experiments.seen(key))
    now = source.now()
    return pages.show(
        "experiments_one.html",
        _SAY,
        status=fault.status if fault else 200,
        here="experiments",
        experiment=experiment,
        status_name=_SAY(f"status_{experiment.status}"),
        sample=sample,
        brought=brought(source, experiment) if sample.people else None,
        sentence=_sentence(experiment, sample, now),
        ratio=_ratio(sample),
        faults=_faults(sample),
        days=_days(experiment, now),
        goal=_goal(experiment),
        whom=_whom(source, experiment),
        coverage=percent_of(experiment.coverage),
        now_shows=_shows_now(source, sample),
        rows=rows_of(
            source, tuple(one.weight for one in experiment.variations), experiment.coverage
        ),
        changes=_changes(source, key),
        done=done,
        fault=fault.message if fault else "",
    )


def _sentence(experiment: Experiment, sample: Sample, now: int) -> str:
    if experiment.started_at is None:
        return _SAY("said_draft")
    if experiment.status is Status.RUNNING and not sample.people:
        return _SAY("said_waiting", when=dates.short_date(day_number(experiment.started_at)))
    days, people = _days(experiment, now), _SAY("people", n=sample.people)
    said = [_SAY("said_running", days=days, people=people)]
    if experiment.stopped_at is not None:
        when = dates.short_date(day_number(experiment.stopped_at))
        said = [_SAY("said_stopped", days=days, when=when, people=people)]
    if experiment.rolled_out:
        said.append(_SAY("said_rolled", name=_name_of(experiment, experiment.rolled_out)))
    if sample.alarm or sample.leaked:
        said.append(_SAY("said_bad"))
    elif experiment.stopped_at is None and now - experiment.started_at < _TWO_WEEKS:
        said.append(_SAY("said_early"))
    return " ".join(said)


def _days(experiment: Experiment, now: int) -> str:
    if experiment.started_at is None:
        return _SAY("days", n=0)
    days = ((experiment.stopped_at or now) - experiment.started_at) // DAY
    return _SAY("days", n=days) if days else _SAY("less_than_day")


def _name_of(experiment: Experiment, key: str) -> str:
    return next((one.name for one in experiment.variations if one.key == key), key)


def _ratio(sample: Sample) -> str:
    if not sample.judged:
        return _SAY("ratio_wait", n=sample.expected)
    return _SAY("ratio_bad") if sample.alarm else _SAY("ratio_good", p=f"{100 * sample.p:.0f} %")


def _faults(sample: Sample) -> list[str]:
    counts = (
        ("leaked", sample.leaked),
        ("in_several", sample.in_several),
        ("undefined", sample.undefined),
    )
    return [_SAY(kind, n=number) for kind, number in counts if number]


def _goal(experiment: Experiment) -> str:
    judged = experiment.measuring
    metric = _SAY.either(f"metric_{judged.metric}", judged.metric)
    return _SAY("window_said", metric=metric, days=_SAY("days", n=judged.window // DAY))


def _whom(source: DashboardSource, experiment: Experiment) -> str:
    found = []
    if experiment.segment_id is not None:
        names = {one.segment_id: one.name for one in source.segments.all()}
        name = names.get(experiment.segment_id, experiment.segment_id)
        found.append(_SAY("fact_segment", name=name))
    if experiment.condition:
        found.append(_SAY("fact_condition"))
    return "; ".join(found) or _SAY("everybody")


def _shows_now(source: DashboardSource, sample: Sample) -> str:
    volume = source.experiments.outlook(LEAST_SHARE).volume
    lift = least_lift([one.people for one in sample.arms], volume)
    return (
        _SAY("could_see_now_none")
        if lift is None
        else _SAY("could_see_now", lift=f"{100 * lift:.0f} %")
    )


def _changes(source: DashboardSource, key: str) -> list[tuple[str, int]]:
    found = source.experiments.changes(key)
    return [(_SAY("changes_by", what=one.what, who=one.done_by), one.at) for one in reversed(found)]
