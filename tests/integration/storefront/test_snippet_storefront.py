"""What the script does on a store's pages, seen in the browser and in the log behind the server."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tailorbird.core.errors import NotAllowed
from tailorbird.events.vocabulary import VOCABULARY
from tests.integration.storefront.pages import NOTHING, Storefront

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "src/tailorbird/api/static/tailorbird.js"
MOST = 4_096
Visit = Callable[..., Storefront]
pytestmark = pytest.mark.browser


def names(events: list[Any]) -> list[str]:
    return [event.name or event.kind.value for event in events]


def test_the_script_is_small_and_built_from_these_sources() -> None:
    built = BUILT.read_bytes()
    assert len(gzip.compress(built, 9)) <= MOST
    digest = hashlib.sha256()
    for source in sorted((ROOT / "storefront/src").iterdir()):
        digest.update(source.read_bytes())
    said = re.search(rb"Sources: (\w+)", built)
    assert said is not None
    assert said[1].decode() == digest.hexdigest()[:16], "run `make storefront`"


def test_before_an_answer_nothing_is_stored_and_nothing_is_sent(visit: Visit) -> None:
    shop = visit()
    page = shop.open(early="tailorbird.productViewed({product_id: 'P1'})")
    page.evaluate("tailorbird.track('Product Added', {product_id: 'P1'})")
    page.evaluate("tailorbird.identify('somebody')")
    page.evaluate("history.pushState({}, '', '/shop/two')")
    page.wait_for_timeout(600)
    page.goto("/shop/three")
    page.wait_for_timeout(300)
    assert shop.stored(page) == NOTHING
    assert shop.requests == []


def test_a_yes_tells_what_is_looked_at_now_and_nothing_that_was_done_before(visit: Visit) -> None:
    shop = visit()
    page = shop.open(early="tailorbird.productViewed({product_id: 'P1'})")
    page.evaluate("tailorbird.productAdded({product_id: 'P1', quantity: 1})")
    page.evaluate("tailorbird.consent('granted')")
    shop.know(page)
    events = shop.events(lambda found: len(found) >= 3)
    assert names(events) == ["Consent Updated", "page", "Product Viewed"]
    granted = {"analytics": True, "personalization": True, "marketing": True}
    assert all(e.context["consent"]["categoryPreferences"] == granted for e in events)


def test_a_no_deletes_what_was_stored_and_is_told(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    shop.know(page)
    shop.events(lambda found: "page" in names(found))
    page.wait_for_function("document.cookie.includes('tb_id')")
    page.evaluate("tailorbird.consent('denied')")
    last = shop.events(lambda found: names(found)[-1] == "Consent Updated" and len(found) > 2)[-1]
    assert last.context["consent"]["categoryPreferences"]["analytics"] is False
    page.wait_for_function("!document.cookie.includes('tb_id')")
    assert shop.stored(page) == NOTHING
    before = len(shop.requests)
    page.evaluate("tailorbird.track('Product Viewed', {product_id: 'P2'})")
    page.wait_for_timeout(500)
    assert len(shop.requests) == before


def test_an_answer_by_purpose_travels_with_every_event(visit: Visit) -> None:
    shop = visit()
    page = shop.open()
    page.evaluate("tailorbird.consent({analytics: true, marketing: false})")
    shop.know(page)
    event = shop.events(lambda found: "page" in names(found))[-1]
    assert event.context["consent"]["categoryPreferences"] == {
        "analytics": True,
        "personalization": False,
        "marketing": False,
    }


def test_an_answer_is_remembered_on_the_next_page(visit: Visit) -> None:
    shop = visit()
    page = shop.open()
    page.evaluate("tailorbird.consent('granted')")
    first = shop.know(page)
    shop.events(lambda found: "page" in names(found))
    again = shop.open("/shop/two")
    assert shop.know(again) == first
    events = shop.events(lambda found: names(found).count("page") == 2)
    assert names(events).count("Consent Updated") == 1  # a page that opens is no new answer


def test_fifty_first_calls_at_once_give_one_id(visit: Visit) -> None:
    shop = visit()
    tabs = [shop.open(f"/shop/{n}") for n in range(5)]
    for tab in tabs:
        tab.evaluate(
            "setTimeout(() => { for (let n = 0; n < 10; n++) "
            "{ tailorbird.consent('granted'); tailorbird.track('Call ' + n) } }, 0)"
        )
    ids = {shop.know(tab) for tab in tabs}
    assert len(ids) == 1
    shop.events(lambda found: sum(name.startswith("Call") for name in names(found)) == 50)
    tabs[0].wait_for_function("document.cookie.includes('tb_id')")
    assert [c["value"] for c in shop.context.cookies() if c["name"] == "tb_id"] == list(ids)


# What one tab writes into the storage, another may see only a moment later: here never.
LAGGING = "Storage.prototype.getItem = () => null"


def test_tabs_that_do_not_see_each_others_storage_yet_give_one_id(visit: Visit) -> None:
    shop = visit()
    shop.context.route("**/v1/visitor", lambda route: route.abort())
    tabs = [shop.open(f"/shop/{n}", early=LAGGING) for n in range(3)]
    for tab in tabs:
        tab.evaluate("setTimeout(() => tailorbird.consent('granted'), 0)")
    assert len({shop.know(tab) for tab in tabs}) == 1


def test_who_took_consent_back_begins_with_another_id(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    first = shop.know(page)
    page.wait_for_function("document.cookie.includes('tb_id')")
    page.evaluate("tailorbird.consent('denied')")
    page.wait_for_function("!document.cookie")
    page.evaluate("tailorbird.consent('granted')")
    assert shop.know(page) != first


def test_the_id_is_a_lasting_cookie_of_the_server(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    mine = shop.know(page)
    page.wait_for_function("document.cookie.includes('tb_id')")
    cookie = next(c for c in shop.context.cookies() if c["name"] == "tb_id")
    assert cookie["value"] == mine
    assert cookie["sameSite"] == "Lax"
    assert cookie["expires"] > page.evaluate("Date.now()") / 1000 + 300 * 86_400
    page.evaluate("localStorage.clear()")  # as a browser does after seven days
    assert shop.know(shop.open("/shop/two", consent="granted")) == mine


def test_every_event_of_the_specification_has_a_method(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted", pages="manual")
    shop.know(page)
    methods = page.evaluate("Object.keys(tailorbird).filter(m => /[A-Z]/.test(m))")
    page.evaluate(
        "for (const m of Object.keys(tailorbird)) if (/[A-Z]/.test(m)) "
        "tailorbird[m]({product_id: 'P1', order_id: 'O1', query: 'q', products: []})"
    )
    events = shop.events(lambda found: len(found) == len(methods) + 1)
    told = set(names(events)) - {"Consent Updated"}
    assert len(told) == len(methods) == 28
    assert set(VOCABULARY) & told


def test_routes_of_a_single_page_are_pages_with_their_query(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    shop.know(page)
    page.evaluate("history.pushState({}, '', '/shop/shoes')")
    page.wait_for_timeout(50)
    page.evaluate("history.replaceState({}, '', '/shop/shoes?size=42')")
    page.wait_for_timeout(50)
    page.evaluate("history.replaceState({}, '', '/shop/shoes?size=42#top')")
    page.wait_for_timeout(50)
    page.evaluate("history.back()")
    events = shop.events(lambda found: names(found).count("page") == 4)
    seen = [e.properties["path"] + e.properties["search"] for e in events if e.kind.value == "page"]
    assert seen == ["/shop/", "/shop/shoes", "/shop/shoes?size=42", "/shop/"]


def test_what_the_visitor_does_while_leaving_arrives(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    shop.know(page)
    page.evaluate("tailorbird.productClicked({product_id: 'P9'})")
    page.goto("about:blank")
    shop.events(lambda found: "Product Clicked" in names(found))


def test_trouble_on_the_way_loses_nothing_and_doubles_nothing(visit: Visit) -> None:
    shop = visit()
    shop.answers += [429, 503, 0]
    page = shop.open(consent="granted")
    shop.know(page)
    for number in range(20):
        page.evaluate(f"tailorbird.track('Number {number}')")
    events = shop.events(lambda found: len(found) >= 22, seconds=20)
    assert sorted(names(events)) == sorted(
        ["Consent Updated", "page", *(f"Number {n}" for n in range(20))]
    )


def test_offline_events_wait_for_the_next_page(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    shop.know(page)
    shop.events(lambda found: "page" in names(found))
    shop.answers += [0] * 50
    page.evaluate("tailorbird.productAdded({product_id: 'P1'})")
    page.wait_for_timeout(500)
    page.close(run_before_unload=False)
    shop.answers.clear()
    shop.open("/shop/later")
    events = shop.events(lambda found: names(found).count("Product Added") == 1)
    assert len({e.message_id for e in events}) == len(events)


def test_reset_makes_somebody_else(visit: Visit) -> None:
    shop = visit()
    page = shop.open(consent="granted")
    first = shop.know(page)
    page.evaluate("tailorbird.identify('customer-1', {plan: 'a'})")
    page.evaluate("tailorbird.track('Mine')")
    mine = shop.events(lambda found: "Mine" in names(found))[-1]
    assert (mine.user_id, mine.anonymous_id) == ("customer-1", first)
    page.evaluate("tailorbird.reset()")
    second = shop.know(page)
    page.evaluate("tailorbird.track('Not mine')")
    other = shop.events(lambda found: "Not mine" in names(found))[-1]
    assert second != first
    page.wait_for_function(f"document.cookie.includes('{second}')")
    assert (other.user_id, other.anonymous_id) == (None, second)


def test_a_browser_that_objects_has_an_id_for_this_visit_only(visit: Visit) -> None:
    shop = visit()
    shop.context.add_init_script(
        "Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true})"
    )
    page = shop.open(consent="granted")
    shop.know(page)
    event = shop.events(lambda found: "page" in names(found))[-1]
    assert event.context["consent"]["gpc"] is True
    page.wait_for_timeout(300)
    held = shop.stored(page)
    assert held["session"] == ["tb_id"]
    assert held["jar"] == []
    assert "tb_id" not in held["local"]


def test_a_program_is_counted_and_nothing_else(visit: Visit) -> None:
    shop = visit(user_agent="Mozilla/5.0 (compatible; SomeBot/2.1)")
    page = shop.open(consent="granted")
    page.wait_for_timeout(500)
    assert shop.stored(page) == NOTHING
    assert [request.url.rpartition("/")[2] for request in shop.requests] == ["bot"]
    assert any(refusal.code == "bot" for refusal, _ in shop.doors.shop.refusals())


def test_google_consent_mode_is_followed(visit: Visit) -> None:
    shop = visit()
    early = (
        "window.dataLayer = []; function gtag(){dataLayer.push(arguments)}"
        "gtag('consent', 'default', {analytics_storage: 'denied', ad_user_data: 'denied'})"
    )
    page = shop.open(early=early, consent="google")
    page.wait_for_timeout(300)
    assert shop.requests == []
    page.evaluate("gtag('consent', 'update', {analytics_storage: 'granted'})")
    shop.know(page)
    event = shop.events(lambda found: "page" in names(found))[-1]
    assert event.context["consent"]["categoryPreferences"] == {
        "analytics": True,
        "personalization": False,
        "marketing": False,
    }


def test_shopifys_customer_privacy_is_followed(visit: Visit) -> None:
    shop = visit()
    early = (
        "window.Shopify = {customerPrivacy: {currentVisitorConsent: () => "
        "({analytics: '', marketing: '', preferences: ''})}}"
    )
    page = shop.open(early=early, consent="shopify")
    page.wait_for_timeout(300)
    assert shop.requests == []
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('visitorConsentCollected', {detail: "
        "{analyticsAllowed: true, preferencesAllowed: true, marketingAllowed: false}}))"
    )
    shop.know(page)
    event = shop.events(lambda found: "page" in names(found))[-1]
    assert event.context["consent"]["categoryPreferences"]["personalization"] is True


def test_another_sites_page_may_not_set_the_id(visit: Visit) -> None:
    doors = visit().doors
    there = doors.call(
        "/v1/visitor", b'{"anonymousId": "visitor-0001"}', {"Origin": "https://elsewhere.example"}
    )
    assert there.status == NotAllowed.status
    assert "set-cookie" not in {name.lower() for name in there.headers}
    bad = doors.call("/v1/visitor", b'{"anonymousId": "a; Domain=x"}')
    assert bad.status == 400
