"""Products, recommendations, data and settings over a shop that is held in lists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec import structs

from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.core.clock import DAY

PATHS = [
    "/products",
    "/products?q=mug&category=Kitchen",
    "/products/item?id=M1",
    "/products/item?id=B1",
    "/recommendations",
    "/recommendations?q=ann",
    "/recommendations?product=M1",
    "/recommendations?person=p1",
    "/data",
    "/settings",
]
PART = {"HX-Request": "true"}


@pytest.fixture
def merchant(opened: Any, shop: Any) -> Any:
    return opened(shop)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def sign_of(client: Any) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/settings").text)
    assert found is not None
    return found[1]


def send(client: Any, path: str, **form: str) -> Any:
    return client.post(path, data={**form, "csrf": sign_of(client)}, follow_redirects=False)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_and_holds_no_code_from_outside(merchant: Any, path: str) -> None:
    answer = merchant.get(path)
    assert answer.status_code == 200
    html = answer.text
    assert html.count("<h1") == 1
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = " ".join(re.findall(r'(?:aria-\w*(?:by|controls)|for)="([^"]*)"', html)).split()
    assert set(named) <= set(ids)
    assert "<script>" not in html
    assert "<b>orders</b>" not in html
    assert " style=" not in html


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/products", "Products"),
        ("/products/item?id=M1", "Products"),
        ("/recommendations", "Recommendations"),
        ("/data", "Data"),
        ("/settings", "Settings"),
    ],
)
def test_the_menu_marks_where_one_is(merchant: Any, path: str, name: str) -> None:
    marked = re.findall(
        r'<a href="[^"]+" aria-current="page">(.*?)</a>', merchant.get(path).text, re.DOTALL
    )
    assert [text_of(one).strip() for one in marked] == [name]


# -- products


def test_products_are_found_by_word_and_category(merchant: Any) -> None:
    assert merchant.get("/products").text.count('href="/products/item?id=') == 2
    assert merchant.get("/products?q=MUG").text.count('href="/products/item?id=') == 1
    assert merchant.get("/products?category=Kitchen").text.count('href="/products/item?id=') == 1
    none = merchant.get("/products?q=zebra")
    assert "No product matches" in none.text
    assert "<html" not in merchant.get("/products?q=mug", headers=PART).text


def test_a_long_list_of_products_has_pages(opened: Any, shop: Any) -> None:
    mug = shop.catalogue["M1"]
    shop.catalogue = {f"M{n}": structs.replace(mug, product_id=f"M{n}") for n in range(70)}
    client = opened(shop)
    seen: list[str] = []
    path = "/products?q=mug&category=Kitchen"
    for _ in range(3):
        html = client.get(path).text
        seen += re.findall(r'href="/products/item\?id=(M\d+)"', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        path = following[1].replace("&amp;", "&") if following else ""
    assert path == ""
    assert sorted(seen) == sorted(shop.catalogue)
    assert "31 to 60 of 70" in text_of(client.get("/products?q=mug&page=2").text)


@pytest.mark.parametrize("page", ["0", "-1", "x", "٣", "9" * 30, "999"])
def test_an_odd_page_of_the_list_is_put_right(merchant: Any, page: str) -> None:
    assert merchant.get("/products", params={"page": page}).status_code == 200


def test_a_product_s_page_says_what_it_sold_and_where_it_is_shown(merchant: Any) -> None:
    said = text_of(merchant.get("/products/item?id=M1").text)
    for words in ("ROUND MUG", "£2.55", "Kitchen", "not told", "Best sellers, place 3"):
        assert words in said
    sold = text_of(merchant.get("/products/item/sales?id=M1", headers=PART).text)
    pieces = sum(1 + day % 4 for day in range(1, 200))
    assert f"{pieces} Pieces" in re.sub(r"Pieces (\d+)", r"\1 Pieces", sold)
    assert "£507" in sold


def test_a_product_that_never_sold_says_so(opened: Any, shop: Any) -> None:
    shop.sold, shop.shown = [], []
    client = opened(shop)
    assert "Not sold in these weeks" in client.get("/products/item/sales?id=M1").text
    assert "In no list of the shop just now" in client.get("/products/item?id=M1").text


@pytest.mark.parametrize(
    "path", ["/products/item", "/products/item?id=gone", "/products/item/sales"]
)
def test_a_product_that_is_not_there_is_said_within_the_frame(merchant: Any, path: str) -> None:
    answer = merchant.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert 'class="nav"' in answer.text


# -- recommendations


def test_what_works_and_what_unlocks_next_is_said(merchant: Any) -> None:
    said = text_of(merchant.get("/recommendations").text)
    assert "Best sellers working, early" in said
    assert "70 order lines in a year; starts at 100." in said


def test_every_way_is_tried_alone_for_a_product_and_for_a_person(merchant: Any, shop: Any) -> None:
    ways = [gate.tactic for gate in shop.gates()]
    for path, item, person in (
        ("/recommendations?product=M1", "M1", None),
        ("/recommendations?person=p1", None, "p1"),
    ):
        shop.asked.clear()
        part = merchant.get(path, headers=PART).text
        assert "<html" not in part
        assert [request.placements[0].strategy for request in shop.asked] == ways
        assert all(len(request.placements) == 1 for request in shop.asked)
        assert {request.placements[0].item for request in shop.asked} == {item}
        assert {request.profile_id for request in shop.asked} == {person}
        assert "ROUND MUG" in part
    assert "Depends on who is looking" in merchant.get("/recommendations?product=M1").text
    assert "Not yet. 70 order lines" in text_of(merchant.get("/recommendations?person=p1").text)


def test_what_to_try_is_found_as_one_types(merchant: Any) -> None:
    part = merchant.get("/recommendations?q=mug", headers=PART).text
    assert 'href="/recommendations?product=M1"' in part
    assert 'id="q"' not in part, "the field being typed in stays"
    people = merchant.get("/recommendations?q=ann@", headers=PART).text
    assert 'href="/recommendations?person=p1"' in people
    assert "Nothing matches" in merchant.get("/recommendations?q=zebra").text
    assert "is not here any more" in merchant.get("/recommendations?product=gone").text


# -- data


def test_data_says_what_came_from_files_and_what_was_refused(merchant: Any) -> None:
    said = text_of(merchant.get("/data").text)
    assert "&lt;b&gt;orders&lt;/b&gt;.csv orders done a minute ago · 7 rows known before" in said
    assert "4,210 new rows" in said
    assert "Refused 17" in said
    assert "cut.csv events cut off" in said
    assert "Import it again" in said
    assert "Correct properties.price where these events are sent" in said


def test_data_of_a_fresh_shop_says_what_to_do(opened: Any, fresh_shop: Any) -> None:
    said = text_of(opened(fresh_shop).get("/data").text)
    assert "Your shop has not sent anything so far" in said
    assert "Nothing was refused" in said


# -- settings


def test_settings_show_the_shop_and_how_to_send(merchant: Any) -> None:
    said = text_of(merchant.get("/settings").text)
    for words in ("The Gift Shop", "GBP", "Europe/London", "wk_the-first-key"):
        assert words in said
    assert "curl https://shop.example/v1/track" in said
    assert "/data/shop/tailorbird.toml" in said


def test_a_secret_key_is_shown_once_and_a_public_one_always(merchant: Any, shop: Any) -> None:
    made = send(merchant, "/settings/keys", name="<b>till</b>", use="everything").text
    [value] = re.findall(r"sk_[\w-]{43}", made)
    assert "<b>till</b>" not in made
    assert shop.keys.opened_by(value).kind is KeyKind.SERVER
    assert value not in merchant.get("/settings").text
    made = send(merchant, "/settings/keys", name="pages", use="pages").text
    [value] = set(re.findall(r"wk_[\w-]{43}", made))
    assert value in merchant.get("/settings").text
    assert "Give the key a name" in send(merchant, "/settings/keys", name=" ", use="pages").text
    assert "Choose what the key is for" in send(merchant, "/settings/keys", name="till").text


def test_a_key_is_made_for_what_it_is_for_and_limited(merchant: Any, shop: Any) -> None:
    send(merchant, "/settings/keys", name="till", use="events")
    key = shop.keys.find("till")
    assert key.scopes == (Scope.COLLECT,)
    assert "Sends events only" in merchant.get("/settings").text
    answer = send(merchant, f"/settings/keys/{key.key_id}/limit", rate=" 30 ")
    assert answer.headers["location"] == "/settings?done=limited#keys"
    assert "30 events a second at most" in merchant.get("/settings").text
    wrong = send(merchant, f"/settings/keys/{key.key_id}/limit", rate="many")
    assert wrong.status_code == 400
    assert "a whole number" in wrong.text
    send(merchant, f"/settings/keys/{key.key_id}/limit", rate="")
    assert shop.keys.find("till").events_per_second is None


def test_a_key_is_replaced_and_both_work_until_the_old_one_ends(
    merchant: Any, shop: Any, clock: Any
) -> None:
    shop.time = clock.at
    [old] = shop.keys.all()
    made = send(merchant, f"/settings/keys/{old.key_id}/replace", days="1").text
    [value] = set(re.findall(r"wk_[\w-]{43}", made))
    assert "copy the two lines for your pages again" in text_of(made)
    whole = merchant.get("/settings").text
    assert f"data-key=&#34;{value}&#34;" in whole  # the lines for the pages hold the new one
    said = text_of(whole)
    assert re.search(r"ends \d+ \w+ \d{4}", said)
    assert "Another key has taken its place" in said
    assert shop.keys.opened_by(old.shown) is not None
    again = send(merchant, f"/settings/keys/{old.key_id}/replace", days="1")
    assert again.status_code == 400
    shop.time = clock.at = clock.at + DAY
    assert shop.keys.opened_by(old.shown) is None
    assert "One key that has ended" in merchant.get("/settings").text


def test_a_key_is_revoked_but_never_the_last_one(merchant: Any, shop: Any) -> None:
    [first] = shop.keys.all()
    refused = send(merchant, f"/settings/keys/{first.key_id}/revoke")
    assert refused.status_code == 400
    assert "This is the last public key" in refused.text
    shop.keys.create(KeyKind.WRITE, "new pages")
    answer = send(merchant, f"/settings/keys/{first.key_id}/revoke")
    assert answer.headers["location"] == "/settings?done=revoked#keys"
    assert "The key is revoked." in merchant.get("/settings?done=revoked").text
    assert shop.keys.opened_by(first.shown) is None
    assert send(merchant, "/settings/keys/gone/revoke").status_code == 404


def test_the_password_is_changed_by_whoever_knows_it(opened: Any, shop: Any) -> None:
    client = opened(shop)
    assert "Opened by a link, without an account" in client.get("/settings").text
    token = shop.accounts.create_owner(
        shop.accounts.first_link(), "ann@example.com", "a long walk home"
    )
    client.cookies.set("tailorbird_session", token)
    new = {"password": "another long walk", "again": "another long walk"}
    wrong = send(client, "/settings/password", present="wrong", **new)
    assert wrong.status_code == 400
    assert "This is not your present password" in wrong.text
    right = send(client, "/settings/password", present="a long walk home", **new)
    assert right.headers["location"] == "/settings?done=password#password"
    assert client.get("/settings").status_code == 200


def test_browsers_are_listed_and_signed_out(opened: Any, shop: Any) -> None:
    mine, other = opened(shop), opened(shop)
    assert mine.get("/settings").text.count("/sessions/") == 2
    [lost] = re.findall(r'action="(/settings/sessions/[0-9a-f]+/end)"', mine.get("/settings").text)
    assert send(mine, lost).status_code == 303
    assert other.get("/", follow_redirects=False).status_code == 303
    third = opened(shop)
    assert send(mine, "/settings/sessions/others/end").status_code == 303
    assert third.get("/", follow_redirects=False).status_code == 303
    assert mine.get("/").status_code == 200
