"""Drawings of things for the house and the garden; standing on y = 252 of 320."""

from __future__ import annotations

from tailorbird.demo.artwork.ink import Ink
from tailorbird.demo.artwork.shapes import (
    Markup,
    blossom,
    box,
    disc,
    heart,
    oval,
    path,
    stitched,
    stroke,
)
from tailorbird.demo.artwork.table_motifs import printed


def _flame(x: float, y: float, ink: Ink) -> Markup:
    return path(f"M{x} {y}q-16 -18 0 -44q16 26 0 44Z", "#e9a63a") + path(
        f"M{x} {y}q-7 -9 0 -22q7 13 0 22Z", ink.halo
    )


def clock(ink: Ink) -> Markup:
    """Return a round clock on little feet."""
    ticks = "M160 92V104M160 216V228M92 160H104M216 160H228"
    return (
        stroke("M112 226L98 250M208 226L222 250", ink.deep, 10)
        + printed("M160 66a94 94 0 1 0 .1 0Z", ink.main)
        + disc(160, 160, 74, ink.halo)
        + stroke(ticks, ink.deep, 6)
        + stroke("M160 160V116M160 160L188 178", ink.deep, 7)
        + disc(160, 160, 8, ink.accent)
    )


def candle(ink: Ink) -> Markup:
    """Return a lit candle in a saucer holder."""
    return (
        _flame(160, 100, ink)
        + stroke("M160 100V112", ink.deep, 4)
        + printed("M134 110H186V230H134Z", ink.main)
        + oval(160, 110, 26, 6, ink.light)
        + stroke("M216 222Q250 214 246 236Q240 250 214 246", ink.deep, 8)
        + path("M92 222H228Q222 252 160 252T92 222Z", ink.deep)
    )


def tlight(ink: Ink) -> Markup:
    """Return a small glass with a light in it."""
    return (
        _flame(160, 168, ink)
        + path("M98 120H222L206 238Q204 252 190 252H130Q116 252 114 238Z", ink.light)
        + _flame(160, 186, ink)
        + printed("M108 188H212L206 238Q204 252 190 252H130Q116 252 114 238Z", ink.main)
        + oval(160, 120, 62, 12, ink.deep)
        + oval(160, 122, 52, 8, ink.paper)
    )


def hanging_heart(ink: Ink) -> Markup:
    """Return a heart on a string, with a light in its middle."""
    return (
        stroke("M160 60V104", ink.deep, 4)
        + disc(160, 60, 6, ink.deep)
        + heart(160, 172, 156, ink.main)
        + heart(160, 172, 156, "url(#p)")
        + heart(160, 172, 96, ink.halo)
        + _flame(160, 194, ink)
        + box(138, 194, 44, 16, ink.deep, 4)
    )


def lantern(ink: Ink) -> Markup:
    """Return a lantern with glass sides."""
    return (
        stroke("M128 96Q128 58 160 58T192 96", ink.deep, 7)
        + path("M112 122L136 92H184L208 122Z", ink.main)
        + box(108, 118, 104, 120, ink.light, 4)
        + _flame(160, 198, ink)
        + box(148, 196, 24, 34, ink.halo, 3)
        + stroke("M112 122V236M208 122V236M160 122V150", ink.deep, 7)
        + box(96, 234, 128, 18, ink.main, 5)
    )


def lights(ink: Ink) -> Markup:
    """Return a chain of little lights."""
    lamps = ((84, 126), (122, 164), (160, 178), (198, 164), (236, 126))
    bulbs = [
        box(x - 6, y, 12, 14, ink.deep, 3)
        + oval(x, y + 30, 14, 19, ink.main if n % 2 else ink.accent)
        + oval(x - 4, y + 26, 4, 7, ink.halo)
        for n, (x, y) in enumerate(lamps)
    ]
    return stroke("M56 92Q84 178 160 180T264 92", ink.deep, 5) + "".join(bulbs)


