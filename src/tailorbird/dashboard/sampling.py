"""How many people each arm has beside how many it should have, ready to draw."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.experiments.service import Seen
from tailorbird.experiments.types import WHOLE, Experiment
from tailorbird.statistics import sample_ratio
from tailorbird.statistics.sample_ratio import ALARM

_LEAST_EXPECTED = 8


class Arm(Struct, frozen=True, kw_only=True):
    """One arm: its people, their share of all and the share by design, both in percent."""

    key: str
    name: str
    people: int
    share: float
    design: float
    control: bool


class Sample(Struct, frozen=True, kw_only=True):
    """Who saw what. ``alarm`` holds however often one looks; ``p`` is for one look."""

    arms: tuple[Arm, ...]
    people: int
    in_several: int
    undefined: int
    leaked: int
    expected: int
    p: float
    alarm: bool

    @property
    def judged(self) -> bool:
        """Whether there are people enough to judge the proportion of the arms."""
        return self.expected >= _LEAST_EXPECTED


def sampled(experiment: Experiment, seen: Seen) -> Sample:
    """Compare who saw what with the design."""
    counts = [seen.people.get(one.key, 0) for one in experiment.variations]
    weights = [one.weight for one in experiment.variations]
    found = sample_ratio.check(counts, weights)
    n = sum(counts)
    expected = min(n * weight // WHOLE for weight in weights if weight)
    return Sample(
        arms=tuple(
            Arm(
                key=one.key,
                name=one.name,
                people=count,
                share=100 * count / n if n else 0.0,
                design=100 * one.weight / WHOLE,
                control=number == 0,
            )
            for number, (one, count) in enumerate(zip(experiment.variations, counts, strict=True))
        ),
        people=n,
        in_several=seen.in_several,
        undefined=sum(seen.people.values()) - n,
        leaked=found.leaked,
        expected=expected,
        p=found.p,
        alarm=expected >= _LEAST_EXPECTED and found.always_p < ALARM,
    )
