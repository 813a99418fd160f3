"""How a shop writes its products down."""

from __future__ import annotations

from msgspec import Struct


class ProductRules(Struct, frozen=True, kw_only=True):
    """``currency`` is that of prices where the file names none; ``source`` names its origin."""

    currency: str
    decimal_comma: bool = False
    source: str = "products"
