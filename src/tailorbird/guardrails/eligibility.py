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
    if offer is None:
        return Withheld.UNKNOWN_PRODUCT
    if not offer.sellable:
        return Withheld.NOT_SELLABLE
    if offer.in_stock is False:
        return Withheld.OUT_OF_STOCK
    if product_id == situation.item:
        return Withheld.CURRENT_ITEM
    if product_id in situation.cart:
        return Withheld.IN_CART
    bought_at = situation.bought.get(product_id)
    if bought_at is not None and situation.now - bought_at < JUST_BOUGHT:
        return Withheld.JUST_BOUGHT
    if product_id in situation.shown_elsewhere:
        return Withheld.SHOWN_ELSEWHERE
    return None
