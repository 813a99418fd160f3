from __future__ import annotations

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tailorbird.accounts.attempts import FREE, LONGEST_FOR_ADDRESS
from tailorbird.accounts.sessions import LINK_LIFE, SESSION_LIFE
from tailorbird.accounts.types import Purpose
from tailorbird.dashboard import dashboard_routes
from tailorbird.dashboard.visits import COOKIE, STRANGER_COOKIE

EMAIL, PASSWORD = "ann@example.com", "a long walk home"
CHOSEN = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD}
RIGHT = {"email": EMAIL, "password": PASSWORD}


@pytest.fixture
def stranger(opened: Any, shop: Any) -> Any:
    return opened(shop, signed_in=False)


@pytest.fixture
def owned(stranger: Any, shop: Any) -> Any:
    """A stranger's browser at a shop that has an owner."""
    shop.accounts.create_owner(shop.accounts.first_link(), EMAIL, PASSWORD)
    return stranger


def sign_of(client: Any, path: str = "/login") -> str:
    [sign] = set(re.findall(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text))
    return str(sign)


def send(client: Any, path: str, form: dict[str, str], **headers: str) -> Any:
    """Fill in the form as a browser does: open the page, send its sign along."""
    page = f"/login?token={form['token']}" if "token" in form else "/login"
    sign = sign_of(client, page) if "csrf" not in form else form["csrf"]
    return client.post(path, data={**form, "csrf": sign}, headers=headers, follow_redirects=False)


def is_in(client: Any) -> bool:
    return bool(client.get("/", follow_redirects=False).status_code == 200)


# -- before


@pytest.mark.parametrize("path", ["/people", "/people/p1", "/people/nobody"])
def test_without_signing_in_every_page_leads_there_and_back(owned: Any, path: str) -> None:
    answer = owned.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next={path}"
    answer = send(owned, "/login", {**RIGHT, "next": path})
    assert answer.headers["location"] == path


def test_before_there_is_an_owner_the_link_is_explained(stranger: Any) -> None:
    assert "This page opens with a one-time link" in stranger.get("/").text


def test_a_part_asked_for_by_htmx_sends_the_whole_page_to_sign_in(stranger: Any) -> None:
    answer = stranger.get("/people", headers={"HX-Request": "true"}, follow_redirects=False)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/login"
    assert answer.text == ""


# -- the account


def test_opening_the_first_link_changes_nothing_and_the_form_makes_the_account(
    stranger: Any, shop: Any
) -> None:
    link = shop.accounts.first_link()
    for _ in range(3):
        shown = stranger.get(f"/login?token={link}")
        assert "Create your account" in shown.text
        assert COOKIE not in shown.cookies
    answer = send(stranger, "/login/create", {**CHOSEN, "token": link})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(stranger)
    stranger.cookies.clear()
    assert "does not work any more" in stranger.get(f"/login?token={link}").text
    assert send(stranger, "/login", RIGHT).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"again": "something else"}, "The two are not the same"),
        ({"email": "ann"}, "does not look like an e-mail address"),
        ({"password": "elevensigns", "again": "elevensigns"}, "Too short"),
        ({"password": "password1234", "again": "password1234"}, "tried first by everybody"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_link_stays(
    stranger: Any, shop: Any, change: dict[str, str], words: str
) -> None:
    link = shop.accounts.first_link()
    answer = send(stranger, "/login/create", {**CHOSEN, **change, "token": link})
    assert answer.status_code == 400
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert change.get("password", PASSWORD) not in answer.text
    assert shop.accounts.purpose_of(link) is Purpose.CREATE


def test_a_reset_link_sets_a_new_password_and_signs_everybody_else_out(
    owned: Any, shop: Any, opened: Any
) -> None:
    elsewhere = opened(shop)
    link = shop.accounts.recovery_link()
    new = {**CHOSEN, "password": "another long walk", "again": "another long walk"}
    assert send(owned, "/login/reset", {**new, "token": link}).status_code == 303
    assert is_in(owned)
    assert not is_in(elsewhere)


def test_a_link_opens_only_its_own_form(owned: Any, shop: Any) -> None:
    link = shop.accounts.new_link(Purpose.OPEN)
    for path in ("/login/create", "/login/reset"):
        assert send(owned, path, {**CHOSEN, "token": link}).status_code == 403
    assert send(owned, "/login/open", {"token": link}).status_code == 303


def test_a_used_and_an_old_link_are_refused_kindly(stranger: Any, shop: Any, clock: Any) -> None:
    sign = sign_of(stranger, f"/login?token={shop.accounts.first_link()}")
    used, old = (shop.accounts.new_link(Purpose.OPEN) for _ in range(2))
    send(stranger, "/login/open", {"token": used, "csrf": sign})
    stranger.cookies.delete(COOKIE)
    clock.at += LINK_LIFE
    for link in (used, old, "", "\x00", '"><script>alert(1)</script>'):
        answer = send(stranger, "/login/open", {"token": link, "csrf": sign})
        assert answer.status_code == 403
        assert "does not work any more" in answer.text
        assert "<script>alert" not in answer.text
        assert COOKIE not in answer.cookies


# -- in


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites_forms(owned: Any) -> None:
    cookie = send(owned, "/login", RIGHT).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie


@pytest.mark.usefixtures("owned")
def test_under_https_the_cookies_stay_there(shop: Any) -> None:
    app = Litestar(dashboard_routes(shop, secure=True), logging_config=None)
    with TestClient(app, base_url="https://testserver.local") as client:
        assert "Secure" in client.get("/login").headers["set-cookie"]
        assert "Secure" in send(client, "/login", RIGHT).headers["set-cookie"]


def test_a_wrong_pair_is_refused_alike_whoever_it_names(owned: Any) -> None:
    pages = []
    for email in (EMAIL, "eve@example.com"):
        answer = send(owned, "/login", {"email": email, "password": "wrong"})
        assert answer.status_code == 403
        assert "is not right" in answer.text
        assert COOKIE not in answer.cookies
        pages.append(answer.text.replace(email, "…"))
    assert pages[0] == pages[1]
    assert f'value="{EMAIL}"' in send(owned, "/login", {"email": EMAIL, "password": "w"}).text


def test_many_wrong_passwords_have_to_wait(owned: Any, clock: Any) -> None:
    for _ in range(FREE):
        answer = send(owned, "/login", {"email": EMAIL, "password": "wrong"})
    assert answer.status_code == 429
    assert "Wait a second, then try again" in answer.text
    assert send(owned, "/login", RIGHT).status_code == 429
    clock.at += LONGEST_FOR_ADDRESS
    assert send(owned, "/login", RIGHT).status_code == 303


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "/login", "x", "/a\n/b"]
)
def test_nobody_is_sent_to_another_site(owned: Any, path: str) -> None:
    assert send(owned, "/login", {**RIGHT, "next": path}).headers["location"] == "/"


