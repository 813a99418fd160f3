"""Which experiments are measured, and by what their sums are made. Pure."""

from __future__ import annotations

import msgspec

from tailorbird.core.hashing import hex_digest
from tailorbird.experiments.types import Experiment, Status
from tailorbird.measurement.metrics import METRICS

_VERSION = "1"  # of how outcomes are counted: another one has all sums made anew


def measured(experiment: Experiment) -> bool:
    """Whether an experiment has begun, and so has outcomes."""
    return experiment.status is not Status.DRAFT and experiment.started_at is not None


def digest(experiment: Experiment) -> str:
    """Return what stands for everything that outcomes of an experiment follow from.

    That it was stopped is in it: who saw it later is out from then on.
    """
    arms = sorted(one.key for one in experiment.variations)
    return hex_digest(
        _VERSION,
        " ".join(metric.name for metric in METRICS),
        msgspec.json.encode(experiment.measuring).decode(),
        " ".join(arms),
        str(experiment.started_at),
        str(experiment.stopped_at),
    )
