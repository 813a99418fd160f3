"""Drawings of things to celebrate, to play with and to look at; standing on y = 252 of 320."""

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


def bunting(ink: Ink) -> Markup:
    """Return flags on a line."""
    flags = [
        turned(angle, x, y, printed(f"M{x - 27} {y}H{x + 27}L{x} {y + 64}Z", colour))
        for x, y, angle, colour in (
            (72, 112, 16, ink.main),
            (130, 132, 7, ink.accent),
            (190, 132, -7, ink.deep),
            (248, 112, -16, ink.main),
        )
    ]
    return "".join(flags) + stroke("M36 96Q160 172 284 96", ink.deep, 6)


def garland(ink: Ink) -> Markup:
    """Return hearts on a string."""
    return (
        stroke("M52 92Q160 190 268 92", ink.deep, 4)
        + heart(92, 152, 54, ink.accent)
        + heart(160, 178, 72, ink.main)
        + heart(160, 178, 72, "url(#p)")
        + heart(228, 152, 54, ink.accent)
    )


def balloons(ink: Ink) -> Markup:
    """Return three balloons."""
    return (
        stroke("M116 172Q130 212 158 252M206 172Q190 212 162 252M160 150V252", ink.deep, 3)
        + oval(112, 128, 38, 48, ink.accent)
        + oval(208, 128, 38, 48, ink.light)
        + oval(160, 106, 42, 52, ink.main)
        + oval(160, 106, 42, 52, "url(#p)")
    )


def bauble(ink: Ink) -> Markup:
    """Return a round bauble."""
    return (
        stroke("M160 60V84", ink.deep, 4)
        + box(146, 82, 28, 20, ink.deep, 4)
        + printed("M160 98a76 76 0 1 0 .1 0Z", ink.main)
        + path("M86 160Q160 196 234 160L236 184Q160 220 84 184Z", ink.accent)
        + oval(132, 136, 12, 18, ink.light)
    )


def tree(ink: Ink) -> Markup:
    """Return a fir tree with a star."""
    return (
        box(148, 224, 24, 30, ink.accent, 3)
        + printed("M160 86L214 158H190L238 230H82L130 158H106Z", ink.main)
        + star(160, 82, 22, "#dfae43")
        + disc(140, 176, 8, ink.light)
        + disc(182, 204, 8, ink.accent)
        + disc(164, 134, 7, ink.light)
    )


def wreath(ink: Ink) -> Markup:
    """Return a wreath with a bow."""
    ring = (
        (160, 82),
        (206, 98),
        (234, 138),
        (230, 188),
        (200, 222),
        (120, 222),
        (90, 188),
        (86, 138),
        (114, 98),
    )
    return (
        stroke("M160 92a68 68 0 1 0 .1 0Z", ink.deep, 20)
        + "".join(
            blossom(x, y, 27, ink.main if n % 2 else ink.light, ink.accent)
            for n, (x, y) in enumerate(ring)
        )
        + bow(160, 230, 84, ink.accent, ink.deep)
    )


def big_heart(ink: Ink) -> Markup:
    """Return a stitched heart on a loop."""
    return (
        stroke("M160 116Q130 60 160 60T160 116", ink.deep, 5)
        + heart(160, 176, 170, ink.main)
        + heart(160, 176, 170, "url(#p)")
        + heart(160, 174, 60, ink.light)
    )


def big_star(ink: Ink) -> Markup:
    """Return a star on a string."""
    return (
        stroke("M160 48V84", ink.deep, 4)
        + star(160, 172, 104, ink.main)
        + star(160, 172, 104, "url(#p)")
        + star(160, 172, 44, ink.light)
    )


def flower(ink: Ink) -> Markup:
    """Return a tall flower."""
    return (
        stroke("M160 150V252", "#4e7a4b", 8)
        + path(
            "M160 222Q112 220 104 182Q150 180 160 222ZM160 236Q206 234 216 196Q168 196 160 236Z",
            "#6a9a62",
        )
        + blossom(160, 122, 64, ink.main, ink.accent)
    )


def bird(ink: Ink) -> Markup:
    """Return a bird on a twig."""
    return (
        stroke("M62 236H258", "#7a5a3e", 8)
        + stroke("M150 212V232M172 212V232", ink.deep, 5)
        + path("M212 176L268 150L258 196Z", ink.deep)
        + printed(
            "M82 148Q84 96 132 96T186 142Q216 150 232 184Q200 222 150 214Q88 206 82 148Z", ink.main
        )
        + path("M128 160Q168 140 206 182Q160 206 128 160Z", ink.light)
        + path("M84 134L56 144L84 152Z", "#dfa03c")
        + disc(116, 130, 6, ink.deep)
    )


def butterfly(ink: Ink) -> Markup:
    """Return a butterfly."""
    return (
        printed("M160 150Q96 60 68 104Q52 152 150 176Q70 190 96 232Q128 250 160 186Z", ink.main)
        + printed(
            "M160 150Q224 60 252 104Q268 152 170 176Q250 190 224 232Q192 250 160 186Z", ink.main
        )
        + disc(104, 126, 14, ink.light)
        + disc(216, 126, 14, ink.light)
        + stroke("M160 130V214", ink.deep, 11)
        + stroke("M160 130Q150 98 132 92M160 130Q170 98 188 92", ink.deep, 4)
    )


