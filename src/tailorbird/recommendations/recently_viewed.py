"""The products this person looked at last."""

from __future__ import annotations

from dataclasses import dataclass

from tailorbird.guardrails.reasons import Shown
from tailorbird.recommendations.types import Candidate, Context, Reason

_REASON = Reason(code=Shown.RECENTLY_VIEWED.value)


@dataclass(frozen=True)
class RecentlyViewed:
    """Gives back ``Context.viewed`` newest first, without the product of the present page.

    The score is 1 for the newest, then 1/2, 1/3 and so on by place. Needs no training.
    """

    name: str = "recently_viewed"

    def candidates(self, context: Context, limit: int) -> list[Candidate]:
        """Return up to ``limit`` products, the one seen last first."""
        seen = [viewed for viewed in dict.fromkeys(context.viewed) if viewed != context.item]
        return [
            Candidate(product_id, 1 / place, _REASON)
            for place, product_id in enumerate(seen[: max(limit, 0)], start=1)
        ]
