"""Consent in a file counts only where somebody says how it was given."""

from __future__ import annotations

from typing import Any


def without_basis(context: dict[str, Any]) -> dict[str, Any]:
    """Return an event's context with nothing agreed to; refusals in it stay."""
    consent = context.get("consent")
    preferences = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if not isinstance(consent, dict) or not isinstance(preferences, dict):
        return context
    refused = dict.fromkeys(preferences, False)
    return {**context, "consent": {**consent, "categoryPreferences": refused}}
