"""The parts of the proof, in the order in which they run."""

from __future__ import annotations

from functools import partial

from proofs import topics

Topic = partial(topics.Topic, package="statistics")

TOPICS: tuple[topics.Topic, ...] = (
    Topic("reference", "Published and computed values of every method, to the stated digits"),
    Topic("oracle", "Random data sets, beside an independent library"),
    Topic("peeking", "Simulated A/A tests looked at daily; how often ranges hold the truth"),
    Topic("assigning", "Shares, stickiness and exclusion of the draw"),
    Topic("clients", "Unchanged client libraries give the same arm", ci=False),
    Topic("hillstrom", "A published e-mail test through the product's own path"),
    Topic("faults", "Injected faults are named; clean runs raise no alarm"),
    Topic("folding", "Event by event and all at once give the same"),
    Topic("floors", "How much data each tactic needs, row by row"),
    Topic("pages", "Every page about experiments in a browser, in all sizes and themes"),
    Topic("at_scale", "The result of a large experiment, beside SQL written by hand", ci=False),
)
