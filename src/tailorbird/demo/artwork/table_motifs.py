"""Drawings of things for the table, the kitchen and the cupboard.

Each motif is drawn on a canvas of 320 by 320, standing on y = 252. A shape filled with ``PRINT``
shows the pattern of the title.
"""

from __future__ import annotations

from tailorbird.demo.artwork.ink import Ink
from tailorbird.demo.artwork.shapes import (
    Markup,
    box,
    disc,
    heart,
    oval,
    path,
    stitched,
    stroke,
    turned,
)

PRINT = "url(#p)"


def printed(d: str, fill: str) -> Markup:
    """Return a shape in a colour with the title's pattern over it."""
    return path(d, fill) + path(d, PRINT)


def mug(ink: Ink) -> Markup:
    """Return a mug with a handle."""
    body = "M92 128H204V218Q204 252 170 252H126Q92 252 92 218Z"
    return (
        stroke("M204 150Q246 148 246 182Q246 218 200 216", ink.deep, 15)
        + printed(body, ink.main)
        + oval(148, 128, 56, 13, ink.deep)
        + stroke("M128 96q-9 -12 0 -22t0 -20M166 96q-9 -12 0 -22t0 -20", ink.light, 5)
    )


def teapot(ink: Ink) -> Markup:
    """Return a round teapot."""
    return (
        stroke("M232 160Q270 158 266 192Q262 218 226 222", ink.deep, 13)
        + path("M98 196Q66 184 58 142L76 136Q84 162 108 166Z", ink.deep)
        + printed("M88 194Q88 134 160 134T232 194Q232 252 190 252H130Q88 252 88 194Z", ink.main)
        + path("M118 138Q124 112 160 112T202 138Q160 150 118 138Z", ink.deep)
        + disc(160, 104, 11, ink.accent)
    )


def teacup(ink: Ink) -> Markup:
    """Return a cup on its saucer."""
    return (
        oval(160, 242, 96, 14, ink.light)
        + oval(160, 238, 70, 8, ink.deep)
        + stroke("M214 166Q252 162 246 192Q238 212 204 208", ink.accent, 10)
        + printed("M94 148H226Q226 238 160 238T94 148Z", ink.main)
        + oval(160, 148, 66, 12, ink.deep)
    )


def plate(ink: Ink) -> Markup:
    """Return a plate seen from above."""
    ring = "M160 70a90 90 0 1 0 .1 0Z"
    return (
        printed(ring, ink.main)
        + disc(160, 160, 58, ink.halo)
        + stitched("M160 112a48 48 0 1 0 .1 0Z", ink.light)
        + heart(160, 162, 40, ink.accent)
    )


def bowl(ink: Ink) -> Markup:
    """Return a footed bowl."""
    return (
        path("M134 236H186L194 252H126Z", ink.deep)
        + printed("M72 148H248Q244 240 160 240T72 148Z", ink.main)
        + oval(160, 148, 88, 18, ink.deep)
        + oval(160, 151, 76, 12, ink.light)
    )


def glass(ink: Ink) -> Markup:
    """Return a stemmed glass."""
    return (
        oval(160, 246, 44, 9, ink.deep)
        + box(154, 186, 12, 58, ink.deep, 4)
        + path("M108 84H212Q216 194 160 196T108 84Z", ink.light)
        + printed("M111 122H209Q206 194 160 196T111 122Z", ink.main)
        + oval(160, 84, 52, 9, ink.halo)
    )


def bottle(ink: Ink) -> Markup:
    """Return a corked bottle with a label."""
    return (
        box(146, 64, 28, 24, ink.accent, 5)
        + path(
            "M142 84H178V120Q206 134 206 164V236Q206 252 190 252H130Q114 252 114 236"
            "V164Q114 134 142 120Z",
            ink.main,
        )
        + box(114, 172, 92, 50, ink.halo, 0)
        + stitched("M122 180H198M122 214H198", ink.deep, 2.5)
        + heart(160, 198, 20, ink.accent)
    )


