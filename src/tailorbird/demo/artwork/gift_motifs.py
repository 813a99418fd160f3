"""Drawings of things to wear, to write on, to play with and to celebrate; standing on y = 252."""

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
        + box(82, 72, 156, 180, ink.halo, 8)
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
            "M160 66Q208 66 208 118Q208 138 222 164Q236 252 160 252T98 164Q112 138 112 118Q112 66 160 66Z",
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
    piece = "M88 112H138Q128 78 160 78T182 112H232V158Q266 148 266 180T232 202V252H182Q192 222 160 222T138 252H88Z"
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


MOTIFS = (
    ("EARRING|EARRINGS", earrings),
    ("BRACELET|BANGLE|ANKLET|RING", bracelet),
    ("NECKLACE|PENDANT|CHOKER|CHARM|LARIAT|BEAD|BEADS|BROOCH", necklace),
    ("HAIR|HAIRCLIP|HAIRBAND|HAIRSLIDE|SCARF|TIARA|BOW", hairbow),
    ("KEY|KEYRING|KEY-RING|LUGGAGE TAG|FOB", keyring),
    ("BAG|BAGS|TOTE|SHOPPER|RUCKSACK|BACKPACK|HANDBAG", bag),
    ("PURSE|WALLET|PASSPORT|WASHBAG", purse),
    ("BUNTING|PENNANT|FLAG|FLAGS", bunting),
    ("BALLOON|BALLOONS|PARTY", balloons),
    ("WREATH", wreath),
    ("GARLAND|CHAIN|STREAMER|STRING", garland),
    ("CARD|CARDS|ENVELOPE|INVITES|POSTCARD|LETTER", card),
    ("WRAP|WRAPPING|TISSUE|PAPER", wrap),
    ("RIBBON|RIBBONS|TAPE|REEL|TINSEL", ribbon),
    ("NOTEBOOK|BOOK|SKETCHBOOK|JOURNAL|DIARY|CALENDAR|ALBUM|PAD|ORGANISER", notebook),
    ("PENCIL|PENCILS|PEN|PENS|CRAYONS|CHALK|RULER|ERASER|SHARPENER", pencils),
    ("STICKER|STICKERS|STAMP|STAMPS|MAGNET|MAGNETS|TATTOO|PATCHES|BADGES", stickers),
    ("SEWING|KNITTING|CROCHET|FELTCRAFT|CRAFT|EMBROIDERY|TWINE|BUTTON|KIT", yarn),
    ("JIGSAW|PUZZLE|GAME|DOMINO|DOMINOES", jigsaw),
    ("DOLL|DOLLY|BABUSHKA|DOLLCRAFT|FAIRY|PRINCESS", doll),
    ("TOY|BLOCK|BLOCKS|SKITTLES|CHILDRENS|CHILDS|SPACEBOY|ALPHABET|ROBOT|CIRCUS|SOLDIER", toy),
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
