"""Whether a product may be shown to this person now. Pure; the same for every surface."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.guardrails.reasons import Withheld

# How long a bought product stays out of sight. No product is exempt yet: which ones are consumed
# and bought again is learned later, and until then silence is the safer mistake.
JUST_BOUGHT = 90 * DAY


class Offer(Struct, frozen=True, kw_only=True):
    """What the rules need to know of a product."""

    product_id: str
    sellable: bool
    in_stock: bool | None


class Situation(Struct, frozen=True, kw_only=True):
    """What the rules need to know of the person and the page. Times in microseconds UTC."""

    now: int
    item: str | None = None
    cart: Collection[str] = ()
    bought: Mapping[str, int] = {}
    shown_elsewhere: Collection[str] = ()


def withheld(product_id: str, offer: Offer | None, situation: Situation) -> Withheld | None:
    """Return why a product may not be shown, None if it may. The first rule that holds decides."""
    rules: tuple[tuple[Withheld, bool], ...] = (
        (Withheld.NOT_SELLABLE, offer is not None and not offer.sellable),
        (Withheld.OUT_OF_STOCK, offer is not None and offer.in_stock is False),
        (Withheld.CURRENT_ITEM, product_id == situation.item),
        (Withheld.IN_CART, product_id in situation.cart),
        (Withheld.JUST_BOUGHT, _just_bought(product_id, situation)),
        (Withheld.SHOWN_ELSEWHERE, product_id in situation.shown_elsewhere),
        (Withheld.UNKNOWN_PRODUCT, offer is None),
    )
    return next((code for code, holds in rules if holds), None)


def _just_bought(product_id: str, situation: Situation) -> bool:
    bought_at = situation.bought.get(product_id)
    return bought_at is not None and situation.now - bought_at < JUST_BOUGHT
