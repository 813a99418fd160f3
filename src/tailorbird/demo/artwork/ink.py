"""Colours of a drawing, chosen by the words of a title."""

from __future__ import annotations

import re

from msgspec import Struct


class Ink(Struct, frozen=True):
    """Six colours that go together: paper behind, and five to draw with, as ``#rrggbb``."""

    paper: str
    halo: str
    main: str
    deep: str
    light: str
    accent: str


# Muted, as if printed with few inks on soft paper. Name: (paper, halo, main, deep, light).
_TONES: dict[str, tuple[str, str, str, str, str]] = {
    "red": ("#f6e3dd", "#fbf0ec", "#c23b3f", "#7f2030", "#f0b3aa"),
    "pink": ("#f8e2e6", "#fdf1f3", "#dd7a95", "#a2405f", "#f6c3cf"),
    "rose": ("#f3dedd", "#faeeec", "#c97079", "#863b4b", "#ecbfc0"),
    "purple": ("#e9e1f0", "#f5f0f9", "#8566a8", "#4f3a71", "#cdbbe0"),
    "blue": ("#dce7f1", "#eef4f9", "#3f74a8", "#234566", "#a9c8e2"),
    "sky": ("#d9ecef", "#edf6f8", "#5aa5b5", "#2b6472", "#b2dbe2"),
    "green": ("#e0ebdc", "#f0f6ed", "#5c8f57", "#2f5636", "#b4d1aa"),
    "sage": ("#e5e9dd", "#f2f5ed", "#8a9d76", "#4e5f43", "#c7d3b6"),
    "yellow": ("#f8ecc9", "#fdf6e1", "#dba52f", "#8d641b", "#f4d98c"),
    "orange": ("#f8e2cd", "#fdf1e5", "#d9803a", "#8e4a1d", "#f3c096"),
    "cream": ("#eeeade", "#f8f6ee", "#d8cba9", "#87774f", "#f3ecd7"),
    "brown": ("#ece2d6", "#f6f0e8", "#9a6f4b", "#5d3f2a", "#d6b998"),
    "silver": ("#e3e7ea", "#f2f4f6", "#93a1ab", "#51606b", "#cdd6dc"),
    "black": ("#e4e3e6", "#f2f2f4", "#45434e", "#24232b", "#9a97a6"),
    "gold": ("#f2e8d0", "#faf4e4", "#b98f3d", "#6f5220", "#e6cb8c"),
    "holly": ("#dfe8df", "#eff5ef", "#2f6b4a", "#1c4330", "#a5c8b0"),
}

_WORDS: tuple[tuple[str, str], ...] = (
    ("CHRISTMAS|XMAS|HOLLY|REINDEER|SANTA|NOEL|ADVENT|FIR", "holly"),
    ("RED|RETROSPOT|CHERRY|STRAWBERRY|STRAWBERRIES|RUBY|TOADSTOOL|LONDON|POPPY", "red"),
    ("PINK|FAIRY|PRINCESS|BALLERINA|CHARLOTTE|SWEETHEART|DOLLY", "pink"),
    ("BLUE|SPACEBOY|NAVY|SAILOR|UNION|SEASIDE|WATER", "blue"),
    ("TURQUOISE|SKY|AQUA|MINT|TEAL|DUCK", "sky"),
    ("GREEN|GARDEN|LEAF|WOODLAND|BOTANICAL|DINOSAUR|FROG|PEAR|HERB", "green"),
    ("PURPLE|LAVENDER|AMETHYST|LILAC|MAUVE", "purple"),
    ("YELLOW|LEMON|DAISY|SUNFLOWER|CHICK|BEE|BANANA", "yellow"),
    ("ORANGE|AMBER|CIRCUS|APRICOT", "orange"),
    ("GOLD|BRASS", "gold"),
    ("SILVER|METAL|ZINC|GREY|GLASS|CRYSTAL|DIAMANTE|MIRROR|MIRRORED|STEEL", "silver"),
    ("BLACK|SKULL|SKULLS|SLATE|CHALKBOARD|BLACKBOARD", "black"),
    ("WHITE|IVORY|CREAM|PEARL|NATURAL|LACE", "cream"),
    ("WOOD|WOODEN|WICKER|CHOCOLATE|BROWN|COFFEE|RUSTIC|KRAFT", "brown"),
    ("ROSE|VINTAGE|REGENCY|ANTIQUE|VICTORIAN|PAISLEY|FLORAL|FLOWER|LOVE|HEART", "rose"),
)
_TONE_OF = tuple((re.compile(rf"\b(?:{words})S?\b"), tone) for words, tone in _WORDS)
_CALM = ("rose", "sage", "sky", "blue", "gold", "pink", "brown", "purple", "green", "orange")


def ink_for(title: str, chance: int) -> Ink:
    """Return the colours for a title; ``chance`` (any integer) decides where words do not."""
    tones = _tones_in(title.upper())
    first = tones[0] if tones else _CALM[chance % len(_CALM)]
    second = next((tone for tone in tones[1:] if tone != first), _contrast(first, chance))
    return Ink(*_TONES[first], accent=_TONES[second][2])


def _tones_in(text: str) -> list[str]:
    found = [(match.start(), tone) for words, tone in _TONE_OF if (match := words.search(text))]
    named = {"silver", "brown", "rose"}
    # A colour that is said counts before one that a material or a mood suggests.
    return [tone for _, tone in sorted(found, key=lambda each: (each[1] in named, each[0]))]


def _contrast(tone: str, chance: int) -> str:
    warm = {"red", "pink", "rose", "orange", "yellow", "gold", "brown", "cream"}
    if tone == "holly":
        return "red"
    choices = ("blue", "sky", "sage") if tone in warm else ("rose", "gold", "orange")
    return choices[chance // 7 % len(choices)]
