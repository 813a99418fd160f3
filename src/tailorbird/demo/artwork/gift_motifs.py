"""Drawings of things to wear, to carry and to write on; standing on y = 252 of 320."""

from __future__ import annotations

from tailorbird.demo.artwork.ink import Ink
from tailorbird.demo.artwork.shapes import (
    Markup,
    blossom,
    bow,
    box,
    disc,
    heart,
    oval,
    path,
    star,
    stitched,
    stroke,
    turned,
)
from tailorbird.demo.artwork.table_motifs import printed


def bag(ink: Ink) -> Markup:
    """Return a shopping bag with two handles."""
    return (
        stroke("M120 136V112Q120 70 160 70T200 112V136", ink.deep, 9)
        + printed("M84 124H236L248 238Q249 252 234 252H86Q71 252 72 238Z", ink.main)
        + stitched("M90 140H230", ink.halo)
    )


def purse(ink: Ink) -> Markup:
    """Return a purse with a clasp."""
    return (
        disc(148, 104, 11, ink.accent)
        + disc(172, 104, 11, ink.accent)
        + printed("M92 130Q60 180 76 222Q84 246 160 246T244 222Q260 180 228 130Z", ink.main)
        + stroke("M88 132Q88 112 108 112H212Q232 112 232 132", ink.deep, 12)
    )


def necklace(ink: Ink) -> Markup:
    """Return a necklace with a drop."""
    beads = (
        (86, 118),
        (96, 148),
        (112, 174),
        (134, 192),
        (186, 192),
        (208, 174),
        (224, 148),
        (234, 118),
    )
    return (
        stroke("M84 78Q84 200 160 204T236 78", ink.deep, 3)
        + "".join(
            disc(x, y, 11, ink.main if n % 2 else ink.accent) for n, (x, y) in enumerate(beads)
        )
        + path("M160 196Q132 230 160 254Q188 230 160 196Z", ink.main)
        + path("M160 214Q148 232 160 244Z", ink.light)
    )


def earrings(ink: Ink) -> Markup:
    """Return a pair of earrings."""
    pair = [
        stroke(f"M{x} 120Q{x - 2} 88 {x + 14} 92", ink.deep, 5)
        + disc(x, 132, 13, ink.accent)
        + path(f"M{x} 148Q{x - 40} 204 {x} 236Q{x + 40} 204 {x} 148Z", ink.main)
        + path(f"M{x} 176Q{x - 16} 204 {x} 220Q{x + 16} 204 {x} 176Z", ink.light)
        for x in (112, 208)
    ]
    return "".join(pair)


def bracelet(ink: Ink) -> Markup:
    """Return a bracelet of beads."""
    ring = (
        (160, 92),
        (206, 106),
        (236, 142),
        (236, 184),
        (206, 218),
        (160, 232),
        (114, 218),
        (84, 184),
        (84, 142),
        (114, 106),
    )
    return "".join(
        disc(x, y, 20, (ink.main, ink.accent, ink.light)[n % 3])
        + oval(x - 6, y - 7, 5, 4, ink.halo)
        for n, (x, y) in enumerate(ring)
    )


def hairbow(ink: Ink) -> Markup:
    """Return a bow on a clip."""
    return (
        box(72, 190, 176, 14, ink.deep, 7)
        + path(
            "M146 168L116 236L138 226L152 244L164 172ZM174 168L204 236L182 226L168 244L156 172Z",
            ink.deep,
        )
        + bow(160, 160, 176, ink.main, ink.accent)
    )


def keyring(ink: Ink) -> Markup:
    """Return a heart on a key ring."""
    return (
        stroke("M160 72a34 34 0 1 0 .1 0Z", ink.deep, 8)
        + stroke("M160 140V158", ink.deep, 6)
        + heart(160, 204, 96, ink.main)
        + heart(160, 204, 96, "url(#p)")
        + heart(160, 204, 40, ink.light)
    )


def card(ink: Ink) -> Markup:
    """Return a card half out of its envelope."""
    return (
        turned(
            -6,
            160,
            140,
            box(98, 70, 124, 130, ink.halo, 4),
            stitched("M108 80H212V190H108Z", ink.light),
            heart(160, 124, 44, ink.accent),
        )
        + path("M70 142H250V240Q250 252 238 252H82Q70 252 70 240Z", ink.deep)
        + printed("M70 148L160 214L250 148V240Q250 252 238 252H82Q70 252 70 240Z", ink.main)
    )


def wrap(ink: Ink) -> Markup:
    """Return two rolls of wrapping paper."""
    return (
        turned(
            14,
            200,
            160,
            printed("M184 72H232V248H184Z", ink.accent),
            oval(208, 72, 24, 8, ink.light),
        )
        + turned(
            -10, 130, 160, printed("M96 72H152V250H96Z", ink.main), oval(124, 72, 28, 9, ink.light)
        )
        + turned(
            -10, 130, 160, box(96, 152, 56, 14, ink.halo, 0), bow(124, 158, 50, ink.deep, ink.halo)
        )
    )


