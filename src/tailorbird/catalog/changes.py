"""What changed about a product between two looks at a shop's feed, as far as shoppers care. Pure.

A price counts as dropped only below the lowest price of the last 30 days (Directive 98/6/EC, as
amended, Article 6a): a price that was raised and lowered again is no news to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from tailorbird.core.clock import DAY

PRICE_WINDOW = 30 * DAY


class Offer(Struct, frozen=True, kw_only=True):
    """How a feed offers a product: its price, whether there is any, how many pieces.

    None: the feed does not say. ``gone``: it was in the feed before and is not any more.
    """

    price: Decimal | None = None
    currency: str = ""
    in_stock: bool | None = None
    pieces: int | None = None
    sellable: bool = True
    gone: bool = False


class PriceSince(Struct, frozen=True):
    """A price and when it was first seen (microseconds UTC); it held until the next one."""

    price: Decimal
    currency: str
    since: int


def lowest_price(prices: Sequence[PriceSince], currency: str, now: int) -> Decimal | None:
    """Return the lowest price that held at any time of the last 30 days, None if none did.

    ``prices`` are in the order of their times.
    """
    ends = [*(later.since for later in prices[1:]), now]
    held = [
        one.price
        for one, end in zip(prices, ends, strict=False)
        if one.currency == currency and end > now - PRICE_WINDOW
    ]
    return min(held, default=None)


def dropped_from(offer: Offer, prices: Sequence[PriceSince], now: int) -> Decimal | None:
    """Return the price that an offer is lower than, if it is a price drop; None if it is none.

    That is the lowest price of the last 30 days, the one the law wants named beside the new one.
    """
    lowest = lowest_price(prices, offer.currency, now)
    if lowest is None or not offer.price or not _shown(offer):
        return None
    return lowest if offer.price < lowest else None


def is_back(before: Offer, after: Offer) -> bool:
    """Whether a product that could not be bought is said to be in stock again."""
    missing = before.gone or before.in_stock is False
    return missing and after.in_stock is True and _shown(after)


def runs_low(before: Offer, after: Offer, threshold: int) -> bool:
    """Whether the pieces fell to the threshold or below, and some are left."""
    if before.pieces is None or after.pieces is None or before.gone or not _shown(after):
        return False
    return 0 < after.pieces <= threshold < before.pieces


def prices_after(
    prices: Sequence[PriceSince], offer: Offer, now: int
) -> tuple[list[PriceSince], list[PriceSince]]:
    """Return (the prices to add, those too old to count any more)."""
    last = prices[-1] if prices else None
    same = last is not None and (last.price, last.currency) == (offer.price, offer.currency)
    added = [PriceSince(offer.price, offer.currency, now)] if offer.price and not same else []
    following = [*prices, *added][1:]
    old = [
        one
        for one, later in zip(prices, following, strict=False)
        if later.since <= now - PRICE_WINDOW
    ]
    return added, old


def _shown(offer: Offer) -> bool:
    return offer.sellable and not offer.gone
