"""The answer that official GrowthBook clients ask for: features with rules. Pure.

Every experiment is a feature of its key. Nobody's identifier is in it, as anybody can read it: who
wants to look at a variation sends it as the attribute ``forced``, or in the page's address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tailorbird.core.clock import to_datetime
from tailorbird.experiments.assigning import UNIT, value_of
from tailorbird.experiments.published import guarded
from tailorbird.experiments.types import WHOLE, Experiment, Kind, Status

HASH_VERSION = 2
Json = dict[str, Any]


def payload(experiments: Iterable[Experiment], changed_at: int) -> Json:
    """Return what clients are told, the same for the same experiments.

    Left out: drafts, comparison groups, and experiments by segment, which only the server can tell.
    """
    shown = sorted((one for one in experiments if _is_shown(one)), key=lambda one: one.key)
    return {
        "status": 200,
        "features": {one.key: _feature(one) for one in shown},
        "experiments": [],
        "dateUpdated": to_datetime(changed_at).isoformat(timespec="milliseconds")[:-6] + "Z",
    }


def _is_shown(experiment: Experiment) -> bool:
    return (
        experiment.kind is Kind.EXPERIMENT
        and experiment.status is not Status.DRAFT
        and experiment.segment_id is None
    )


def _feature(experiment: Experiment) -> Json:
    control = experiment.variations[0]
    return {"defaultValue": value_of(control), "rules": list(_rules(experiment))}


def _rules(experiment: Experiment) -> Iterator[Json]:
    if experiment.status is Status.STOPPED:
        rolled_out = (one for one in experiment.variations if one.key == experiment.rolled_out)
        yield from ({"id": "rolled-out", "force": value_of(one)} for one in rolled_out)
        return
    for one in experiment.variations:
        asked = {f"forced.{experiment.key}": {"$eq": one.key}}
        yield {"id": f"forced-{one.key}", "condition": asked, "force": value_of(one)}
    yield _drawing(experiment)


def _drawing(experiment: Experiment) -> Json:
    rule: Json = {
        "id": experiment.key,
        "key": experiment.key,
        "name": experiment.name,
        "seed": experiment.seed or experiment.key,
        "hashAttribute": UNIT,
        "hashVersion": HASH_VERSION,
        "phase": "0",
        "coverage": experiment.coverage / WHOLE,
        "weights": [one.weight / WHOLE for one in experiment.variations],
        "variations": [value_of(one) for one in experiment.variations],
        "meta": [{"key": one.key, "name": one.name} for one in experiment.variations],
    }
    if part := experiment.namespace:
        rule["namespace"] = [part.name, part.first / WHOLE, part.end / WHOLE]
    if experiment.condition:
        rule["condition"] = guarded(experiment.condition)
    return rule
