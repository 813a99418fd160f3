"""Comparison groups: who does not get a tactic, in turns that are fair, and what it costs. Pure.

Everybody has a fixed place of 10,000, by the published hash over a fixed seed. The places are cut
into turns of about the share that is held out; turn k holds out the k-th part. So nobody is held
out twice before everybody was once.
"""

from __future__ import annotations

from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadInput
from tailorbird.experiments.bucketing import Range
from tailorbird.experiments.types import WHOLE, Experiment, Kind, Measuring, Status, Variation
from tailorbird.statistics.power import Aim, in_all
from tailorbird.statistics.types import Method

HELD_OUT, TREATED = "held_out", "treated"
EVERYTHING = "everything"  # what the group that no tactic reaches is called
WEEKS, MOST_WEEKS = 13, 104
LEAST_SHARE, MOST_SHARE = 50, 5_000  # ten-thousandths
# as far as the ranges reach that hold at every look: what the pages show
AIM = Aim(method=Method.SEQUENCE)
LIKELY_LIFT = 0.1  # what is assumed where nobody says better
LIFTS = (0.1, 0.2, 0.3)  # for which it is told when they would be seen
_SEED = "tailorbird-comparison-group"
_WEEK = 7 * DAY


class Terms(Struct, frozen=True, kw_only=True):
    """What an owner chooses: whom it is about, the share held out, how long a turn lasts.

    ``tactic`` is None for everything; ``share`` is in ten-thousandths.
    """

    share: int
    tactic: str | None = None
    weeks: int = WEEKS
    measuring: Measuring = Measuring(window=28 * DAY)


def check(terms: Terms) -> None:
    """Refuse terms that are no comparison group.

    Raises:
        BadInput: with what is allowed.
    """
    if not LEAST_SHARE <= terms.share <= MOST_SHARE:
        raise BadInput(
            f"Hold out {LEAST_SHARE / 100:g} % to {MOST_SHARE / 100:g} % of the people.",
            field="share",
        )
    if not 1 <= terms.weeks <= MOST_WEEKS:
        raise BadInput(f"A turn lasts 1 to {MOST_WEEKS} weeks.", field="weeks")
    name = terms.tactic
    if name is not None and not (name.isascii() and name.replace("_", "").isalnum()):
        raise BadInput("A tactic is named by letters, digits and _.", field="tactic")


def seed_of(tactic: str | None) -> str:
    """Return the seed of a tactic's places: fixed for good."""
    return _SEED if tactic is None else f"{_SEED}:{tactic}"


def turns(share: int) -> int:
    """Return in how many turns everybody is held out once."""
    return max(round(WHOLE / share), 2)


def held_out(share: int, rotation: int) -> Range:
    """Return the places that turn ``rotation`` (from 0) holds out.

    Exactly the share where it divides 10,000, else as near to it as equal turns come.
    """
    many = turns(share)
    turn = rotation % many
    return WHOLE * turn // many, WHOLE * (turn + 1) // many


def rotation_after(place: int, share: int) -> int:
    """Return the turn that begins at a place or next behind it: another share goes on from there.

    Whoever was held out lately then waits longest again.
    """
    many = turns(share)
    return next((turn for turn in range(many) if held_out(share, turn)[0] >= place), 0)


def group(terms: Terms, rotation: int, number: int, now: int) -> Experiment:
    """Return the running experiment that one turn of a comparison group is."""
    held = held_out(terms.share, rotation)
    size = held[1] - held[0]
    name = terms.tactic or EVERYTHING
    key = f"holdout-{name.replace('_', '-')}-{number}"
    return Experiment(
        experiment_id=key,
        key=key,
        name=name,
        kind=Kind.HOLDOUT,
        status=Status.RUNNING,
        variations=(
            Variation(key=HELD_OUT, name="held out", weight=size),
            Variation(key=TREATED, name="treated", weight=WHOLE - size),
        ),
        coverage=terms.share,  # as it was chosen: a turn's own size may be a place more or less
        seed=seed_of(terms.tactic),
        tactic=terms.tactic,
        # the first range that holds counts: whoever is not held out is treated
        ranges=(held, (0, WHOLE)),
        rotation=rotation,
        measuring=terms.measuring,
        created_at=now,
        started_at=now,
        ends_at=now + terms.weeks * _WEEK,
    )


def terms_of(experiment: Experiment) -> Terms:
    """Return what was chosen for a group that runs."""
    length = (experiment.ends_at or 0) - (experiment.started_at or 0)
    return Terms(
        share=experiment.coverage,
        tactic=experiment.tactic,
        weeks=max(round(length / _WEEK), 1),
        measuring=experiment.measuring,
    )


class Volume(Struct, frozen=True, kw_only=True):
    """What a shop has in a month: the people a tactic could reach, and the orders they make."""

    people: float
    orders: float


class Wait(Struct, frozen=True, kw_only=True):
    """How long it takes to see a lift; ``months`` is None where no time is enough."""

    lift: float
    people: int | None
    months: float | None


class Outlook(Struct, frozen=True, kw_only=True):
    """What holding out a share costs, and when it answers.

    ``orders_lost`` are orders a month not made, if the tactic works as assumed.
    """

    share: int
    assumed_lift: float
    orders_lost: float
    volume: Volume
    waits: tuple[Wait, ...]


def outlook(share: int, volume: Volume, assumed_lift: float = LIKELY_LIFT) -> Outlook:
    """Return about what a comparison group of this share costs and how soon it answers.

    Raises:
        BadInput: a number that cannot be.
    """
    if not LEAST_SHARE <= share <= MOST_SHARE or assumed_lift <= -1:
        raise BadInput("A share is 0.5 % to 50 %, and a lift is above -100 %.", field="share")
    return Outlook(
        share=share,
        assumed_lift=assumed_lift,
        orders_lost=orders_lost(share, volume.orders, assumed_lift),
        volume=volume,
        waits=tuple(wait(share, volume, lift) for lift in LIFTS),
    )


def orders_lost(share: int, orders: float, lift: float) -> float:
    """Return how many of so many orders are not made, where all but a share get the tactic.

    The orders are those the shop has while everybody gets it; who is held out makes them without
    its lift.
    """
    return orders * share / WHOLE * lift / (1 + lift)


def wait(share: int, volume: Volume, lift: float) -> Wait:
    """Return how many people must be in the test to see a lift (80 of 100 times), and how long.

    Seen by the ranges that the pages show, which hold however often one looks.
    Counted is who orders at least once in a month; orders stand for buyers, which makes it a
    little too short for a shop whose customers order several times a month.
    """
    baseline = volume.orders / volume.people if volume.people else 0.0
    if not 0 < baseline * (1 + lift) < 1:
        return Wait(lift=lift, people=None, months=None)
    people = in_all(baseline, lift, held=share / WHOLE, aim=AIM)
    return Wait(lift=lift, people=people, months=people / volume.people)
