"""The shop's own basket, kept in a cookie: works without scripts, without Tailorbird. Pure."""

from __future__ import annotations

import re

from msgspec import Struct

MOST_LINES = 30
MOST_PIECES = 999
_LINE = re.compile(r"^([A-Za-z0-9_]{1,20})\.(\d{1,3})$")


class Basket(Struct, frozen=True):
    """Product ids and pieces, in the order in which they were put in."""

    pieces: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many pieces there are in all."""
        return sum(self.pieces.values())

    def set(self, product_id: str, quantity: int) -> Basket:
        """Return the basket with so many pieces of a product; none takes it out."""
        left = {key: n for key, n in self.pieces.items() if key != product_id or quantity > 0}
        if quantity > 0 and (product_id in left or len(left) < MOST_LINES):
            left[product_id] = min(quantity, MOST_PIECES)
        return Basket(left)

    def add(self, product_id: str, quantity: int) -> Basket:
        """Return the basket with more pieces of a product."""
        return self.set(product_id, self.pieces.get(product_id, 0) + max(quantity, 0))


def read_basket(cookie: str) -> Basket:
    """Read a basket from its cookie; what cannot be understood is left out."""
    found: dict[str, int] = {}
    for part in cookie.split("~")[:MOST_LINES]:
        match = _LINE.match(part)
        if match and int(match[2]) > 0:
            found[match[1]] = int(match[2])
    return Basket(found)


def write_basket(basket: Basket) -> str:
    """Return a basket as a cookie's value."""
    return "~".join(f"{product_id}.{n}" for product_id, n in basket.pieces.items())
