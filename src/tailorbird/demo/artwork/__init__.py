"""Calm drawings that stand in for photographs: the same product always gets the same one.

Colours and pattern come from the words of the title, the thing drawn from its kind. No text of
the title enters the picture, so nothing in it needs escaping, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from tailorbird.core.hashing import digest16
from tailorbird.demo.artwork import feast_motifs, gift_motifs, home_motifs, table_motifs
from tailorbird.demo.artwork.ink import Ink, ink_for
from tailorbird.demo.artwork.prints import print_for
from tailorbird.demo.artwork.shapes import Markup, disc, oval

Motif = Callable[[Ink], Markup]


def _compiled(motifs: Sequence[tuple[str, Motif]]) -> list[tuple[re.Pattern[str], Motif]]:
    return [(re.compile(rf"(?<![A-Z])(?:{words})S?(?![A-Z])"), draw) for words, draw in motifs]


# What a thing is decides ("RED HEART CUSHION" is a cushion), so what is named by its shape alone
# (heart, star, flower) is asked last.
_MOTIFS = _compiled(
    (
        *home_motifs.WARM,
        *gift_motifs.WORN,
        *feast_motifs.HUNG,
        *table_motifs.MOTIFS,
        *home_motifs.MOTIFS,
        *gift_motifs.MOTIFS,
        *feast_motifs.MOTIFS,
    )
)

__all__ = ["Ink", "artwork", "motif_for"]


def motif_for(title: str) -> Motif:
    """Return the drawing for a title's kind of thing; a wrapped present where no word fits."""
    text = title.upper()
    found = next((draw for words, draw in _MOTIFS if words.search(text)), None)
    return found or feast_motifs.parcel


@lru_cache(maxsize=4096)
def artwork(product_id: str, title: str) -> str:
    """Return an SVG document of 320 by 320 for a product, always the same for the same product."""
    chance = int.from_bytes(digest16(product_id)[:4], "big")
    ink = ink_for(title, chance)
    halo_x, halo_y = 160 + chance % 25 - 12, 150 + chance // 25 % 17 - 8
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="320" height="320">'
        f"<defs>{print_for(title, ink)}</defs>"
        f'<rect width="320" height="320" fill="{ink.paper}"/>'
        + disc(halo_x, halo_y, 128, ink.halo)
        + f'<g opacity=".13">{oval(160, 256, 96, 9, ink.deep)}</g>'
        + motif_for(title)(ink)
        + "</svg>"
    )
