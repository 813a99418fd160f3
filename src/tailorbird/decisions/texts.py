"""What a shopper reads as the reason for a product. One sentence a code, ready for translation."""

from __future__ import annotations

from tailorbird.guardrails.reasons import Shown
from tailorbird.recommendations.types import Reason

_TEXTS = {
    Shown.RECENTLY_VIEWED: "You looked at this recently",
    Shown.BOUGHT_TOGETHER: "Often bought with {subject}",
    Shown.VIEWED_TOGETHER: "Others who looked at {subject} looked at this",
    Shown.BEST_SELLER: "A best seller in our shop",
    Shown.BEST_SELLER_IN_CATEGORY: "A best seller in {category}",
    Shown.TRENDING: "Selling faster than usual",
}
_UNNAMED = "this"


def reason_text(reason: Reason, subject_title: str, category: str) -> str:
    """Return the sentence for a reason; the titles are filled in as the shop writes them."""
    text = _TEXTS.get(Shown(reason.code), "")
    return text.format(subject=subject_title or _UNNAMED, category=category or _UNNAMED)
