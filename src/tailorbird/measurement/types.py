"""What is known of people in experiments, and what is summed over them."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.statistics.types import Paired

SEVERAL, MACHINE = "", "!"
"""In place of a variation: the person saw more than one, or is no person. Both are left out."""
LEFT_OUT = frozenset({SEVERAL, MACHINE})


class Ordered(Struct, frozen=True, kw_only=True):
    """An order that was not cancelled, net of what came back. ``net_minor`` in minor units.

    ``ours`` says whether it is in the shop's currency: only then is it money. ``stands`` is False
    where all of its money came back.
    """

    placed_at: int
    net_minor: int
    units: int
    ours: bool = True
    stands: bool = True


class History(Struct, frozen=True):
    """What outcomes are counted from: orders, and events as (when, name), in any order."""

    orders: tuple[Ordered, ...] = ()
    events: tuple[tuple[int, str], ...] = ()


class Exposed(Struct, frozen=True, kw_only=True):
    """Somebody is in an experiment: what they saw (``SEVERAL``: more than one), and since when."""

    variation: str
    exposed_at: int


Outcome = dict[str, tuple[int, int]]
"""By metric: the value, and beside it the covariate, or the denominator of a ratio."""


class Measured(Struct, frozen=True, kw_only=True):
    """One person of one experiment, as summed; ``own`` is the value of the experiment's metric."""

    experiment_id: str
    profile_id: str
    variation: str
    exposed_at: int
    own: int
    outcome: Outcome


Sums = dict[tuple[str, str], Paired]
"""By variation and metric."""
