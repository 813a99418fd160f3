"""What the public calls answer, as types: doors encode them, the API's description shows them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from tailorbird.decisions.types import Decision, Slot
from tailorbird.events.types import Problem


class Success(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything of the call is durably stored."""

    success: Literal[True] = True


class Failure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why a call was not carried out: a stable code, and a sentence that says what to do.

    ``field`` names the field that is wrong, where one is.
    """

    success: bool
    code: str
    message: str
    field: str = ""


class Refused(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some events of a call were not taken; ``taken`` of them were, durably.

    ``code`` and ``message`` are those of the first problem; ``problems`` names the first few.
    """

    success: bool = False
    code: str
    message: str
    taken: int
    refused: int
    problems: list[Problem]


class Visitor(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The id this browser has now, also set as a cookie; null if it has none any more."""

    anonymous_id: str | None


class ShownProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product to show. ``price`` is exact decimal text, null if the shop has not said it."""

    product_id: str
    title: str
    category: str
    price: str | None
    currency: str
    url: str
    image_url: str


class ShownSlot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product in a block, with the reason a shopper may read.

    ``strategy`` is the one that found the product; it differs from the block's where a fall-back
    filled the slot.
    """

    product: ShownProduct
    score: float
    strategy: str
    reason_code: str
    reason: str


class FilledPlacement(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"
):
    """One block. ``withheld`` counts products a guardrail left out, by reason code.

    ``limited`` says why the choice knew less of the visitor than is kept: ``personalization_off``
    or ``global_privacy_control``; empty where nothing was left out.
    """

    decision_id: str
    placement: str
    withheld: dict[str, int]
    limited: str
    slots: list[ShownSlot]


class Recommended(Struct, frozen=True, forbid_unknown_fields=True):
    """One decision per block asked for, in that order."""

    decisions: list[FilledPlacement]


def shown(decision: Decision) -> FilledPlacement:
    """Return a decision as the call answers it."""
    return FilledPlacement(
        decision_id=decision.decision_id,
        placement=decision.placement,
        withheld=decision.withheld,
        limited=decision.limited,
        slots=[_slot(slot) for slot in decision.slots],
    )


def _slot(slot: Slot) -> ShownSlot:
    product = slot.product
    return ShownSlot(
        product=ShownProduct(
            product_id=product.product_id,
            title=product.title,
            category=product.category,
            price=None if product.price is None else str(product.price),
            currency=product.currency,
            url=product.url,
            image_url=product.image_url,
        ),
        score=slot.score,
        strategy=slot.strategy,
        reason_code=slot.reason_code,
        reason=slot.reason,
    )
