"""Who is browsing, as the shop's own cookies say: basket, consent, identifiers."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from msgspec import Struct

from tailorbird.demo.basket import Basket, read_basket, write_basket
from tailorbird.demo.signing import Signer

BASKET, CONSENT, VISITOR, CUSTOMER = "shop_basket", "shop_consent", "shop_visitor", "shop_customer"
_YEAR = 365 * 24 * 3600
_MOST_ID = 64


class Visitor(Struct, frozen=True, kw_only=True):
    """One browser. ``anonymous_id`` is empty until the visitor agreed to be remembered.

    ``asked`` tells whether the consent question was answered; ``customer`` is the customer number
    of somebody who signed in.
    """

    basket: Basket
    asked: bool
    anonymous_id: str
    customer: str


def visitor_of(request: Request[Any, Any, Any], signer: Signer) -> Visitor:
    """Read the visitor's cookies; a customer number is believed only where the shop signed it."""
    cookies = request.cookies
    agreed = cookies.get(CONSENT) == "yes"
    return Visitor(
        basket=read_basket(cookies.get(BASKET, "")),
        asked=cookies.get(CONSENT) in {"yes", "no"},
        anonymous_id=cookies.get(VISITOR, "")[:_MOST_ID] if agreed else "",
        customer=signer.opened(cookies.get(CUSTOMER, "")) if agreed else "",
    )


def basket_cookie(basket: Basket) -> Cookie:
    """Return the cookie that holds a basket."""
    return cookie(BASKET, write_basket(basket))


def cookie(name: str, value: str) -> Cookie:
    """Return one of the shop's cookies; an empty value removes it."""
    return Cookie(
        key=name,
        value=value,
        path="/shop",
        max_age=_YEAR if value else 0,
        httponly=True,
        samesite="lax",
    )


def agreed_cookies(anonymous_id: str, customer: str = "") -> list[Cookie]:
    """Return the cookies of a visitor who agreed to be remembered; ``customer`` is signed."""
    return [
        cookie(CONSENT, "yes"),
        cookie(VISITOR, anonymous_id),
        cookie(CUSTOMER, customer),
    ]


def declined_cookies() -> list[Cookie]:
    """Return the cookies of a visitor who did not agree: only the answer stays."""
    return [cookie(CONSENT, "no"), cookie(VISITOR, ""), cookie(CUSTOMER, "")]


def fresh_cookies() -> list[Cookie]:
    """Return the cookies that make this browser a new visitor's."""
    return [cookie(name, "") for name in (BASKET, CONSENT, VISITOR, CUSTOMER)]
