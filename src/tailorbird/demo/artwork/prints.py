"""Printed patterns for the surface of a thing: dots for RETROSPOT, stripes, checks, flowers."""

from __future__ import annotations

import re

from tailorbird.demo.artwork.ink import Ink
from tailorbird.demo.artwork.shapes import Markup, blossom, disc, heart, path, star, stroke

_TILES: tuple[tuple[str, str, int], ...] = (
    ("RETROSPOT|POLKADOT|POLKADOTS|SPOT|SPOTS|SPOTTY|SPOTTED|DOT|DOTS|DOTTY|TOADSTOOL", "dots", 30),
    ("STRIPE|STRIPES|STRIPEY|STRIPED|DECKCHAIR|CIRCUS|SAILOR|CANDY", "stripes", 20),
    ("GINGHAM|CHECK|CHECKED|TARTAN|PATCHWORK|PATCH|PICNIC", "checks", 28),
    ("HEART|HEARTS|LOVE|SWEETHEART|LOVEBIRD|VALENTINE", "hearts", 34),
    ("STAR|STARS|SPACEBOY|SPACE|CHRISTMAS|XMAS|NOEL|MAGIC", "stars", 38),
    (
        "ROSE|FLOWER|FLORAL|DAISY|POSY|BLOSSOM|PAISLEY|BOTANICAL|PEONY|SUKI|FOLKART|MORRIS",
        "flowers",
        42,
    ),
    ("STRAWBERRY|STRAWBERRIES|CHERRY|CHERRIES|APPLE|APPLES|FRUIT|FRUITS|BERRY", "fruit", 40),
    ("LACE|DOILY|CROCHET|BAROQUE|FILIGREE|CROCHETED|WICKER|WOVEN|KNITTED", "weave", 18),
)
_PRINTS = tuple((re.compile(rf"\b(?:{words})S?\b"), name, size) for words, name, size in _TILES)


def print_for(title: str, ink: Ink) -> Markup:
    """Return an SVG ``<pattern id="p">`` for a title; one without marks if no word fits."""
    found = next(
        ((name, size) for words, name, size in _PRINTS if words.search(title.upper())), None
    )
    name, size = found or ("plain", 40)
    return (
        f'<pattern id="p" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(8)">{_tile(name, size, ink)}</pattern>'
    )


def _tile(name: str, size: int, ink: Ink) -> Markup:
    half, quarter = size / 2, size / 4
    tiles = {
        "plain": "",
        "dots": disc(quarter, quarter, 5.2, ink.halo)
        + disc(3 * quarter, 3 * quarter, 5.2, ink.halo),
        "stripes": f'<rect width="{half:g}" height="{size}" fill="{ink.halo}" opacity=".8"/>',
        "checks": (
            f'<g fill="{ink.halo}" opacity=".5"><rect width="{half:g}" height="{size}"/>'
            f'<rect width="{size}" height="{half:g}"/></g>'
        ),
        "hearts": heart(quarter, quarter, 13, ink.light)
        + heart(3 * quarter, 3 * quarter, 13, ink.light),
        "stars": star(quarter, quarter, 7, ink.light) + star(3 * quarter, 3 * quarter, 5, ink.halo),
        "flowers": (
            blossom(quarter, quarter, 10, ink.light, ink.accent)
            + blossom(3 * quarter, 3 * quarter, 7, ink.halo, ink.accent)
        ),
        "fruit": (
            disc(half, half + 4, 8, ink.light)
            + path(f"M{half} {half - 3}q6 -9 13 -6q-4 8 -13 6Z", ink.accent)
        ),
        "weave": stroke(f"M0 {half}q{quarter} -6 {half} 0t{half} 0", ink.light, 2.5),
    }
    return tiles[name]
