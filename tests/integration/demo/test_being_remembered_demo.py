"""Consent, identity, the panel: nothing is kept before a yes, no browser can claim a name."""

from __future__ import annotations

from typing import Any

from tailorbird.app import Tailorbird
from tailorbird.demo.visitor import BASKET, CONSENT, CUSTOMER, VISITOR


def agree(browser: Any, page: str = "/shop/p/M1") -> Any:
    headers = {"referer": f"http://testserver.local{page}"}
    return browser.post(
        "/shop/consent", data={"answer": "yes"}, headers=headers, follow_redirects=False
    )


def become(browser: Any, number: str) -> Any:
    return browser.post("/shop/visitors", data={"customer": number}, follow_redirects=False)


def test_nothing_is_stored_before_the_answer(browser: Any) -> None:
    for page in ("/shop/", "/shop/p/M1", "/shop/search?q=mug", "/shop/basket", "/shop/visitors"):
        answer = browser.get(page)
        assert "set-cookie" not in answer.headers
        assert 'data-visitor=""' in answer.text
        assert "May we remember" in answer.text


def test_a_no_is_kept_and_nothing_else(browser: Any) -> None:
    browser.post("/shop/consent", data={"answer": "no"}, follow_redirects=False)
    assert dict(browser.cookies) == {CONSENT: "no"}
    page = browser.get("/shop/").text
    assert 'data-visitor=""' in page
    assert "May we remember" not in page
    assert "You have not agreed" in browser.get("/shop/knows").text


def test_a_yes_gives_this_browser_a_long_random_name_no_script_can_read(browser: Any) -> None:
    answer = agree(browser)
    assert answer.status_code == 303
    assert all("httponly" in line.lower() for line in answer.headers.get_list("set-cookie"))
    first = browser.cookies[VISITOR]
    assert len(first) >= 20
    browser.cookies.clear()
    agree(browser)
    assert browser.cookies[VISITOR] != first


def test_the_answer_leads_back_to_the_page_it_was_asked_on(browser: Any) -> None:
    assert agree(browser, "/shop/p/M1?x=1").headers["location"] == "/shop/p/M1?x=1"
    for elsewhere in ("https://evil.example/shop/", "http://testserver.local//evil.example/", ""):
        answer = browser.post(
            "/shop/consent",
            data={"answer": "no"},
            headers={"referer": elsewhere},
            follow_redirects=False,
        )
        assert answer.headers["location"] == "/shop/"


def test_a_changed_mind_is_one_click_away_and_forgets_the_browser(browser: Any) -> None:
    agree(browser)
    page = browser.get("/shop/").text
    assert 'action="/shop/consent"' in page
    browser.post("/shop/consent", data={"answer": "no"}, follow_redirects=False)
    assert VISITOR not in browser.cookies


def test_every_answer_is_on_the_persons_record(browser: Any, shop: Tailorbird) -> None:
    agree(browser)
    name = browser.cookies[VISITOR]
    assert answers(shop, name) == {"personalization": True}
    browser.post("/shop/consent", data={"answer": "no"}, follow_redirects=False)
    assert answers(shop, name) == {"personalization": False}


def answers(shop: Tailorbird, anonymous_id: str) -> dict[str, bool]:
    shop.wait_until_processed()
    person = shop.person(shop.facts(anonymous_id=anonymous_id).profile_id or "")
    return {state.purpose: state.granted for state in person.consents} if person else {}


def test_saying_yes_again_keeps_the_browsers_name(browser: Any) -> None:
    agree(browser)
    first = browser.cookies[VISITOR]
    agree(browser)
    assert browser.cookies[VISITOR] == first


def test_one_may_browse_as_somebody_with_a_history(browser: Any, shop: Tailorbird) -> None:
    page = browser.get("/shop/visitors").text
    assert "Customer 13047" in page
    assert "2 orders worth" in page
    assert become(browser, "13047").headers["location"] == "/shop/"
    assert "Customer 13047" in browser.get("/shop/").text
    facts = shop.facts(anonymous_id=browser.cookies[VISITOR])
    assert facts.profile_id == shop.facts(user_id="13047").profile_id
    panel = browser.get("/shop/knows").text
    assert "Customer 13047" in panel
    assert f"/people/{facts.profile_id}" in panel


def test_becoming_new_again_forgets_everything(browser: Any) -> None:
    become(browser, "13047")
    browser.post("/shop/basket", data={"product": "M1", "act": "add", "quantity": "2"})
    become(browser, "")
    assert dict(browser.cookies) == {}


def test_only_those_on_the_list_may_be_chosen(browser: Any) -> None:
    for number in ("99999", "' OR 1=1", "<b>"):
        become(browser, number)
        assert CUSTOMER not in browser.cookies


def test_a_made_up_customer_cookie_is_not_believed(browser: Any, shop: Tailorbird) -> None:
    agree(browser)
    browser.cookies.set(CUSTOMER, "13047", path="/shop")
    assert "Customer 13047" not in browser.get("/shop/").text
    browser.post("/shop/basket", data={"product": "M1", "act": "add", "quantity": "1"})
    before = shop.facts(user_id="13047").bought
    browser.post("/shop/checkout", data={"name": "Eve", "email": "eve@example.com"})
    shop.wait_until_processed()
    assert shop.facts(user_id="13047").bought == before


def test_a_customer_cookie_of_another_number_is_not_believed(browser: Any) -> None:
    become(browser, "13047")
    stolen = browser.cookies[CUSTOMER].replace("13047", "17850")
    browser.cookies.set(CUSTOMER, stolen, path="/shop")
    assert "Customer 17850" not in browser.get("/shop/").text


def test_spoilt_cookies_are_an_empty_basket_and_a_stranger(browser: Any) -> None:
    for name in (BASKET, CONSENT, VISITOR, CUSTOMER):
        browser.cookies.set(name, "<script>~..~9999999~'", path="/shop")
    answer = browser.get("/shop/basket")
    assert answer.status_code == 200
    assert "Your basket is empty" in answer.text
    assert "<script>~" not in answer.text


def test_a_liking_is_more_than_the_size_of_the_shelf(browser: Any, shop: Tailorbird) -> None:
    mugs = [
        {"product_id": f"MUG{n}", "name": "BLUE MUG", "price": "1.00", "category": "Tea & table"}
        for n in range(12)
    ]
    bag = {"product_id": "B1", "price": "1.95", "quantity": 1}
    # eight mugs of the many there are, four times the only bag
    for number in range(4):
        shop.track(
            name="Order Completed",
            user_id="20000",
            properties={
                "order_id": f"L{number}",
                "currency": "GBP",
                "total": "3.95",
                "products": [bag, *({**mug, "quantity": 1} for mug in mugs[number * 2 :][:2])],
            },
        )
    shop.wait_until_processed()
    page = browser.get("/shop/visitors").text
    assert "Customer 20000" in page
    assert "4 orders worth £15.80, last order today, likes Bags &amp; purses" in page
