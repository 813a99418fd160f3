"""What of a person may be used to choose for them, by what they said on consent. Pure.

Guardrails are not limited: what was just bought stays withheld, because that only takes out.
"""

from __future__ import annotations

from msgspec import Struct

from tailorbird.core.clock import MINUTE
from tailorbird.guardrails.reasons import Limited
from tailorbird.privacy.uses import Use, objected, refused
from tailorbird.profiles.types import Facts

PAUSE = 30 * MINUTE  # a longer one begins another visit


class Usable(Struct, frozen=True, kw_only=True):
    """Products that may speak for this person; ``limited`` says why it is not all of them."""

    viewed: tuple[str, ...] = ()
    cart: tuple[str, ...] = ()
    limited: str = ""


def usable(facts: Facts, now: int) -> Usable:
    """Return what may be used of a person's views and cart at a moment (microseconds UTC).

    Nothing where they refused; this visit alone where a device of theirs objects to being followed.
    What they did while it was closed stays closed, whatever they said later.
    """
    if refused(facts.answers, Use.PERSONALIZE):
        return Usable(limited=Limited.PERSONALIZATION_OFF)
    began = visit_began(facts, now)
    following = objected(facts.answers)

    def is_open(at: int) -> bool:
        if refused(facts.answers, Use.PERSONALIZE, at):
            return False
        return at >= began or not (following or objected(facts.answers, at))

    return Usable(
        viewed=tuple(view.product_id for view in facts.viewed if is_open(view.at)),
        cart=tuple(line.product_id for line in facts.cart if line.personal and is_open(line.at)),
        limited=Limited.OBJECTION if following else "",
    )


def visit_began(facts: Facts, now: int) -> int:
    """Return when the visit began that goes on now, as far as views and cart tell."""
    began = now
    acts = (*(view.at for view in facts.viewed), *(line.at for line in facts.cart))
    for at in sorted(acts, reverse=True):
        if began - at > PAUSE:
            return began
        began = min(began, at)
    return began
