"""Basket and checkout.

An order is told to Tailorbird by the shop's server, so that a closed tab loses none.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.app import Tailorbird
from tailorbird.catalog.types import Product
from tailorbird.core.ids import new_token
from tailorbird.core.money import from_minor, to_minor
from tailorbird.demo.basket import Basket
from tailorbird.demo.consenting import tell_answer
from tailorbird.demo.rendering import Pages, say
from tailorbird.demo.texts import MARKETING_PURPOSE
from tailorbird.demo.visitor import Visitor, basket_cookie

Req = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, Any]]
_SEE_OTHER: Final = 303
_UNPROCESSABLE = 422
MOST_REMEMBERED = 500


class BasketLine(Struct, frozen=True):
    """A product in the basket with its sum."""

    product: Product
    quantity: int
    total_minor: int


def buying_routes(shop: Tailorbird, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the routes of basket and checkout."""
    thanked = _Thanked()

    @get("/shop/basket", sync_to_thread=True)
    def show_basket(request: Req) -> Response[str]:
        visitor = pages.visitor(request)
        lines = lines_of(shop, visitor.basket)
        viewed = {"event": "Cart Viewed", "properties": {"products": _products(lines)}}
        return pages.show(
            "basket.html", visitor, events=[viewed], lines=lines, total_minor=total_of(lines)
        )

    @post("/shop/basket", sync_to_thread=True)
    def change_basket(request: Req, data: Form) -> Redirect:
        basket = _changed(pages.visitor(request).basket, data)
        return _to("/shop/basket", cookies=[basket_cookie(basket)])

    @get("/shop/checkout", sync_to_thread=True)
    def show_checkout(request: Req) -> Response[Any]:
        visitor = pages.visitor(request)
        lines = lines_of(shop, visitor.basket)
        if not lines:
            return _to("/shop/basket")
        started = {"event": "Checkout Started", "properties": _order(lines, shop.currency)}
        return _checkout(pages, visitor, lines, events=[started])

    @post("/shop/checkout", sync_to_thread=True)
    def place_order(request: Req, data: Form) -> Response[Any]:
        visitor = pages.visitor(request)
        lines = lines_of(shop, visitor.basket)
        errors = _errors(data, lines)
        if errors:
            return _checkout(pages, visitor, lines, data=data, errors=errors)
        number = pages.order_number(_text(data, "order") or new_token())
        tell_order(shop, visitor, lines, data, number)
        thanked.add(number, _text(data, "name"))
        return _to(f"/shop/thanks/{number}", cookies=[basket_cookie(Basket())])

    @get("/shop/thanks/{number:str}", sync_to_thread=True)
    def thanks(request: Req, number: FromPath[str]) -> Response[str]:
        name = thanked.name_of(number)
        known = name is not None
        heading = say("thanks_title", name=name) if known else say("thanks_gone")
        text = say("thanks_text", number=number) if known else ""
        return pages.show("thanks.html", pages.visitor(request), heading=heading, text=text)

    return [show_basket, change_basket, show_checkout, place_order, thanks]


class _Thanked:
    """The last orders' names for the page that says thank you; forgotten when the shop stops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: OrderedDict[str, str] = OrderedDict()

    def add(self, number: str, name: str) -> None:
        with self._lock:
            self._names[number] = name
            while len(self._names) > MOST_REMEMBERED:
                self._names.popitem(last=False)

    def name_of(self, number: str) -> str | None:
        with self._lock:
            return self._names.get(number)


def lines_of(shop: Tailorbird, basket: Basket) -> list[BasketLine]:
    """Return the basket's products that are sold now, with their sums."""
    known = shop.products(basket.pieces)
    return [
        BasketLine(product, n, to_minor(product.price * n, shop.currency))
        for product_id, n in basket.pieces.items()
        if (product := known.get(product_id)) and product.showable and product.price is not None
    ]


def total_of(lines: list[BasketLine]) -> int:
    """Return the sum of the lines in minor units."""
    return sum(line.total_minor for line in lines)


def tell_order(
    shop: Tailorbird, visitor: Visitor, lines: list[BasketLine], data: dict[str, Any], number: str
) -> None:
    """Tell Tailorbird of a new order, who placed it, and what they agreed to.

    The order itself needs no consent: the shop must know it. The browser is named only with it.
    """
    email = _text(data, "email").lower()
    who: dict[str, Any] = {
        "anonymous_id": visitor.anonymous_id or f"order:{number}",
        "user_id": visitor.customer or None,
    }
    context = {"traits": {"email": email, "name": _text(data, "name")}}
    shop.identify(**who, traits=context["traits"])
    shop.track(
        name="Order Completed",
        properties={"order_id": number, **_order(lines, shop.currency)},
        context=context,
        message_id=f"order:{number}",
        **who,
    )
    tell_answer(
        shop,
        MARKETING_PURPOSE,
        who,
        granted=data.get("marketing") == "yes",
        traits=context["traits"],
        message_id=f"consent:{number}",
    )


def _order(lines: list[BasketLine], currency: str) -> dict[str, Any]:
    total = str(from_minor(total_of(lines), currency))
    return {"total": total, "currency": currency, "products": _products(lines)}


def _products(lines: list[BasketLine]) -> list[dict[str, Any]]:
    return [
        {
            "product_id": line.product.product_id,
            "name": line.product.title,
            "price": str(line.product.price),
            "quantity": line.quantity,
            "category": line.product.category,
        }
        for line in lines
    ]


def _changed(basket: Basket, data: dict[str, Any]) -> Basket:
    product_id, asked = _text(data, "product")[:20], _text(data, "quantity")
    quantity = int(asked) if asked.isdecimal() and len(asked) <= 3 else 1  # noqa: PLR2004
    if not product_id.replace("_", "").isalnum():
        return basket
    change = basket.add if data.get("act") == "add" else basket.set
    return change(product_id, quantity)


def _errors(data: dict[str, Any], lines: list[BasketLine]) -> dict[str, str]:
    errors = {}
    if not lines:
        errors["basket"] = say("error_basket")
    if not _text(data, "name"):
        errors["name"] = say("error_name")
    before, at, after = _text(data, "email").partition("@")
    if not (before and at and "." in after.strip(".") and " " not in before + after):
        errors["email"] = say("error_email")
    return errors


def _checkout(
    pages: Pages,
    visitor: Visitor,
    lines: list[BasketLine],
    *,
    data: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    events: Iterable[dict[str, Any]] = (),
) -> Response[Any]:
    return pages.show(
        "checkout.html",
        visitor,
        status=_UNPROCESSABLE if errors else 200,
        events=events,
        lines=lines,
        total_minor=total_of(lines),
        errors=errors or {},
        order=_text(data or {}, "order") or new_token(),
        name=_text(data or {}, "name"),
        email=_text(data or {}, "email"),
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    return value.strip()[:254] if isinstance(value, str) else ""


def _to(path: str, **kept: Any) -> Redirect:
    return Redirect(path, status_code=_SEE_OTHER, **kept)
