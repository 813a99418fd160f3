"""What is to be known of a shop platform to take its webhooks and to fetch its past."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tailorbird.connectors.shops.connecting import Page, ShopConnection
from tailorbird.connectors.shops.reading import Body
from tailorbird.connectors.shops.types import Delivery, Signed, Translate, Translated
from tailorbird.core.clock import Clock

Wait = Callable[[float], None]  # seconds
Renewed = Callable[[ShopConnection], None]


def _never(_body: bytes) -> bool:
    return False


class ShopPast(Protocol):
    """What a shop had before it was connected, page by page."""

    @property
    def parts(self) -> Sequence[str]:
        """What there is to fetch, in the order in which it is best fetched."""
        ...

    def page(self, part: str, cursor: str) -> Page:
        """Return the records after a cursor, from the beginning if it is empty."""
        ...


@dataclass(frozen=True)
class Platform:
    """One kind of shop.

    ``delivery`` reads a webhook's headers (names in lower case), body and time of arrival;
    ``translated`` reads a record of a part of the past: (part, record, shop, currency, now).
    ``past`` waits and tells of new tokens through what it is given. ``greets`` tells a body that
    only asks whether anybody is there: it is answered, unsigned as it is, and nothing follows.
    """

    kind: str
    delivery: Callable[[Mapping[str, str], bytes, int], Delivery]
    signed: Signed
    translate: Translate
    past: Callable[[ShopConnection, Clock, Wait, Renewed], ShopPast]
    translated: Callable[[str, Body, str, str, int], Translated]
    greets: Callable[[bytes], bool] = _never
