"""Contrast as WCAG 2.2 defines it (relative luminance, success criteria 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tailorbird.dashboard

TOKENS = Path(tailorbird.dashboard.__file__).parent / "static" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "muted") for ground in ("paper", "surface", "sunken")),
    *((ink, ground, TEXT) for ink in ("leaf", "leaf-deep") for ground in ("paper", "surface")),
    ("leaf-deep", "leaf-soft", TEXT),
    ("leaf-deep", "sunken", TEXT),
    ("ink", "leaf-soft", TEXT),
    ("on-leaf", "leaf", TEXT),
    ("on-leaf", "leaf-deep", TEXT),
    ("rust", "rust-soft", TEXT),
    ("rust", "surface", TEXT),
    ("rust", "paper", TEXT),
    ("edge", "surface", SHAPE),
    ("edge", "paper", SHAPE),
    ("leaf", "leaf-soft", SHAPE),
    ("leaf", "sunken", SHAPE),
    ("thread", "surface", SHAPE),
]


def colours() -> dict[str, tuple[str, str]]:
    found = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS.read_text(encoding="utf-8")
    )
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_stands_on_a_ground_can_be_read(
    ink: str, ground: str, least: float, theme: int
) -> None:
    known = colours()
    assert contrast(known[ink][theme], known[ground][theme]) >= least


def test_every_colour_in_use_is_a_token_with_both_themes() -> None:
    known = colours()
    for sheet in TOKENS.parent.glob("*.css"):
        used = set(re.findall(r"var\(--([a-z-]+\d?)\)", sheet.read_text(encoding="utf-8")))
        if sheet != TOKENS:
            assert not re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text(encoding="utf-8"))
        defined = set(re.findall(r"--([a-z-]+\d?|text-\dxl):", TOKENS.read_text(encoding="utf-8")))
        assert used <= defined | set(known)