def lamp(ink: Ink) -> Markup:
    """Return a table lamp."""
    return (
        box(153, 164, 14, 78, ink.deep, 4)
        + oval(160, 244, 46, 10, ink.deep)
        + printed("M122 76H198L232 172H88Z", ink.main)
        + stitched("M96 162H224", ink.halo)
    )


def frame(ink: Ink) -> Markup:
    """Return a picture frame with a flower in it."""
    return (
        printed(
            "M88 72H232Q240 72 240 80V240Q240 248 232 248H88Q80 248 80 240V80Q80 72 88 72Z",
            ink.main,
        )
        + box(104, 96, 112, 128, ink.halo, 4)
        + stroke("M160 176V216M160 206Q146 196 140 186M160 200Q174 192 180 180", ink.accent, 5)
        + blossom(160, 152, 30, ink.light, ink.deep)
    )


def mirror(ink: Ink) -> Markup:
    """Return an oval mirror."""
    return (
        oval(160, 160, 82, 100, ink.deep)
        + oval(160, 160, 76, 94, ink.main)
        + oval(160, 160, 76, 94, "url(#p)")
        + oval(160, 160, 56, 74, ink.light)
        + stroke("M136 188L176 110M156 200L188 138", ink.halo, 7)
    )


def sign(ink: Ink) -> Markup:
    """Return a hanging sign with lines of lettering."""
    return (
        stroke("M100 124L160 70L220 124", ink.deep, 5)
        + disc(160, 68, 7, ink.accent)
        + printed(
            "M78 120H242Q252 120 252 130V220Q252 230 242 230H78Q68 230 68 220V130Q68 120 78 120Z",
            ink.main,
        )
        + box(82, 134, 156, 82, ink.halo, 4)
        + stroke("M104 158H216M122 192H198", ink.deep, 8)
        + stroke("M124 175H196", ink.light, 4)
    )


def hook(ink: Ink) -> Markup:
    """Return a row of coat hooks."""
    row = [
        stroke(f"M{x} 148V184Q{x} 206 {x + 16} 206T{x + 30} 186", ink.deep, 9)
        for x in (98, 152, 206)
    ]
    return (
        printed(
            "M76 104H246Q256 104 256 114V148Q256 158 246 158H76Q66 158 66 148V114Q66 104 76 104Z",
            ink.main,
        )
        + "".join(row)
        + "".join(disc(x, 148, 9, ink.accent) for x in (98, 152, 206))
    )


def hanger(ink: Ink) -> Markup:
    """Return a padded hanger."""
    return (
        stroke("M160 136V118Q184 106 176 86Q164 70 148 82", ink.deep, 7)
        + printed(
            "M160 130Q252 176 262 206Q262 224 244 220Q160 190 76 220Q58 224 58 206Q68 176 160 130Z",
            ink.main,
        )
        + heart(160, 168, 26, ink.accent)
    )


def knob(ink: Ink) -> Markup:
    """Return a drawer with a round knob."""
    return (
        box(64, 92, 192, 136, ink.deep, 10)
        + box(74, 102, 172, 116, ink.light, 6)
        + disc(160, 160, 44, ink.deep)
        + printed("M160 120a40 40 0 1 0 .1 0Z", ink.main)
        + oval(148, 146, 10, 7, ink.halo)
    )


def chest(ink: Ink) -> Markup:
    """Return a small cabinet of drawers."""
    rows = [
        box(92, y, 136, 40, ink.light, 4) + disc(160, y + 20, 8, ink.accent) for y in (92, 142, 192)
    ]
    return (
        stroke("M98 238V250M222 238V250", ink.deep, 12)
        + printed(
            "M86 76H234Q242 76 242 84V234Q242 242 234 242H86Q78 242 78 234V84Q78 76 86 76Z",
            ink.main,
        )
        + "".join(rows)
    )


def chair(ink: Ink) -> Markup:
    """Return a chair with a cushion."""
    return stroke("M112 80V250M208 80V250M112 96H208M112 124H208", ink.deep, 11) + printed(
        "M96 166H224Q236 166 236 180V190Q236 200 224 200H96Q84 200 84 190V180Q84 166 96 166Z",
        ink.main,
    )


