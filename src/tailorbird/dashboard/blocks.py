"""A block as a shopper would see it now, with its reasons and what was held back."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.blocks import BLOCKS
from tailorbird.decisions.types import Decision, Slot

_SAY = Phrases(BLOCKS)


class ShownProduct(Struct, frozen=True, kw_only=True):
    """One product they would be shown. ``filled_by`` names a fall-back that filled the place."""

    slot: Slot
    score: str
    filled_by: str


class Block(Struct, frozen=True, kw_only=True):
    """One spot as it would look now, what was held back from it, and why it knows less of them."""

    title: str
    products: tuple[ShownProduct, ...]
    withheld: tuple[str, ...]
    empty: str = ""
    limited: str = ""


def block_of(decision: Decision, strategy: str, title: str, empty: str = "") -> Block:
    """Return a decision as a block; ``empty`` is said where it shows nothing."""
    return Block(
        title=title,
        products=tuple(_shown(slot, strategy) for slot in decision.slots),
        withheld=tuple(_held_back(code, n) for code, n in sorted(decision.withheld.items()) if n),
        empty=empty or _SAY("block_empty"),
        limited=_SAY.either(f"limited_{decision.limited}", decision.limited),
    )


def strategy_name(strategy: str) -> str:
    """Return a strategy in the merchant's words, at the beginning of a line."""
    return _SAY.either(f"strategy_{strategy}", strategy.replace("_", " ").capitalize())


def written_score(score: float) -> str:
    """Write a score to three figures; scores have no unit.

    >>> written_score(0.123456), written_score(1234.5)
    ('0.123', '1,234')
    """
    return f"{score:,.0f}" if abs(score) >= 1000 else f"{score:.3g}"  # noqa: PLR2004


def _shown(slot: Slot, wanted: str) -> ShownProduct:
    return ShownProduct(
        slot=slot,
        score=written_score(slot.score),
        filled_by="" if slot.strategy == wanted else strategy_name(slot.strategy).lower(),
    )


def _held_back(code: str, n: int) -> str:
    key = f"withheld_{code}"
    return _SAY(key if key in _SAY else "withheld_other", n=n, code=code)
