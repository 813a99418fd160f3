"""Basket and checkout over a real shop: the order arrives, whole and once, in Tailorbird."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tailorbird.app import Tailorbird
from tailorbird.demo.visitor import VISITOR
from tailorbird.profiles.types import Person


def put(browser: Any, product_id: str, quantity: object = 1, act: str = "add") -> Any:
    data = {"product": product_id, "act": act, "quantity": str(quantity)}
    return browser.post("/shop/basket", data=data)


def form_of(browser: Any, **given: str) -> dict[str, str]:
    page = browser.get("/shop/checkout").text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {"name": "Ann Lee", "email": "ann@example.com", **dict(hidden), **given}


def buy(browser: Any, **given: str) -> Any:
    return browser.post("/shop/checkout", data=form_of(browser, **given))


def person_of(shop: Tailorbird, email: str = "ann@example.com") -> Person:
    shop.wait_until_processed()
    [found] = shop.people(email)
    person = shop.person(found.profile_id)
    assert person is not None
    return person


def test_the_basket_adds_changes_and_takes_out(browser: Any) -> None:
    assert "£5.10" in put(browser, "M1", 2).text
    page = put(browser, "C1").text
    assert re.search(r"Total</span>\s*<strong>£8.05", page)
    page = put(browser, "M1", 1, act="set").text
    assert re.search(r"Total</span>\s*<strong>£5.50", page)
    page = put(browser, "C1", 0, act="set").text
    assert "/shop/p/C1" not in page
    assert "Your basket is empty" in put(browser, "M1", 0, act="set").text


@pytest.mark.parametrize("product_id", ["NOPE", "POST", "<script>", "", "M1.5~C1.9", "x" * 4_000])
def test_only_what_is_sold_can_be_bought(browser: Any, product_id: str) -> None:
    assert "Your basket is empty" in put(browser, product_id).text
    assert browser.get("/shop/checkout").url.path == "/shop/basket"


@pytest.mark.parametrize("quantity", ["-3", "1e9", "99999999999", "", "two", "٣"])
def test_a_senseless_quantity_is_no_reason_to_fail(browser: Any, quantity: str) -> None:
    page = put(browser, "M1", quantity)
    assert page.status_code == 200
    assert re.search(r"Total</span>\s*<strong>£(?:2\.55|7\.65)", page.text)


def test_an_order_arrives_whole(browser: Any, shop: Tailorbird) -> None:
    browser.post("/shop/consent", data={"answer": "yes"})
    put(browser, "M1", 2)
    put(browser, "C1", 1)
    thanks = buy(browser)
    assert thanks.url.path.startswith("/shop/thanks/TT-")
    assert "Thank you, Ann Lee" in thanks.text
    assert "Your basket is empty" in browser.get("/shop/basket").text

    person = person_of(shop)
    [order] = person.orders
    assert order.order_id == thanks.url.path.rpartition("/")[2]
    assert order.total_minor == 805
    assert [(line.product_id, line.quantity) for line in order.lines] == [("M1", 2), ("C1", 1)]
    # the browser that bought is this person's from now on: what was bought is known at once
    facts = shop.facts(anonymous_id=browser.cookies[VISITOR])
    assert facts.profile_id == person.profile_id
    assert set(facts.bought) == {"M1", "C1"}
    assert facts.cart == ()


def test_an_order_without_consent_names_no_browser(browser: Any, shop: Tailorbird) -> None:
    browser.post("/shop/consent", data={"answer": "no"})
    put(browser, "M1")
    buy(browser)
    assert VISITOR not in browser.cookies
    person = person_of(shop)
    assert person.order_count == 1
    assert person.facts.viewed == ()


@pytest.mark.parametrize(("ticked", "granted"), [({}, False), ({"marketing": "yes"}, True)])
def test_marketing_is_asked_unticked_and_kept_with_its_wording(
    browser: Any, shop: Tailorbird, ticked: dict[str, str], granted: bool
) -> None:
    put(browser, "M1")
    page = browser.get("/shop/checkout").text
    [box] = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    assert "checked" not in box
    buy(browser, **ticked)
    [consent] = [c for c in person_of(shop).consents if c.purpose == "marketing"]
    assert consent.granted is granted
    assert consent.wording


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "  "}, "tell us your name"),
        ({"email": ""}, "enter an e-mail"),
        ({"email": "ann"}, "enter an e-mail"),
        ({"email": "ann@"}, "enter an e-mail"),
        ({"email": "ann @example.com"}, "enter an e-mail"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(
    browser: Any, shop: Tailorbird, given: dict[str, str], message: str
) -> None:
    put(browser, "M1")
    before = len(shop.people(limit=500))
    answer = buy(browser, **{"name": 'Ann "A" <b>', **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert "<b>" not in answer.text
    assert "Total" in answer.text
    if "name" not in given:
        assert "Ann &#34;A&#34; &lt;b&gt;" in answer.text
    shop.wait_until_processed()
    assert len(shop.people(limit=500)) == before


def test_an_empty_basket_cannot_be_ordered(browser: Any) -> None:
    answer = browser.post("/shop/checkout", data={"name": "Ann", "email": "ann@example.com"})
    assert answer.status_code == 422
    assert "nothing to order" in answer.text


def test_the_same_form_sent_twice_is_one_order(browser: Any, shop: Tailorbird) -> None:
    put(browser, "M1")
    form, basket = form_of(browser), dict(browser.cookies)
    first = browser.post("/shop/checkout", data=form)
    for name, value in basket.items():
        browser.cookies.set(name, value, path="/shop")
    second = browser.post("/shop/checkout", data=form)
    assert second.url.path == first.url.path
    assert person_of(shop).order_count == 1


def test_two_orders_of_the_same_are_two(browser: Any, shop: Tailorbird) -> None:
    for _ in range(2):
        put(browser, "M1")
        buy(browser)
    assert person_of(shop).order_count == 2


def test_somebody_elses_order_cannot_be_read_or_replaced(browser: Any, shop: Tailorbird) -> None:
    put(browser, "M1")
    number = buy(browser).url.path.rpartition("/")[2]
    put(browser, "C1", 9)
    other = buy(browser, email="eve@example.com", order=number, number=number)
    assert other.url.path.rpartition("/")[2] != number
    [order] = person_of(shop).orders
    assert [line.product_id for line in order.lines] == ["M1"]


def test_a_form_of_another_kind_is_refused_kindly(browser: Any) -> None:
    answer = browser.post(
        "/shop/checkout", content=b"\xff\xfe{", headers={"content-type": "application/json"}
    )
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text
