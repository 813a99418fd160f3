"""Chance, passed in: rules that need it take a number, and only here is one drawn."""

from __future__ import annotations

import secrets

_STEPS = 1 << 53  # as many as a float tells apart


def fraction() -> float:
    """Return a number from 0 up to, but not including, 1; each as likely."""
    return secrets.randbelow(_STEPS) / _STEPS
