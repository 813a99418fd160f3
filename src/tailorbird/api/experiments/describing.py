"""The calls about experiments for the description of every call, from the types they read."""

from __future__ import annotations

from typing import Any

from tailorbird.api.answers import Failure
from tailorbird.api.experiments import answers
from tailorbird.api.experiments.features import ASKED, SUBSCRIBED
from tailorbird.api.experiments.paths import PATHS
from tailorbird.api.experiments.results import ExportedResult
from tailorbird.api.segments.describing import Described

_SHOWN = answers.ShownExperiment
EXPERIMENTS = Described(
    paths=PATHS,
    bodies={
        ("/v1/experiments", "POST"): answers.NewExperiment,
        ("/v1/experiments/{key}", "PUT"): answers.Edit,
        ("/v1/experiments/{key}/stop", "POST"): answers.Stopping,
        ("/v1/comparison-groups", "POST"): answers.HoldingOut,
    },
    good={
        ("/v1/experiments", "GET"): answers.ExperimentList,
        ("/v1/experiments", "POST"): _SHOWN,
        ("/v1/experiments/undefined", "GET"): answers.UndefinedList,
        ("/v1/experiments/{key}", "GET"): _SHOWN,
        ("/v1/experiments/{key}", "PUT"): _SHOWN,
        ("/v1/experiments/{key}/start", "POST"): _SHOWN,
        ("/v1/experiments/{key}/stop", "POST"): _SHOWN,
        ("/v1/experiments/{key}/changes", "GET"): answers.ChangeList,
        ("/v1/experiments/{key}/result", "GET"): ExportedResult,
        ("/v1/comparison-groups", "GET"): answers.ExperimentList,
        ("/v1/comparison-groups", "POST"): _SHOWN,
        ("/v1/comparison-groups/outlook", "GET"): answers.Outlook,
        ("/v1/comparison-groups/{tactic}", "DELETE"): _SHOWN,
    },
    parameters={
        "/v1/experiments/{key}/result": {
            "method": "sequence (the default), fixed, msprt or bayes",
            "adjusted": "1: with CUPED",
            "planned": "people of both arms that the range is made narrowest for",
        },
        "/v1/comparison-groups/outlook": {
            "share": "ten-thousandths held out",
            "lift": "assumed, 0.1 for 10 %",
        },
    },
    failures={
        "400": "Something in the call is wrong; `field` names it.",
        "401": "The key is missing, wrong, or has ended.",
        "403": "The key may not do this; the sentence names the scope it lacks.",
        "404": "There is no such experiment.",
        "405": "The method is not one of this path.",
        "429": "More than this key may send; Retry-After says when to send it again.",
        "500": "A defect of the server.",
        "503": "The server is stopping or its database does not answer; send it again.",
        "507": "The server's disk is full; nothing of the call was kept.",
    },
)


def open_calls(reference: str) -> dict[str, dict[str, Any]]:
    """Return what official clients ask for; ``reference`` is the form of a reference to a type."""
    payload = {"application/json": {"schema": {"type": "object"}}}
    stream = {"text/event-stream": {"schema": {"type": "string"}}}
    refused = {"application/json": {"schema": {"$ref": reference.format(name=Failure.__name__)}}}
    bad = {
        status: {"description": said, "content": refused}
        for status, said in EXPERIMENTS.failures.items()
        if status in {"401", "403", "404", "429", "503"}
    }
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    told = {
        "200": {"description": "The features.", "content": payload},
        "304": {"description": "The copy whose tag came in If-None-Match is still right."},
    }
    stays = {"200": {"description": "An event for every change.", "content": stream}}
    about: dict[str, tuple[str, dict[str, Any]]] = {
        ASKED: ("Running experiments, as official GrowthBook clients ask for them", told),
        SUBSCRIBED: ("Stays open, and tells official GrowthBook clients of changes", stays),
    }
    return {
        path: {"get": {"summary": said, "parameters": [key], "responses": {**good, **bad}}}
        for path, (said, good) in about.items()
    }
