"""Money: unit prices are exact decimals, totals are integer minor units with an ISO currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 currencies whose minor unit is not one hundredth; all others have two digits.
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = {
    **dict.fromkeys(_NONE.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency's minor unit has (2 for GBP, 0 for JPY)."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Round an exact amount half up to integer minor units of its currency.

    >>> to_minor(Decimal("2.555"), "GBP")
    256
    """
    scaled = amount.scaleb(minor_digits(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """Return minor units as an exact decimal amount.

    >>> from_minor(256, "GBP")
    Decimal('2.56')
    """
    return Decimal(minor).scaleb(-minor_digits(currency))


def format_minor(minor: int, currency: str) -> str:
    """Write minor units for a reader.

    >>> format_minor(-123456, "GBP")
    '-£1,234.56'
    """
    return _format(from_minor(minor, currency), currency)


def format_price(price: Decimal, currency: str) -> str:
    """Write a unit price for a reader, keeping sub-penny digits where there are any.

    >>> format_price(Decimal("0.001"), "GBP")
    '£0.001'
    """
    quantum = Decimal(1).scaleb(-minor_digits(currency))
    shown = price if price != price.quantize(quantum) else price.quantize(quantum)
    return _format(shown, currency)


def _format(amount: Decimal, currency: str) -> str:
    sign = "-" if amount < 0 else ""
    prefix = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{prefix}{abs(amount):,f}"
