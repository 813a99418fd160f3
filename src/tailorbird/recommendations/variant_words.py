"""Words that tell one variant of a thing from another, not what the thing is. Data only.

Colours in six languages, sizes, number words, and the small words of a title.
"""

from __future__ import annotations

_COLOURS = """
black white red green blue yellow orange pink purple violet lilac lavender brown beige cream ivory
grey gray silver gold golden copper bronze turquoise aqua teal navy olive mint coral peach burgundy
maroon khaki tan charcoal natural nat clear multicolour multicolor multi coloured colored assorted
asstd light dark pale bright hot soft pastel colour color
schwarz weiss weiß rot grün blau gelb rosa lila braun grau silber gold hell dunkel
noir blanc rouge vert bleu jaune violet brun gris argent doré
negro blanco rojo verde azul amarillo naranja morado marrón plata oro
nero bianco rosso giallo viola marrone grigio argento
zwart wit rood groen blauw geel paars bruin grijs zilver goud
"""
_SIZES = """
small medium med large lge big sml xs s m l xl xxl xxxl mini midi maxi jumbo giant tall short size
klein mittel groß gross petit moyen grand pequeño mediano grande piccolo medio groot
"""
_NUMBERS = """
one two three four five six seven eight nine ten twelve dozen single double triple
"""
_SMALL_WORDS = """
a an and the of with w in on for to set pack pc pcs design
und der die das mit für von et le la les de du des avec y el los con e il di met van een
"""


def _as_titles_spell(words: str) -> frozenset[str]:
    # title words lose a plural s before they are looked up, so both spellings are listed
    return frozenset(words.split()) | {word.removesuffix("s") for word in words.split()}


SET_ASIDE = _as_titles_spell(_COLOURS + _SIZES + _NUMBERS + _SMALL_WORDS)
