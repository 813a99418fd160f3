"""Which calls the door to the floors takes, by path and method."""

from __future__ import annotations

from tailorbird.accounts.types import Scope
from tailorbird.api.floors import calls
from tailorbird.api.keys import Rule
from tailorbird.api.segments.paths import Taking, Takings, resolving

FLOORS = "/v1/floors"
PREFIXES = (FLOORS,)
RULE = Rule(scope=Scope.EXPERIMENTS)
PATHS: dict[str, Takings] = {
    FLOORS: {"GET": Taking("What the shop's data can carry, what opens next", calls.show, RULE)},
    "/v1/floors/history": {
        "GET": Taking("What was opened and closed by hand", calls.history, RULE)
    },
    "/v1/floors/{tactic}": {
        "GET": Taking("One tactic", calls.get, RULE),
        "PUT": Taking("Open or close a tactic by hand, with a reason", calls.decided, RULE),
    },
}
resolve = resolving(PATHS)
