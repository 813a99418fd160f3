from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from msgspec import structs

from tailorbird.core.clock import DAY
from tailorbird.core.errors import StorageError

PAGES = ["/", "/?days=90", "/?days=365", "/people", "/people?q=ann", "/people/p1", "/people/p2"]
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"


@pytest.fixture
def merchant(opened: Any, shop: Any) -> Any:
    return opened(shop)


@pytest.fixture
def newcomer(opened: Any, fresh_shop: Any) -> Any:
    return opened(fresh_shop)


class Ids(HTMLParser):
    """Collects ids, and what refers to them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: set[str] = set()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            self.named |= set(given.get(name, "").split())


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_with_the_headers_every_page_carries(merchant: Any, path: str) -> None:
    answer = merchant.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith(POLICY)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_and_ids_that_are_there_once(merchant: Any, path: str) -> None:
    html = merchant.get(path).text
    found = Ids()
    found.feed(html)
    assert html.count("<h1") == 1
    assert len(found.ids) == len(set(found.ids))
    assert found.named <= set(found.ids)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_came_from_outside_becomes_code(merchant: Any, path: str) -> None:
    html = merchant.get(path).text
    assert "<script>" not in html
    assert "alert('x')" not in html.replace("&#39;", "").replace("&amp;#39;", "")
    assert "<b>free</b>" not in html
    assert " style=" not in html


@pytest.mark.parametrize("path", ["/", "/people", "/people/p1"])
def test_what_a_page_refers_to_is_there(merchant: Any, path: str) -> None:
    html = merchant.get(path).text
    assets = set(re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", html))
    assert len(assets) >= 9
    for asset in assets:
        answer = merchant.get(asset)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert not re.search(r"(?:href|src)=\"(?:https?:)?//", html)


def test_home_adds_up_the_days_that_are_over(merchant: Any) -> None:
    said = text_of(merchant.get("/").text)
    assert "Orders placed, cancelled ones left out 30 " in said
    assert "About the same as the 30 days before, which had £3,015" in said
    assert "£3,000" in said
    assert "Average order £100.00" in said
    assert "Today so far" in said
    assert "£10.20" in said


def test_home_compares_with_the_days_before(merchant: Any, shop: Any) -> None:
    last_month = range(shop.time // DAY - 30, shop.time // DAY)
    doubled = [o for o in shop.orders if o.placed_at // DAY in last_month]
    shop.orders += doubled
    said = text_of(merchant.get("/").text)
    assert "99% up on the 30 days before, which had £3,015" in said
    shop.orders = [o for o in shop.orders if o not in doubled]
    said = text_of(merchant.get("/").text)
    assert "100% down on the 30 days before, which had £3,015" in said


def test_home_does_not_compare_beyond_what_is_known(merchant: Any) -> None:
    assert "No comparison: your history begins on" in text_of(merchant.get("/?days=365").text)


def test_a_year_is_shown_by_week(merchant: Any) -> None:
    html = merchant.get("/?days=365").text
    assert html.count('class="chart-mark"') == 3 * 52
    assert "Week from" in html


def test_the_switch_fetches_only_its_part(merchant: Any) -> None:
    part = merchant.get("/?days=90", headers={"HX-Request": "true"}).text
    assert part.strip().startswith("<section")
    assert "<html" not in part
    assert part.count('class="chart-mark"') == 3 * 90
    back = merchant.get(
        "/?days=90", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    ).text
    assert "<html" in back


@pytest.mark.parametrize("days", ["", "0", "-1", "31", "1e9", "'", "\u0663\u0660", "9" * 400])
def test_an_unknown_range_shows_the_usual_one(merchant: Any, days: str) -> None:
    answer = merchant.get("/", params={"days": days})
    assert answer.status_code == 200
    assert re.search(r'aria-current="true">30 days', answer.text)


def test_home_says_what_the_data_carries_and_what_is_still_missing(merchant: Any) -> None:
    said = text_of(merchant.get("/").text)
    assert "Best sellers working, early 40 orders in a year; at its best from 100." in said
    assert "On the rise not yet 70 order lines in a year; starts at 100." in said
    assert "1,500 orders of two or more products in 30 days: enough." in said


def test_home_tells_what_arrived_and_what_was_refused(merchant: Any) -> None:
    said = text_of(merchant.get("/").text)
    assert "Imported file: orders" in said
    assert "4,210" in said
    assert "an hour ago" in said
    assert "A value that cannot be used 3 times" in said
    assert "Correct properties.price where these events are sent" in said


def test_a_fresh_shop_says_what_to_do(newcomer: Any) -> None:
    said = text_of(newcomer.get("/").text)
    assert "nothing has arrived yet" in said
    assert "tailorbird import" in said
    assert "Today so far" not in said
    assert "Nobody here yet" in text_of(newcomer.get("/people").text)


def test_a_shop_with_only_visits_has_no_comparison_and_no_fault(opened: Any, shop: Any) -> None:
    shop.orders, shop.catalogue = [], {}
    said = text_of(opened(shop).get("/").text)
    assert "Not enough orders yet to say" in said
    shop.visits = []
    said = text_of(opened(shop).get("/").text)
    assert "No visits recorded before today" in said
    assert "No sales before today" in said


def test_people_are_listed_and_found(merchant: Any) -> None:
    everybody = merchant.get("/people").text
    assert everybody.count('href="/people/p') == 2
    assert "Anonymous visitor" in everybody
    found = merchant.get("/people?q=ann@").text
    assert found.count('href="/people/p') == 1
    assert "One person matches" in found
    assert "Nobody matches “nobody”" in text_of(merchant.get("/people?q=nobody").text)


def test_the_list_grows_on_request_and_ends(opened: Any, shop: Any) -> None:
    shop.known = {
        f"p{n}": structs.replace(shop.known["p1"], profile_id=f"p{n}") for n in range(120)
    }
    client = opened(shop)
    first = client.get("/people").text
    assert first.count('href="/people/p') == 50
    assert "show=100" in first
    assert client.get("/people?show=100").text.count('href="/people/p') == 100
    last = client.get("/people?show=150").text
    assert last.count('href="/people/p') == 120
    assert "Show more" not in last


def test_behind_a_long_list_everybody_can_still_be_reached(opened: Any, shop: Any) -> None:
    ann = shop.known["p1"]
    shop.known = {f"p{n}": structs.replace(ann, profile_id=f"p{n}") for n in range(1_120)}
    client, met = opened(shop), list[str]()
    address, pages = "/people?show=500", 0
    while address:
        page = client.get(address).text
        met += re.findall(r'href="/people/(p\d+)"', page)
        onward = re.findall(r'href="(/people\?[^"]*after=[^"]*)"', page)
        assert len(onward) == (len(met) < 1_120)
        address = html.unescape(onward[0]) + "&show=500" if onward else ""
        pages += 1
    assert (pages, len(met), set(met)) == (3, 1_120, set(shop.known))
    assert "120 people further down" in page
    assert client.get("/people?after=0-p").text.count("Nobody further down") == 1


@pytest.mark.parametrize("after", ["-", "x-p1", "9" * 40, "\u0665-p1", "5-\x00", "5"])
def test_an_odd_place_in_the_list_is_put_right(merchant: Any, after: str) -> None:
    assert merchant.get("/people", params={"after": after}).status_code == 200


@pytest.mark.parametrize("show", ["-5", "x", "99999999999", "\u0665"])
def test_an_odd_length_of_the_list_is_put_right(merchant: Any, show: str) -> None:
    assert merchant.get("/people", params={"show": show}).status_code == 200


@pytest.mark.parametrize(
    "query", ["<script>alert('x')</script>", "%00", "\x00", "a" * 5000, "' OR 1=1"]
)
def test_a_hostile_search_is_only_text(merchant: Any, query: str) -> None:
    answer = merchant.get("/people", params={"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_a_person_has_name_story_orders_cart_and_consent(merchant: Any) -> None:
    said = text_of(merchant.get("/people/p1").text)
    for words in (
        "ann@example.com",
        "17850",
        "£25.50",
        "Placed order 536365 · £10.20 · 1 product",
        "Added 4 × ROUND MUG to the cart",  # noqa: RUF001
        "Viewed ROUND MUG 2 times",
        "£5.10 refunded",
        "1 came back",
        "£15.30",
        "2 ×",  # noqa: RUF001
        "gone",
        "News and offers By e-mail Yes",
        "In their browser",
        "Wording v3",
        "All that was answered: 2 answers",
        "Showing what suits them In your shop No",
        "does not want to be followed",
        "Personal again, as they answered",
    ):
        assert words in re.sub(r"\s+([·])", r" \1", said), words


def test_a_person_s_page_asks_what_they_would_be_shown_as_one_page_of_the_shop(
    merchant: Any, shop: Any
) -> None:
    said = text_of(merchant.get("/people/p1").text)
    [asked] = shop.asked
    assert asked.profile_id == "p1"
    assert [p.name for p in asked.placements] == [
        *("recently_viewed", "bought_together", "trending", "best_sellers")
    ]
    assert "Bought in 41 orders lately" in said
    assert "score 0.424" in said
    assert "filled by: best sellers" in said
    assert "2 just bought" in said
    assert "one for another reason (never_heard_of)" in said


def test_a_visitor_nobody_knows_has_a_page_too(merchant: Any) -> None:
    said = text_of(merchant.get("/people/p2").text)
    assert "Anonymous visitor" in said
    assert "No order yet." in said
    assert "The cart is empty." in said
    assert "never asked" in said


@pytest.mark.parametrize(
    "path",
    [
        "/people/nobody",
        "/people/" + "9" * 3000,
        "/people/%3Cscript%3E",
        "/people/..%2f..%2fetc%2fpasswd",
        "/people/p1/more",
        "/nothing/here",
        "/static/nothing.css",
        "/static/..%2frouting.py",
        "/static/../pages.py",
    ],
)
def test_what_is_not_there_gets_a_page_that_says_so(merchant: Any, path: str) -> None:
    answer = merchant.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "<script>" not in answer.text


def test_a_wrong_method_gets_a_page(merchant: Any) -> None:
    answer = merchant.post("/people")
    assert answer.status_code == 405
    assert "This page cannot do that" in answer.text


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("secret detail"), 500, "error"),
        (StorageError("secret detail"), 503, "storage_failed"),
    ],
)
def test_a_fault_shows_a_sentence_and_a_code_and_never_its_detail(
    merchant: Any, shop: Any, error: Exception, status: int, code: str
) -> None:
    shop.fault = error
    answer = merchant.get("/")
    assert answer.status_code == status
    assert f"Code {code}" in text_of(answer.text)
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_the_detail_of_a_fault_is_in_the_log(
    merchant: Any, shop: Any, caplog: pytest.LogCaptureFixture
) -> None:
    shop.fault = RuntimeError("secret detail")
    merchant.get("/")
    assert "The page / failed." in caplog.text
    assert "secret detail" in caplog.text