def basket(ink: Ink) -> Markup:
    """Return a woven basket."""
    bands = "M86 186H234M92 208H228M97 230H223"
    return (
        stroke("M98 160Q98 76 160 76T222 160", ink.deep, 10)
        + printed("M76 158H244L224 252H96Z", ink.main)
        + stitched(bands, ink.deep, 5)
        + box(70, 148, 180, 20, ink.light, 8)
    )


def cushion(ink: Ink) -> Markup:
    """Return a plump cushion."""
    shape = (
        "M82 92Q160 108 238 92Q250 92 246 106Q232 164 246 222Q250 238 236 236"
        "Q160 222 84 236Q70 238 74 222Q88 164 74 106Q70 92 82 92Z"
    )
    return (
        printed(shape, ink.main)
        + stitched(
            "M98 110Q160 120 222 110Q212 164 222 218Q160 208 98 218Q108 164 98 110Z", ink.halo
        )
        + disc(160, 164, 9, ink.accent)
    )


def mat(ink: Ink) -> Markup:
    """Return a mat with a fringe."""
    fringe = (
        "M64 124H76M64 144H76M64 164H76M64 184H76M64 204H76M244 124H256M244 144H256"
        "M244 164H256M244 184H256M244 204H256"
    )
    return (
        stroke(fringe, ink.deep, 5)
        + printed("M78 108H242V220H78Z", ink.main)
        + box(100, 128, 120, 72, ink.light, 2)
        + heart(160, 166, 36, ink.accent)
    )


def warm_bottle(ink: Ink) -> Markup:
    """Return a hot water bottle in its cover."""
    return (
        box(142, 62, 36, 30, ink.deep, 6)
        + printed(
            "M138 86H182Q180 108 204 114Q226 120 226 146V226Q226 252 200 252H120"
            "Q94 252 94 226V146Q94 120 116 114Q140 108 138 86Z",
            ink.main,
        )
        + stitched(
            "M110 146Q110 132 124 130H196Q210 132 210 146V224Q210 236 196 236H124Q110 236 110 224Z",
            ink.halo,
        )
        + heart(160, 186, 48, ink.light)
    )


def doorstop(ink: Ink) -> Markup:
    """Return a weighted stop with a loop."""
    return (
        stroke("M136 118Q136 74 160 74T184 118", ink.deep, 10)
        + printed("M160 104L232 240Q236 252 222 252H98Q84 252 88 240Z", ink.main)
        + heart(160, 204, 40, ink.light)
    )


def soap(ink: Ink) -> Markup:
    """Return a bar of soap with bubbles."""
    return (
        disc(118, 116, 20, ink.light)
        + disc(164, 92, 13, ink.light)
        + disc(200, 122, 24, ink.light)
        + printed(
            "M92 150H228Q250 150 250 176V210Q250 236 228 236H92Q70 236 70 210V176Q70 150 92 150Z",
            ink.main,
        )
        + oval(160, 192, 56, 24, ink.halo)
        + box(60, 236, 200, 14, ink.deep, 7)
    )


def pot_plant(ink: Ink) -> Markup:
    """Return a plant in its pot."""
    return (
        stroke("M160 186V96M160 164Q120 156 110 120M160 150Q204 142 212 104", "#4e7a4b", 6)
        + path(
            "M110 120Q96 96 116 82Q134 102 110 120ZM212 104Q204 76 230 70Q240 96 212 104Z",
            "#6a9a62",
        )
        + blossom(160, 92, 30, ink.light, ink.accent)
        + printed("M104 192H216L200 252H120Z", ink.main)
        + box(94, 176, 132, 22, ink.deep, 6)
    )


def watering_can(ink: Ink) -> Markup:
    """Return a watering can."""
    return (
        stroke("M206 150Q258 146 252 196Q248 226 206 228", ink.deep, 10)
        + stroke("M112 204L66 126", ink.deep, 14)
        + path("M44 134L84 106L92 118L52 144Z", ink.accent)
        + stroke("M122 138Q124 92 164 92T206 138", ink.deep, 9)
        + printed("M112 134H210V236Q210 252 194 252H128Q112 252 112 236Z", ink.main)
    )


