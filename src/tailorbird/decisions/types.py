"""One real-time choice for several spots of one page."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.catalog.types import Product


class Placement(Struct, frozen=True, kw_only=True):
    """A spot on a page that wants products: name, strategy, how many, and the page's product."""

    name: str
    strategy: str
    limit: int = 4
    item: str | None = None
    category: str | None = None


class DecisionRequest(Struct, frozen=True, kw_only=True):
    """Who is looking (by identifier) and which spots to fill, in the order they stand on the page.

    ``cart`` overrides the cart Tailorbird knows, for shops that keep it elsewhere.
    """

    placements: tuple[Placement, ...]
    anonymous_id: str | None = None
    user_id: str | None = None
    profile_id: str | None = None
    cart: tuple[str, ...] | None = None


class Slot(Struct, frozen=True, kw_only=True):
    """One product in one spot, with the score and the reason a shopper may read.

    ``strategy`` is the one that found the product; it differs from the placement's where a
    fall-back filled the slot.
    """

    product: Product
    score: float
    strategy: str
    reason_code: str
    reason: str


class Decision(Struct, frozen=True, kw_only=True):
    """The filled spot. ``withheld`` counts candidates a guardrail took out, by reason code.

    Nothing fills it for somebody in a comparison group: ``withheld`` says ``comparison_group``.

    ``limited`` is the reason code for knowing less of the person than is kept: they said no, or a
    device of theirs objects to being followed. Empty where nothing was left out.
    """

    decision_id: str
    placement: str
    slots: tuple[Slot, ...]
    withheld: dict[str, int]
    limited: str = ""
