"""The parts of the proof, in the order in which they run."""

from __future__ import annotations

from functools import partial

from proofs import topics

Topic = partial(topics.Topic, package="segments")

# ci=False: tests/property and tests/integration do the same in the small size, or it is speed alone
TOPICS: tuple[topics.Topic, ...] = (
    Topic("parity", "Random trees and histories: both interpreters and an oracle"),
    Topic("time", "A virtual clock: nobody enters or leaves late or early"),
    Topic("bad_input", "Trees that cannot be meant are refused with the place of the bad node"),
    Topic("retail", "A published year of orders, beside SQL written by hand"),
    Topic("builder", "A segment built by keyboard alone and by mouse", ci=False),
    Topic("speed", "From an event to the change of membership", ci=False),
    Topic("audience", "Everybody at once, beside SQL written by hand", ci=False),
)
