"""The calls about the floors for the description of every call, from the types they read."""

from __future__ import annotations

from tailorbird.api.floors import answers
from tailorbird.api.floors.paths import FLOORS, PATHS
from tailorbird.api.segments.describing import Described

DESCRIBED = Described(
    paths=PATHS,
    bodies={("/v1/floors/{tactic}", "PUT"): answers.Deciding},
    good={
        (FLOORS, "GET"): answers.ShownOutlook,
        ("/v1/floors/history", "GET"): answers.WordList,
        ("/v1/floors/{tactic}", "GET"): answers.ShownFloor,
        ("/v1/floors/{tactic}", "PUT"): answers.ShownFloor,
    },
    parameters={},
    failures={
        "400": "Something in the call is wrong; `field` names it.",
        "401": "The key is missing, wrong, or has ended.",
        "403": "The key may not do this; the sentence names the scope it lacks.",
        "404": "There is no such tactic.",
        "405": "The method is not one of this path.",
        "429": "More than this key may send; Retry-After says when to send it again.",
        "500": "A defect of the server.",
        "503": "The server is stopping or its database does not answer; send it again.",
        "507": "The server's disk is full; nothing of the call was kept.",
    },
)