def birdhouse(ink: Ink) -> Markup:
    """Return a little house for birds."""
    return (
        box(152, 222, 16, 40, ink.deep, 3)
        + printed("M104 138H216V230H104Z", ink.main)
        + path("M160 66L240 146H80Z", ink.deep)
        + disc(160, 176, 22, ink.deep)
        + stroke("M160 210V218", ink.accent, 8)
        + stitched("M100 138L160 80L220 138", ink.light)
    )


def parasol(ink: Ink) -> Markup:
    """Return an open umbrella."""
    return (
        stroke("M160 76V228Q160 250 178 250T196 232", ink.deep, 8)
        + printed(
            "M60 168Q64 84 160 84T260 168Q240 148 222 168Q196 144 160 168"
            "Q124 144 98 168Q80 148 60 168Z",
            ink.main,
        )
        + stroke("M160 86Q118 118 98 166M160 86Q202 118 222 166", ink.deep, 3)
        + disc(160, 78, 7, ink.accent)
    )


WARM = (("HOT WATER|HOTTIE|HWB|HAND WARMER", warm_bottle),)
MOTIFS = (
    ("CLOCK|WATCH|TIMER", clock),
    ("HANGING HEART|HEART T-LIGHT|HEART HOLDER", hanging_heart),
    ("LANTERN|CHANDELIER", lantern),
    ("T-LIGHT|TLIGHT|TEALIGHT|VOTIVE|HOLDER|BURNER|HURRICANE", tlight),
    ("CANDLE|CANDLES|CANDLEPOT|MATCHES|INCENSE|SCENTED|CANDLESTICK|WICK", candle),
    ("NIGHT LIGHT|DESK LAMP|LAMP|LAMPSHADE|TORCH", lamp),
    ("LIGHTS|LIGHT CHAIN|FAIRY LIGHT|BULB|LIGHT", lights),
    ("WATERING CAN|SPADE|RAKE", watering_can),
    ("BIRDHOUSE|BIRD HOUSE|BIRDCAGE|DOVECOTE|BIRD TABLE|HEN HOUSE|FEEDER|NEST", birdhouse),
    ("PARASOL|UMBRELLA", parasol),
    ("PLANTER|PLANT|FLOWERPOT|FLOWER POT|POT|TROWEL|SEED|HERB|CACTUS|TRELLIS", pot_plant),
    ("MIRROR|MIRRORED", mirror),
    ("FRAME|TILE|PICTURE|PHOTO|CANVAS|WALL ART|ART|PRINT|SCREEN", frame),
    ("SIGN|THERMOMETER|BLACKBOARD|CHALKBOARD|NOTICE|BOARD|PLAQUE|MEMO|SLATE|DOORSIGN", sign),
    ("HOOK|HOOKS|WALL TIDY|COAT RACK|RACK|PEG|PEGS", hook),
    ("HANGER|HANGERS", hanger),
    ("KNOB|DRAWERKNOB|HANDLE|DOORKNOB", knob),
    ("CABINET|DRAWER|DRAWERS|CUPBOARD|SHELF|SHELVES|CHEST|UNIT|BUREAU", chest),
    ("CHAIR|STOOL|SEAT|TABLE|POUFFE|PLAYHOUSE|BENCH|DECKCHAIR", chair),
    ("BASKET|BUCKET|BIN|WICKER|TUB|PAIL|CRATE|HAMPER", basket),
    (
        "CUSHION|SQUARECUSHION|SLIPPER|PILLOW|THROW|QUILT|BLANKET|EIDERDOWN|FILLER PAD|BEDSPREAD",
        cushion,
    ),
    ("DOORMAT|MAT|RUG|TOWEL|TOWELS|FLANNEL|TABLECLOTH|CLOTH|RUNNER|CURTAIN|NAPKIN|NAPKINS", mat),
    ("DOORSTOP|DOOR STOP|PAPERWEIGHT", doorstop),
    ("SOAP|BATH|SPONGE|BALM|GLOSS|TISSUES|TOOTHBRUSH", soap),
)
