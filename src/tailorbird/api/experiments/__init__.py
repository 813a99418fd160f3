"""The doors to experiments: to keep them, to ask for variations, and for official clients."""

from tailorbird.api.experiments.assigning import Assigning
from tailorbird.api.experiments.door import PREFIXES, ExperimentsDoor
from tailorbird.api.experiments.features import Features

__all__ = ["PREFIXES", "Assigning", "ExperimentsDoor", "Features"]