def rabbit(ink: Ink) -> Markup:
    """Return a sitting rabbit."""
    return (
        oval(138, 98, 15, 44, ink.main)
        + oval(182, 98, 15, 44, ink.main)
        + oval(138, 102, 7, 30, ink.light)
        + oval(182, 102, 7, 30, ink.light)
        + printed("M160 178Q226 184 222 230Q218 252 160 252T98 230Q94 184 160 178Z", ink.main)
        + disc(160, 158, 46, ink.main)
        + disc(144, 152, 5, ink.deep)
        + disc(176, 152, 5, ink.deep)
        + heart(160, 170, 15, ink.accent)
        + bow(160, 208, 54, ink.accent, ink.deep)
    )


def doll(ink: Ink) -> Markup:
    """Return a nesting doll."""
    return (
        printed(
            "M160 66Q208 66 208 118Q208 138 222 164Q236 252 160 252T98 164"
            "Q112 138 112 118Q112 66 160 66Z",
            ink.main,
        )
        + disc(160, 122, 34, "#f4dcc7")
        + path("M126 116Q132 88 160 90T194 116Q176 98 160 98T126 116Z", ink.deep)
        + disc(149, 122, 4, ink.deep)
        + disc(171, 122, 4, ink.deep)
        + stroke("M152 136Q160 142 168 136", ink.accent, 4)
        + oval(160, 208, 38, 34, ink.halo)
        + blossom(160, 208, 24, ink.accent, ink.light)
    )


def toy(ink: Ink) -> Markup:
    """Return letter blocks."""
    return (
        turned(
            -7,
            110,
            208,
            box(72, 172, 78, 78, ink.main, 8),
            box(84, 184, 54, 54, ink.halo, 4),
            heart(111, 212, 32, ink.accent),
        )
        + box(164, 172, 80, 80, ink.accent, 8)
        + box(176, 184, 56, 56, ink.halo, 4)
        + star(204, 213, 24, ink.deep)
        + turned(
            6,
            162,
            130,
            box(122, 88, 80, 80, ink.deep, 8),
            box(134, 100, 56, 56, ink.halo, 4),
            disc(162, 128, 17, ink.main),
        )
    )


def jigsaw(ink: Ink) -> Markup:
    """Return a piece of a puzzle."""
    piece = (
        "M88 112H138Q128 78 160 78T182 112H232V158Q266 148 266 180T232 202V252H182"
        "Q192 222 160 222T138 252H88Z"
    )
    return printed(piece, ink.main) + stitched("M102 126H218V238", ink.halo)


def egg(ink: Ink) -> Markup:
    """Return a painted egg."""
    return (
        printed("M160 72Q228 92 228 176T160 252T92 176T160 72Z", ink.main)
        + stroke("M96 150L116 132L138 152L160 132L182 152L204 132L224 150", ink.halo, 7)
        + stroke("M94 196H226", ink.accent, 12)
    )


def parcel(ink: Ink) -> Markup:
    """Return a wrapped present, for what has no drawing of its own."""
    return (
        printed("M82 132H238V240Q238 252 226 252H94Q82 252 82 240Z", ink.main)
        + box(72, 112, 176, 40, ink.deep, 6)
        + box(146, 112, 28, 140, ink.accent, 0)
        + bow(160, 102, 104, ink.accent, ink.deep)
    )


HUNG = (
    ("PAPER CHAIN|STRING OF", garland),
    ("BUNTING|PENNANT|FLAG|FLAGS", bunting),
    ("BALLOON|BALLOONS|PARTY", balloons),
    ("WREATH", wreath),
)
MOTIFS = (
    ("GARLAND|CHAIN|STREAMER|STRING", garland),
    ("JIGSAW|LADDERS|SOLITAIRE|PUZZLE|GAME|DOMINO|DOMINOES", jigsaw),
    ("DOLL|DOLLY|BABUSHKA|DOLLCRAFT|FAIRY|PRINCESS", doll),
    ("TOY|PAINT SET|HARMONICA|SPINNING|ROPE|DINOSAUR|TRACTOR|BLOCK", toy),
    ("SKITTLES|CHILDRENS|CHILDS|SPACEBOY|ALPHABET|ROBOT|CIRCUS|SOLDIER", toy),
    ("BAUBLE|BAUBLES|DROPLET|SNOWFLAKE|ICICLE", bauble),
    ("TREE|TREES|REINDEER|SANTA|ADVENT|SNOWMAN|CHRISTMAS", tree),
    ("EGG|EGGS|EASTER", egg),
    ("BUNNY|RABBIT|RABBITS|BUNNIES|DOG|CAT|BEAR|OWL|HEN|CHICK", rabbit),
    ("BUTTERFLY|BUTTERFLIES|DRAGONFLY|BEE", butterfly),
    ("BIRD|BIRDS|DOVE|ROBIN|DUCK|LOVEBIRD|OWLS|HENS", bird),
    ("HEART|HEARTS|LOVE", big_heart),
    ("STAR|STARS", big_star),
    ("FLOWER|FLOWERS|ROSE|ROSES|DAISY|LILY|TULIP|BLOSSOM|BOUQUET|SPRAY|LAVENDER", flower),
    ("BOX|BOXES", parcel),
)
