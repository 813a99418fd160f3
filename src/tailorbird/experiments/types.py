"""What an experiment is: arms and their weights, whom it takes in, and who saw what."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

WHOLE = 10_000
"""Weights and coverage are whole ten-thousandths: the hash has that many buckets, no more."""


class Kind(StrEnum):
    """What is compared."""

    EXPERIMENT = "experiment"
    """Variations of one thing."""
    HOLDOUT = "holdout"
    """Getting a tactic, or everything, against not getting it: a comparison group."""


class Status(StrEnum):
    """Where an experiment stands."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"


class Variation(Struct, frozen=True, kw_only=True):
    """One arm. ``weight`` in ten-thousandths; ``value`` is what the shop's pages receive."""

    key: str
    name: str
    weight: int
    value: Any = None


class Namespace(Struct, frozen=True, kw_only=True):
    """Experiments of one namespace and of ranges apart share nobody. Ten-thousandths."""

    name: str
    first: int
    end: int


class Measuring(Struct, frozen=True, kw_only=True):
    """What an experiment is judged by: fixed before it begins."""

    metric: str = "revenue"
    window: int = 14 * 86_400_000_000
    """How long after the first exposure outcomes count, microseconds."""
    before: int = 28 * 86_400_000_000
    """How long before it the covariate is taken from, microseconds."""
    alpha: float = 0.05
    cap: int | None = None
    """Winsorising: one person's value counts at most so much (minor units for money)."""


class Experiment(Struct, frozen=True, kw_only=True):
    """One experiment, or one rotation of a comparison group. The first arm is the control.

    ``experiment_id`` is the key itself: a key is unique for good, events carry it, and so what is
    folded from events never waits for a definition.
    """

    experiment_id: str
    key: str
    name: str
    kind: Kind = Kind.EXPERIMENT
    status: Status = Status.DRAFT
    variations: tuple[Variation, ...] = ()
    coverage: int = WHOLE
    seed: str = ""
    """The key where empty."""
    namespace: Namespace | None = None
    condition: dict[str, Any] = {}
    """Whom it takes in, in the published condition language, over attributes a client sends."""
    segment_id: str | None = None
    """Whom it takes in among people the shop knows; clients' SDKs never see such an experiment."""
    forced: dict[str, str] = {}
    """For checking by eye: which variation an identifier is shown. Never counted."""
    tactic: str | None = None
    """For a comparison group: what is withheld; None for everything."""
    ranges: tuple[tuple[int, int], ...] = ()
    """Each arm's buckets where weights and coverage do not say them: the first that holds counts.

    A comparison group has them, because a rotation begins anywhere.
    """
    rotation: int | None = None
    """For a comparison group: which turn this is, from 0."""
    ends_at: int | None = None
    """For a comparison group: when the next turn begins."""
    rolled_out: str | None = None
    """Of a stopped experiment: the variation that everybody is given from then on."""
    description: str = ""
    measuring: Measuring = Measuring()
    created_at: int = 0
    started_at: int | None = None
    stopped_at: int | None = None


class Exposure(Struct, frozen=True, kw_only=True):
    """The first time a person saw a variation, by the keys that events carry.

    Neither key need be known: what names an experiment that was never defined is counted, not lost.
    """

    experiment_id: str
    profile_id: str
    variation: str
    first_at: int


class Change(Struct, frozen=True, kw_only=True):
    """What was done to an experiment, when, and by whom in the shop."""

    experiment_id: str
    at: int
    done_by: str
    what: str
