"""The demo shop has segments from its first start on."""

from __future__ import annotations

from pathlib import Path

import tailorbird
from tailorbird.demo.segments import PRESETS, switch_on


def test_segments_are_switched_on_once_and_one_that_was_removed_stays_removed(
    tmp_path: Path,
) -> None:
    with tailorbird.open(tmp_path / "data") as shop:
        switch_on(shop)
        made = {one.preset: one.segment_id for one in shop.segments.all()}
        assert made.keys() == set(PRESETS)
        shop.segments.delete(made["vip"])
        switch_on(shop)
        assert {one.preset for one in shop.segments.all()} == set(PRESETS) - {"vip"}
