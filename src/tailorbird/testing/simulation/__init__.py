"""The whole system in one thread: a random shop, random faults, and what must hold at every step.

Time, chance and the files come in from outside, so the same seed gives the same run, event by
event and crash by crash. A run that breaks a promise is shortened until nothing can be left out,
and told in plain words.
"""

from tailorbird.testing.simulation.outcomes import Outcome, Violation
from tailorbird.testing.simulation.planning import plan
from tailorbird.testing.simulation.running import run
from tailorbird.testing.simulation.shrinking import shrink
from tailorbird.testing.simulation.steps import Step
from tailorbird.testing.simulation.telling import story

__all__ = ["Outcome", "Step", "Violation", "plan", "run", "shrink", "story"]
