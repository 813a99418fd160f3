"""Tell Tailorbird what somebody agreed to, and what they took back; every answer is kept."""

from __future__ import annotations

from typing import Any

from tailorbird.app import Tailorbird
from tailorbird.demo.texts import WORDING_VERSION
from tailorbird.events.vocabulary import CONSENT_UPDATED


def tell_answer(
    shop: Tailorbird,
    purpose: str,
    who: dict[str, Any],
    *,
    granted: bool,
    traits: dict[str, str] | None = None,
    message_id: str | None = None,
) -> None:
    """Record an answer for one purpose, with the version of the words that were read."""
    shop.track(
        name=CONSENT_UPDATED,
        properties={"wording_version": WORDING_VERSION},
        context={"traits": traits or {}, "consent": {"categoryPreferences": {purpose: granted}}},
        message_id=message_id,
        **who,
    )