def jar(ink: Ink) -> Markup:
    """Return a jam jar under its cloth."""
    return (
        path(
            "M104 118H216Q226 140 220 160V230Q220 252 198 252H122Q100 252 100 230"
            "V160Q94 140 104 118Z",
            ink.light,
        )
        + path("M104 172H216V230Q216 248 198 248H122Q104 248 104 230Z", ink.accent)
        + printed(
            "M92 122Q100 78 160 78T228 122Q214 114 204 126Q194 114 182 126"
            "Q170 114 160 126Q148 114 138 126Q126 114 116 126Q106 114 92 122Z",
            ink.main,
        )
        + box(126, 178, 68, 44, ink.halo)
        + stitched("M134 192H186M134 208H170", ink.deep, 2.5)
    )


def jug(ink: Ink) -> Markup:
    """Return a milk jug."""
    return (
        stroke("M206 128Q254 126 250 170Q246 206 208 210", ink.deep, 13)
        + printed(
            "M116 98L96 84Q124 76 198 96Q196 136 210 170Q222 252 176 252H134"
            "Q92 252 104 172Q116 136 116 98Z",
            ink.main,
        )
        + path("M98 85Q126 78 198 96Q150 112 116 100Z", ink.deep)
    )


def cakestand(ink: Ink) -> Markup:
    """Return a stand of two tiers."""
    return (
        box(156, 78, 8, 168, ink.deep, 3)
        + disc(160, 72, 10, ink.accent)
        + printed("M106 132H214Q206 150 160 150T106 132Z", ink.main)
        + printed("M70 216H250Q240 238 160 238T70 216Z", ink.main)
        + path("M134 252Q160 232 186 252Z", ink.deep)
        + "".join(disc(x, 122, 11, ink.light) for x in (130, 190))
        + "".join(
            disc(x, 203, 13, (ink.light, ink.accent)[n % 2])
            for n, x in enumerate((96, 126, 200, 228))
        )
    )


def cupcake(ink: Ink) -> Markup:
    """Return a cup cake in its case."""
    return (
        printed("M98 172H222L204 252H116Z", ink.main)
        + stroke("M124 178L132 248M148 178L151 248M172 178L169 248M196 178L188 248", ink.deep, 2.5)
        + path(
            "M88 178Q76 148 108 142Q106 108 146 112Q160 84 188 110Q220 110 214 144"
            "Q244 150 232 178Q160 196 88 178Z",
            ink.light,
        )
        + disc(164, 92, 14, ink.accent)
        + stroke("M166 80Q170 66 184 62", ink.deep, 4)
    )


def cutlery(ink: Ink) -> Markup:
    """Return a knife, a fork and a spoon."""
    return (
        printed("M70 214H250V240Q250 252 238 252H82Q70 252 70 240Z", ink.light)
        + stroke("M108 152V214", ink.deep, 10)
        + stroke("M94 82V126Q94 148 108 148T122 126V82M108 82V140", ink.main, 7)
        + stroke("M160 150V214", ink.deep, 10)
        + path("M152 154V84Q152 70 166 78Q178 112 170 154Z", ink.main)
        + stroke("M212 146V214", ink.deep, 10)
        + oval(212, 112, 22, 34, ink.main)
    )


def spoon(ink: Ink) -> Markup:
    """Return a whisk and a wooden spoon, crossed."""
    return turned(
        26, 160, 170, box(154, 130, 12, 122, ink.deep, 6), oval(160, 104, 26, 38, ink.main)
    ) + turned(
        -26,
        160,
        170,
        box(153, 152, 14, 100, ink.accent, 7),
        stroke(
            "M160 156C112 122 124 62 160 62S208 122 160 156M160 156"
            "C138 122 142 62 160 62S182 122 160 156",
            ink.deep,
            4,
        ),
    )


