"""Everybody counted at once, from the archive and the log's tail, is what was folded."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

import tailorbird
from tailorbird.core.clock import DAY
from tailorbird.events.types import Event, Lane
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.types import Measuring
from tailorbird.measurement.metrics import MOST_ACTS
from tailorbird.testing.happenings import event
from tailorbird.testing.measuring import BEGUN, Log, experiment, oracle


@pytest.mark.parametrize("seed", range(6))
def test_at_once_from_the_archive_is_event_by_event(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    log = Log(chance)
    one = experiment()
    with closing(tailorbird.open(tmp_path / "shop", currency="GBP")) as shop:
        shop.experiments.create(
            NewExperiment(key=one.key, variations=one.variations, measuring=one.measuring), by="x"
        )
        shop.experiments.start(one.key, by="x", since=BEGUN)
        half = len(log.events) // 2
        shop.accept(log.events[:half], Lane.LIVE).result()
        shop.wait_until_processed()
        shop.archive.seal()
        shop.accept(log.events[half:], Lane.LIVE).result()
        shop.wait_until_processed()
        checked = shop.results.check(one.key)
    assert checked.anew == checked.folded == oracle(log)
    assert checked.same
    assert checked.folded


def crawling() -> list[Event]:
    """Return what one who is no person does: one look more than the most, within an hour."""
    facts: Any = {"experiment_id": "button", "variation_id": "green"}
    looks = [
        event("Product Viewed", BEGUN + DAY + number * 11_000_000, browser="bot", product_id="P")
        for number in range(MOST_ACTS + 1)
    ]
    return [event(EXPERIMENT_VIEWED, BEGUN + DAY, browser="bot", **facts), *looks]


def test_caps_goals_and_machines_are_the_same_at_once(tmp_path: Path) -> None:
    for metric in ("revenue", "event:Product Viewed", "visits"):
        log = Log(Random(7))
        one = experiment()
        measuring = Measuring(
            metric=metric, cap=600, window=one.measuring.window, before=one.measuring.before
        )
        with closing(tailorbird.open(tmp_path / metric[:5], currency="GBP")) as shop:
            new = NewExperiment(key=one.key, variations=one.variations, measuring=measuring)
            shop.experiments.create(new, by="x")
            shop.experiments.start(one.key, by="x", since=BEGUN)
            shop.accept([*log.events, *crawling()], Lane.LIVE).result()
            shop.wait_until_processed()
            checked = shop.results.check(one.key)
            assert shop.results.result(one.key).counts.machines == 1
        assert checked.folded
        assert checked.anew == checked.folded
