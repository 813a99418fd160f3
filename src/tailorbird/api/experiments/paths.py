"""Which calls the door to experiments takes, by path and method."""

from __future__ import annotations

from tailorbird.accounts.types import Scope
from tailorbird.api.experiments import calls, results
from tailorbird.api.keys import Rule
from tailorbird.api.segments.calls import Handler
from tailorbird.api.segments.paths import Taking, Takings, resolving

EXPERIMENTS, GROUPS = "/v1/experiments", "/v1/comparison-groups"
PREFIXES = (EXPERIMENTS, GROUPS)
RULE = Rule(scope=Scope.EXPERIMENTS)


def _call(about: str, handler: Handler) -> Taking:
    return Taking(about, handler, RULE)


PATHS: dict[str, Takings] = {
    "/v1/experiments": {
        "GET": _call("Every experiment and comparison group", calls.list_experiments),
        "POST": _call("Write an experiment down as a draft", calls.create),
    },
    "/v1/experiments/undefined": {
        "GET": _call("What people saw that no experiment defines", calls.undefined)
    },
    "/v1/experiments/{key}": {
        "GET": _call("One experiment", calls.get),
        "PUT": _call("Change a draft; of a running one what moves nobody", calls.edit),
    },
    "/v1/experiments/{key}/start": {"POST": _call("Begin to draw people", calls.start)},
    "/v1/experiments/{key}/stop": {
        "POST": _call("End an experiment for good; roll one variation out, or none", calls.stop)
    },
    "/v1/experiments/{key}/result": {
        "GET": _call("What it brought, every number with its inputs", results.result)
    },
    "/v1/experiments/{key}/changes": {
        "GET": _call("What was done to an experiment, when and by whom", calls.changes)
    },
    "/v1/comparison-groups": {
        "GET": _call("The comparison groups that run", calls.comparison_groups),
        "POST": _call("Hold people out of a tactic, or of everything", calls.hold_out),
    },
    "/v1/comparison-groups/outlook": {
        "GET": _call("About what holding out a share costs, and when it answers", calls.outlook)
    },
    "/v1/comparison-groups/{tactic}": {
        "DELETE": _call("Let everybody in; `everything` for the one of every tactic", calls.let_in)
    },
}
resolve = resolving(PATHS)
