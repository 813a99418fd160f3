"""Who to browse as: a new visitor, or a returning customer; and the answer on consent."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY
from tailorbird.core.ids import new_token
from tailorbird.core.money import format_minor
from tailorbird.demo.consenting import tell_answer
from tailorbird.demo.rendering import Pages, say
from tailorbird.demo.texts import REMEMBERING_PURPOSE
from tailorbird.demo.visitor import (
    agreed_cookies,
    declined_cookies,
    fresh_cookies,
)
from tailorbird.profiles.types import Person, PersonSummary

Req = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, Any]]
_SEE_OTHER: Final = 303
LOOKED_AT = 400
# Orders that make a history worth looking at: one of the busiest, regulars, a few, a single one.
WANTED_ORDERS = (60, 30, 15, 8, 4, 1)
# The share of somebody's order lines from which on a shelf may be called a liking.
OFTEN = 0.1


class Choice(Struct, frozen=True):
    """A customer one may browse as."""

    number: str
    text: str


def choosing_routes(shop: Tailorbird, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the routes of the visitor chooser and the consent banner."""

    @lru_cache(maxsize=1)
    def choices(_day: int) -> list[Choice]:
        return returning_customers(shop)

    @get("/shop/visitors", sync_to_thread=True)
    def show_visitors(request: Req) -> Response[str]:
        people = choices(shop.now() // DAY)
        return pages.show("visitors.html", pages.visitor(request), people=people)

    @post("/shop/visitors", sync_to_thread=True)
    def choose(data: Form) -> Redirect:
        number = str(data.get("customer", ""))
        if not number:
            return _home(fresh_cookies())
        if number not in {choice.number for choice in choices(shop.now() // DAY)}:
            return _home([])
        browser = new_token()
        who = {"user_id": number, "anonymous_id": browser}
        shop.identify(user_id=number, anonymous_id=browser)
        tell_answer(shop, REMEMBERING_PURPOSE, who, granted=True)
        return _home([*fresh_cookies()[:1], *agreed_cookies(browser, pages.signer.sign(number))])

    @post("/shop/consent", sync_to_thread=True)
    def answer_consent(request: Req, data: Form) -> Redirect:
        agreed, known = data.get("answer") == "yes", pages.visitor(request).anonymous_id
        if agreed == bool(known):
            return _back(request, [] if known else declined_cookies())
        browser = known or new_token()
        tell_answer(shop, REMEMBERING_PURPOSE, {"anonymous_id": browser}, granted=agreed)
        return _back(request, agreed_cookies(browser) if agreed else declined_cookies())

    return [show_visitors, choose, answer_consent]


def returning_customers(shop: Tailorbird) -> list[Choice]:
    """Return a few customers whose histories differ, the busiest first."""
    known = [one for one in shop.people(limit=LOOKED_AT) if one.label.isdecimal()]
    left = sorted(known, key=lambda one: (one.last_seen, one.label), reverse=True)
    chosen: list[PersonSummary] = []
    for wanted in WANTED_ORDERS:
        nearest = min(left, key=lambda one: abs(one.order_count - wanted), default=None)
        if nearest is not None:
            left.remove(nearest)
            chosen.append(nearest)
    return [Choice(one.label, _described(shop, one)) for one in chosen]


def _described(shop: Tailorbird, one: PersonSummary) -> str:
    spent = format_minor(one.net_minor, one.currency)
    many = "visitors_order" if one.order_count == 1 else "visitors_orders"
    days = (shop.now() - one.last_seen) // DAY
    parts = [
        say(many, orders=one.order_count, spent=spent),
        _last_order(days),
    ]
    person = shop.person(one.profile_id)
    favourite = _favourite(shop, person) if person else ""
    if favourite:
        parts.append(say("visitors_likes", category=favourite))
    return ", ".join(parts)


def _last_order(days: int) -> str:
    named = {0: "visitors_today", 1: "visitors_yesterday"}
    return say(named.get(max(days, 0), "visitors_last"), days=days)


def _favourite(shop: Tailorbird, person: Person) -> str:
    """Return the shelf bought from most for its size, or everyone would like the largest."""
    bought = Counter(line.product_id for order in person.orders for line in order.lines)
    known = shop.products(bought)
    shelves: Counter[str] = Counter()
    for product_id, times in bought.items():
        if product_id in known and known[product_id].category:
            shelves[known[product_id].category] += times
    sizes = {shelf.category: shelf.products for shelf in shop.categories()}
    often = [shelf for shelf, times in shelves.items() if times >= OFTEN * shelves.total()]
    return max(often, key=lambda shelf: (shelves[shelf] / sizes.get(shelf, 1), shelf), default="")


def _back(request: Req, cookies: list[Any]) -> Redirect:
    """Return to the page of this shop on which the form was; home if that is not known."""
    asked_on = urlsplit(request.headers.get("referer", ""))
    ours = asked_on.netloc == request.url.netloc and asked_on.path.startswith("/shop/")
    query = f"?{asked_on.query}" if asked_on.query else ""
    path = f"{asked_on.path}{query}" if ours else "/shop/"
    return Redirect(path, status_code=_SEE_OTHER, cookies=cookies)


def _home(cookies: list[Any]) -> Redirect:
    return Redirect("/shop/", status_code=_SEE_OTHER, cookies=cookies)