def test_signed_in_the_sign_in_page_leads_home(owned: Any) -> None:
    send(owned, "/login", RIGHT)
    answer = owned.get("/login", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


# -- out


def test_a_session_ends_with_signing_out(owned: Any) -> None:
    send(owned, "/login", RIGHT)
    kept = owned.cookies[COOKIE]
    answer = owned.post("/logout", data={"csrf": sign_of(owned, "/people")})
    assert "You are signed out" in answer.text
    owned.cookies.set(COOKIE, kept)
    assert not is_in(owned)


def test_a_session_that_ended_says_so(owned: Any, clock: Any) -> None:
    send(owned, "/login", RIGHT)
    clock.at += SESSION_LIFE
    assert "You were away for a while" in owned.get("/people").text
    assert send(owned, "/login", RIGHT).status_code == 303


# -- forms of other sites


@pytest.mark.parametrize("sign", ["", "0" * 32, "é"])
def test_a_form_without_this_visit_s_sign_changes_nothing(owned: Any, sign: str) -> None:
    sign_of(owned)
    answer = owned.post("/login", data={**RIGHT, "csrf": sign}, follow_redirects=False)
    assert answer.status_code == 403
    assert "This form has gone stale" in answer.text
    assert COOKIE not in answer.cookies


def test_another_visit_s_sign_does_not_do(owned: Any, opened: Any, shop: Any) -> None:
    other = sign_of(opened(shop, signed_in=False))
    assert send(owned, "/login", {**RIGHT, "csrf": other}).status_code == 403
    owned.cookies.delete(STRANGER_COOKIE)
    assert send(owned, "/login", {**RIGHT, "csrf": other}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.local"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_form_from_another_site_is_refused_even_with_its_sign(
    owned: Any, headers: dict[str, str], status: int
) -> None:
    assert send(owned, "/login", RIGHT, **headers).status_code == status


@pytest.mark.usefixtures("owned")
def test_behind_a_proxy_the_public_address_is_our_own(shop: Any) -> None:
    app = Litestar(dashboard_routes(shop, address="https://shop.example"), logging_config=None)
    with TestClient(app) as client:
        assert send(client, "/login", RIGHT, Origin="https://shop.example").status_code == 303


@pytest.mark.parametrize("body", ["", "token=", "csrf=%00", "csrf=a&csrf=b", "x" * 9000, "%%%"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "x"])
def test_a_body_that_is_no_form_signs_nobody_in(owned: Any, body: str, kind: str) -> None:
    answer = owned.post(
        "/login", content=body, headers={"content-type": kind}, follow_redirects=False
    )
    assert answer.status_code in {400, 403}
    assert COOKIE not in answer.cookies