def tray(ink: Ink) -> Markup:
    """Return a tray with handles."""
    return (
        stroke("M92 128Q66 128 66 162T92 196M228 128Q254 128 254 162T228 196", ink.deep, 10)
        + box(80, 104, 160, 118, ink.deep, 18)
        + printed(
            "M104 114H216Q230 114 230 128V198Q230 212 216 212H104Q90 212 90 198V128"
            "Q90 114 104 114Z",
            ink.main,
        )
    )


def tin(ink: Ink) -> Markup:
    """Return a round tin with its lid."""
    return (
        printed("M84 138V224Q84 252 160 252T236 224V138Z", ink.main)
        + path("M78 118V142Q78 168 160 168T242 142V118Z", ink.deep)
        + oval(160, 118, 82, 26, ink.light)
        + oval(160, 117, 62, 17, ink.main)
        + disc(160, 110, 9, ink.accent)
    )


def lunchbox(ink: Ink) -> Markup:
    """Return a box with a clasp and a handle."""
    return (
        stroke("M126 122V100Q126 88 138 88H182Q194 88 194 100V122", ink.deep, 10)
        + printed(
            "M86 120H234Q248 120 248 134V238Q248 252 234 252H86Q72 252 72 238V134Q72 120 86 120Z",
            ink.main,
        )
        + box(72, 162, 176, 8, ink.deep, 0)
        + box(144, 154, 32, 26, ink.accent, 5)
    )


def apron(ink: Ink) -> Markup:
    """Return an apron with a pocket."""
    return (
        stroke(
            "M130 92Q130 58 160 58T190 92M104 156Q84 160 66 178M216 156Q236 160 254 178",
            ink.deep,
            7,
        )
        + printed(
            "M124 90H196V136Q220 146 220 162V238Q220 252 206 252H114Q100 252 100 238"
            "V162Q100 146 124 136Z",
            ink.main,
        )
        + box(128, 184, 64, 44, ink.light)
        + stitched("M134 192H186", ink.deep)
    )


MOTIFS = (
    ("CAKE TIN|BISCUIT TIN", tin),
    ("TEAPOT|TEA COSY|COFFEE POT|CAFETIERE|KETTLE", teapot),
    ("SAUCER|TEACUP|TEA CUP|COFFEE SET|TEA SET|REGENCY TEA|EGG CUP", teacup),
    ("MUG|CUP|BEAKER|TUMBLER", mug),
    ("CAKESTAND|CAKE ?STAND|TIER", cakestand),
    ("CAKE CASE|BAKING CASE|CUPCAKE|FAIRY CAKE|MUFFIN|CAKE|JELLY MOULD", cupcake),
    ("CUTLERY|FORK|KNIFE|SPOONS", cutlery),
    ("SPOON|TEASPOON|CUTTER|SCISSOR|COOKING SET|SPATULA", spoon),
    ("WHISK|BAKING SET|MEASURING|ROLLING|CHOPSTICK|LADLE", spoon),
    ("APRON|GLOVE|GLOVES|TABARD", apron),
    ("LUNCH BOX|SNACK BOX|SNACK BOXES|RECIPE BOX|TOOL BOX|SUITCASE|FIRST AID|VANITY", lunchbox),
    ("TRAY|PLACEMAT|PLACE MAT|CHOPPING BOARD|COASTER|DOILY|DOILIES", tray),
    ("PLATE|SAUCERS|DISH|PLATTER", plate),
    ("BOWL|FOOD COVER|RAMEKIN|COLANDER|BASIN", bowl),
    ("GOBLET|WINE|CHAMPAGNE|GLASSES|SUNDAE|DECANTER|VASE", glass),
    ("JUG|PITCHER|MILK", jug),
    ("JAR|JAM|STORAGE JAR|CANNISTER|CANISTER|HONEY", jar),
    ("TIN|SCALES|MONEY BOX|MONEY BANK|PIGGY|MINI CASE", tin),
    ("TRINKET|CONTAINER|CADDY|POT POURRI|BISCUIT|SWEETIE", tin),
    ("BOTTLE|OIL|PERFUME", bottle),
)
