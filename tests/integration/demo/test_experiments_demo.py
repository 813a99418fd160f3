"""The demo's experiment is begun once, and has people."""

from __future__ import annotations

from pathlib import Path

from tailorbird.app import Tailorbird
from tailorbird.core.config import load
from tailorbird.demo.experiments import KEY, begin_experiment


def test_the_experiment_is_begun_once_and_has_people(tmp_path: Path) -> None:
    with Tailorbird(load({"data": tmp_path})) as shop:
        for one in range(30):
            shop.identify(user_id=f"1{one:04}", anonymous_id=f"b{one}")
        shop.wait_until_processed()
        begin_experiment(shop)
        shop.wait_until_processed()
        seen = shop.experiments.seen(KEY)
        assert sum(seen.people.values()) == 30
        assert seen.in_several == 0
        begin_experiment(shop)
        shop.experiments.stop(KEY, by="me")
        begin_experiment(shop)
        assert shop.experiments.get(KEY).stopped_at is not None