def ribbon(ink: Ink) -> Markup:
    """Return a reel of ribbon."""
    return (
        stroke("M212 196Q262 206 252 236T196 246", ink.main, 13)
        + disc(148, 160, 86, ink.deep)
        + printed("M148 86a74 74 0 1 0 .1 0Z", ink.main)
        + disc(148, 160, 38, ink.light)
        + disc(148, 160, 14, ink.deep)
    )


def notebook(ink: Ink) -> Markup:
    """Return a notebook with a band."""
    rings = "".join(disc(96, y, 5, ink.halo) for y in range(92, 240, 24))
    return (
        box(96, 78, 146, 176, ink.halo, 8)
        + printed(
            "M90 70H222Q234 70 234 82V236Q234 248 222 248H90Q80 248 80 238V80Q80 70 90 70Z",
            ink.main,
        )
        + box(80, 70, 28, 178, ink.deep, 8)
        + rings
        + box(132, 108, 78, 46, ink.halo, 4)
        + stitched("M142 124H200M142 140H182", ink.deep, 2.5)
    )


def pencils(ink: Ink) -> Markup:
    """Return pencils in a tube."""
    sticks = [
        path(f"M{x} 164V96L{x + 15} 66L{x + 30} 96V164Z", colour)
        + path(f"M{x + 9} 78L{x + 15} 66L{x + 21} 78Z", ink.deep)
        for x, colour in ((106, ink.accent), (145, ink.light), (184, ink.deep))
    ]
    return "".join(sticks) + printed("M96 150H224V238Q224 252 210 252H110Q96 252 96 238Z", ink.main)


def stickers(ink: Ink) -> Markup:
    """Return a sheet of stickers."""
    return (
        turned(5, 160, 160, box(82, 72, 156, 180, ink.light, 8))
        + box(82, 72, 156, 180, "#fffdf8", 8)
        + heart(122, 116, 46, ink.main)
        + star(196, 116, 30, ink.accent)
        + blossom(122, 200, 32, ink.main, ink.accent)
        + disc(196, 202, 26, ink.deep)
        + disc(196, 202, 26, "url(#p)")
    )


def yarn(ink: Ink) -> Markup:
    """Return a reel of thread and a needle."""
    return (
        stroke("M226 84L250 248", ink.deep, 5)
        + stroke("M200 186Q232 190 228 100", ink.main, 4)
        + box(92, 74, 120, 24, ink.deep, 8)
        + printed("M104 98H200V226H104Z", ink.main)
        + stroke("M106 122L198 112M106 148L198 138M106 174L198 164M106 200L198 190", ink.light, 3)
        + box(92, 226, 120, 24, ink.deep, 8)
    )


WORN = (
    ("KEY RING|KEYRING|KEY-RING|LUGGAGE TAG|FOB", keyring),
    ("EARRING|EARRINGS", earrings),
    ("BRACELET|BANGLE|ANKLET|RING", bracelet),
    ("NECKLACE|PENDANT|CHOKER|CHARM|LARIAT|BEAD|BEADS|BROOCH", necklace),
    ("HAIR|HAIRCLIP|HAIRBAND|HAIRSLIDE|SCARF|TIARA|BOW", hairbow),
    ("KEY", keyring),
    ("BAG|BAGS|TOTE|SHOPPER|RUCKSACK|BACKPACK|HANDBAG", bag),
    ("PURSE|WALLET|PASSPORT|WASHBAG", purse),
)
MOTIFS = (
    ("CARD|CARDS|TAG|TAGS|ENVELOPE|INVITES|POSTCARD|LETTER", card),
    ("WRAP|WRAPPING|TISSUE|PAPER", wrap),
    ("RIBBON|RIBBONS|TAPE|REEL|TINSEL", ribbon),
    ("NOTEBOOK|STATIONERY|WRITING SET|CALCULATOR|BOOK|SKETCHBOOK", notebook),
    ("JOURNAL|DIARY|CALENDAR|ALBUM|PAD|ORGANISER", notebook),
    ("PENCIL|PENCILS|PEN|PENS|CRAYONS|CHALK|RULER|ERASER|SHARPENER", pencils),
    ("STICKER|STICKERS|STAMP|STAMPS|MAGNET|MAGNETS|TATTOO|PATCHES|BADGES", stickers),
    ("SEWING|KNITTING|CROCHET|FELTCRAFT|CRAFT|EMBROIDERY|TWINE|BUTTON|KIT", yarn),
)
