"""Some of the segments that are ready to use, switched on, so that their pages are alive."""

from __future__ import annotations

from tailorbird.app import Tailorbird

SWITCHED_ON = "demo_segments"
PRESETS = (
    "new",
    "repeat",
    "vip",
    "at_risk",
    "lapsed",
    "browsed",
    "abandoned_cart",
    "rfm_champions",
)


def switch_on(shop: Tailorbird) -> None:
    """Make the segments once; one that was removed stays removed. They fill in the background."""
    if shop.settings.get(SWITCHED_ON):
        return
    there = {one.preset for one in shop.segments.all()}
    for preset in shop.segments.presets():
        if preset.key in PRESETS and preset.key not in there:
            shop.segments.create(
                preset.name, preset.tree, description=preset.meaning, preset=preset.key
            )
    shop.settings.set(SWITCHED_ON, value=True)
