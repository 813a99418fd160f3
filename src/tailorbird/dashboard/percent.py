"""Shares as people write them, in percent, and as experiments keep them, in ten-thousandths."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from tailorbird.core.errors import BadInput
from tailorbird.dashboard.texts.experiments import EXPERIMENTS

_LONGEST, _WHOLE = 12, 100


def percent(text: str, field: str) -> int:
    """Read a share in percent as ten-thousandths.

    Raises:
        BadInput: it is no such number, or has more than two digits behind the point.

    >>> percent("33.34", "share"), percent(" 50 %", "share"), percent("5,5", "share")
    (3334, 5000, 550)
    """
    plain = text.replace("%", "").replace(",", ".").strip()
    try:
        value = Decimal(plain if len(plain) <= _LONGEST else "")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= _WHOLE or value * 100 % 1:
        raise BadInput(str(EXPERIMENTS["bad_number"]), field=field)
    return int(value * 100)


def percent_of(share: int) -> str:
    """Write ten-thousandths in percent.

    >>> percent_of(3334), percent_of(5000)
    ('33.34', '50')
    """
    return f"{Decimal(share) / 100:f}" if share % 100 else str(share // 100)
