"""The script of the store's pages, in Chromium, beside a real server."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.events.vocabulary import VOCABULARY
from tests.integration.api.doors import Doors, serving
from tests.integration.storefront.pages import FLAGS, NOTHING, Storefront
from tools import chromium

BUILT = ROOT / "src" / "tailorbird" / "api" / "static" / "tailorbird.js"
MOST = 4 * 1024  # gzip, for collecting
TABS, CALLS = 5, 10
HELPERS = "Object.keys(tailorbird).filter(m => /[A-Z]/.test(m))"
CARRIED = "{product_id: 'P1', order_id: 'O1', query: 'q', products: []}"
CALL_ALL = f"for (const m of {HELPERS}) tailorbird[m]({CARRIED})"
ANALYTICS = {"analytics": True, "personalization": False, "marketing": False}
GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true})"


@dataclass
class Visitors:
    """Opens browsers that hold nothing yet; all are closed at the end."""

    browser: Browser
    doors: Doors
    begun: list[Storefront] = field(default_factory=list)

    def new(self) -> Storefront:
        """Somebody who was never here."""
        self.begun.append(Storefront.begin(self.browser, self.doors))
        return self.begun[-1]


def prove(place: Workplace) -> Iterator[Claim]:
    """Every helper, every state of consent, routes, ids and size."""
    yield _size()
    with _visitors(place) as visitors:
        yield from _helpers(visitors.new())
        yield from _routes(visitors.new())
        yield from _unknown(visitors.new())
        yield from _by_purpose(visitors.new())
        yield from _denied(visitors.new())
        yield from _objecting(visitors.new())
        yield from _at_once(visitors.new())


@contextmanager
def _visitors(place: Workplace) -> Iterator[Visitors]:
    path = chromium.find()
    if path is None:
        raise RuntimeError(chromium.MISSING)
    with serving(place.scratch / "shop") as doors, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        visitors = Visitors(started, doors)
        try:
            yield visitors
        finally:
            for one in visitors.begun:
                one.context.close()
            started.close()


def _size() -> Claim:
    packed = len(gzip.compress(BUILT.read_bytes(), 9))
    return Claim("size, gzip", f"{packed:,} bytes", f"<= {MOST:,} bytes", ok=packed <= MOST)


def _names(events: list[Any]) -> list[str]:
    return [event.name or event.kind.value for event in events]


def _helpers(shop: Storefront) -> Iterator[Claim]:
    page = shop.open(consent="granted", pages="manual")
    shop.know(page)
    offered = page.evaluate(HELPERS)
    page.evaluate(CALL_ALL)
    events = shop.events(lambda found: len(found) == len(offered) + 1, 15)
    told = set(_names(events)) - {"Consent Updated"}
    yield Claim(
        "every helper's event is in the log",
        f"{len(offered)} helpers, {len(told)} events of their own",
        "as many",
        ok=len(told) == len(offered) > 0,
    )
    # a browser tells no stock and no refund; those come from the shop's server
    left = sorted(set(VOCABULARY) - told)
    yield Claim("events with no helper", ", ".join(left) or "none", "for the record", ok=True)


def _routes(shop: Storefront) -> Iterator[Claim]:
    page = shop.open(consent="granted")
    shop.know(page)
    for step in (
        "push|/shop/shoes",
        "replace|/shop/shoes?size=42",
        "replace|/shop/shoes?size=42#top",
    ):
        how, _, path = step.partition("|")
        page.evaluate(f"history.{how}State({{}}, '', '{path}')")
        page.wait_for_timeout(50)
    page.evaluate("history.back()")
    events = shop.events(lambda found: _names(found).count("page") == 4)
    seen = [e.properties["path"] + e.properties["search"] for e in events if e.kind.value == "page"]
    wanted = ["/shop/", "/shop/shoes", "/shop/shoes?size=42", "/shop/"]
    what = "routes of a single page: push, query, mark, back"
    yield Claim(what, " ".join(seen), " ".join(wanted), ok=seen == wanted)


def _unknown(shop: Storefront) -> Iterator[Claim]:
    page = shop.open(early="tailorbird.productViewed({product_id: 'P1'})")
    page.evaluate(CALL_ALL)
    page.evaluate("tailorbird.identify('somebody', {email: 'a@shop.example'})")
    page.evaluate("history.pushState({}, '', '/shop/two')")
    page.wait_for_timeout(800)
    page.goto("/shop/three")
    page.wait_for_timeout(400)
    yield _empty("before an answer: stored", shop.stored(page))
    said = [request.url.rpartition("/")[2] for request in shop.requests]
    yield Claim("before an answer: sent", f"{len(said)} requests", "0 requests", ok=not said)


def _empty(what: str, held: dict[str, Any]) -> Claim:
    full = ", ".join(name for name, content in held.items() if content)
    return Claim(what, full or "nothing", "nothing", ok=held == NOTHING)


def _by_purpose(shop: Storefront) -> Iterator[Claim]:
    page = shop.open()
    page.evaluate("tailorbird.consent({analytics: true, marketing: false})")
    shop.know(page)
    events = shop.events(lambda found: "page" in _names(found))
    carried = [event.context["consent"]["categoryPreferences"] for event in events]
    same = all(one == ANALYTICS for one in carried)
    measured = f"{sum(one == ANALYTICS for one in carried)} of {len(carried)} events carry it"
    yield Claim("a yes for one purpose", measured, "every event", ok=same)


def _denied(shop: Storefront) -> Iterator[Claim]:
    page = shop.open(consent="granted")
    shop.know(page)
    shop.events(lambda found: "page" in _names(found))
    page.wait_for_function("document.cookie.includes('tb_id')")
    page.evaluate("tailorbird.consent('denied')")
    shop.events(lambda found: _names(found).count("Consent Updated") == 2)
    page.wait_for_function("!document.cookie.includes('tb_id')")
    yield _empty("after a no: stored", shop.stored(page))
    before = len(shop.requests)
    page.evaluate(CALL_ALL)
    page.wait_for_timeout(600)
    sent = len(shop.requests) - before
    yield Claim("after a no: sent", f"{sent} requests", "0 requests", ok=sent == 0)


def _objecting(shop: Storefront) -> Iterator[Claim]:
    shop.context.add_init_script(GPC)
    page = shop.open(consent="granted")
    shop.know(page)
    events = shop.events(lambda found: "page" in _names(found))
    page.wait_for_timeout(400)
    held = shop.stored(page)
    lasting = held["jar"] + [name for name in held["local"] if name == "tb_id"]
    told = all(event.context["consent"]["gpc"] is True for event in events)
    yield Claim(
        "Global Privacy Control",
        f"kept beyond the visit: {', '.join(lasting) or 'nothing'}; told with events: {told}",
        "nothing; True",
        ok=not lasting and told,
    )


def _at_once(shop: Storefront) -> Iterator[Claim]:
    tabs = [shop.open(f"/shop/{number}") for number in range(TABS)]
    for tab in tabs:
        tab.evaluate(
            f"setTimeout(() => {{ for (let n = 0; n < {CALLS}; n++) "
            "{ tailorbird.consent('granted'); tailorbird.track('Call ' + n) } }, 0)"
        )
    ids = {shop.know(tab) for tab in tabs}
    wanted = TABS * CALLS
    events = shop.events(
        lambda found: sum(name.startswith("Call") for name in _names(found)) >= wanted, 15
    )
    calls = sum(name.startswith("Call") for name in _names(events))
    yield Claim(
        f"{wanted} first calls at once, in {TABS} tabs",
        f"{len(ids)} id, {calls} events",
        f"1 id, {wanted} events",
        ok=len(ids) == 1 and calls == wanted,
    )
