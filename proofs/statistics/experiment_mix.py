"""Twenty experiments and any number of people, for whoever draws them: the server or a client.

Together the experiments use everything that is published: weights, coverage, seeds, namespaces and
every operator. The people's attributes are awkward on purpose: missing, empty, of another type
than the condition compares with, in another script.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.types import Namespace, Variation

_HALVES = (5_000, 5_000)
_AGENTS = ("Mozilla/5.0 (iPhone) Mobile", "Mozilla/5.0 (X11)", "", "mobile tablet", None, 7)
_VERSIONS = ("1.2.3", "1.10.0", "1.10.0-rc.1", "v2.0.0+build", "2", "x", None, 2)
_AGES = (17, 18, 30, 30.5, 64, "30", "old", None, True, False, 0)
_COUNTRIES = ("DE", "de", "AT", "FR", "", None, 5)
_TAGS: tuple[Any, ...] = (["a", "b"], ["A"], [], ["b", 3], [None, "c"], "a", None, [1, 2, 3])


def _arms(*weights: int) -> tuple[Variation, ...]:
    return tuple(
        Variation(key=f"arm-{number}", name=f"Arm {number}", weight=weight)
        for number, weight in enumerate(weights)
    )


def _new(key: str, weights: tuple[int, ...] = _HALVES, **more: Any) -> NewExperiment:
    return NewExperiment(key=key, variations=_arms(*weights), **more)


def experiments() -> list[NewExperiment]:
    """Return the twenty experiments."""
    low, high = (
        Namespace(name="shop", first=0, end=5_000),
        Namespace(name="shop", first=5_000, end=10_000),
    )
    nested = {
        "$or": [{"country": {"$in": ["DE", "AT"]}}, {"$nor": [{"age": {"$lt": 30}}]}],
        "$not": {"vip": True},
    }
    return [
        _new("halves"),
        _new("thirds", (3_333, 3_333, 3_334)),
        _new("nine-to-one", (9_000, 1_000)),
        _new("one-bucket", (1, 9_999)),
        _new("tenths", (1_000,) * 10),
        _new("a-tenth-takes-part", coverage=1_000),
        _new("a-third-takes-part", (2_000, 3_000, 5_000), coverage=3_333),
        _new("nobody", coverage=0),
        _new("seeded", seed="halves"),  # must be the same people as in halves
        _new("empty-arm", (5_000, 0, 5_000)),
        _new("namespace-low", namespace=low),
        _new("namespace-high", (2_500, 7_500), namespace=high, coverage=5_000),
        _new("by-age", condition={"age": {"$gte": 18, "$lt": 64}}),
        _new("by-literal", condition={"country": "DE", "age": 30}),
        _new("by-version", condition={"app.version": {"$vgte": "1.10.0", "$vne": "2.0.0"}}),
        _new("by-agent", condition={"agent": {"$regexi": "(mobile|tablet)"}}),
        _new("by-tags", condition={"tags": {"$elemMatch": {"$ini": ["A", "C"]}}}),
        _new("by-lists", condition={"tags": {"$size": {"$gt": 1}, "$all": ["b"]}}),
        _new("nested", (6_000, 4_000), condition=nested, namespace=low, coverage=9_000),
        _new(
            "by-type",
            condition={
                "age": {"$type": "number"},
                "country": {"$exists": True, "$nin": ["FR"], "$ne": ""},
            },
        ),
    ]


def people(number: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield people's attributes; ``id`` is what they are drawn by."""
    chance = Random(seed)
    for one in range(number):
        known = {
            "country": chance.choice(_COUNTRIES),
            "age": chance.choice(_AGES),
            "agent": chance.choice(_AGENTS),
            "tags": chance.choice(_TAGS),
            "vip": chance.choice([True, False, None]),
            "app": {"version": chance.choice(_VERSIONS)},
        }
        kept = {name: value for name, value in known.items() if chance.random() < 0.9}
        yield {"id": _id(one, chance), **kept}


def _id(number: int, chance: Random) -> str:
    if number % 50 == 7:
        return f"käufer-{number}-😀"
    return f"user-{number}" if number % 2 else f"{chance.getrandbits(128):032x}"


def lines(number: int, seed: int) -> Iterator[str]:
    """Yield people as lines of JSON."""
    return (json.dumps(one) for one in people(number, seed))
