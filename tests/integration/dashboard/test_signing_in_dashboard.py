from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tailorbird.dashboard import Sessions, dashboard_routes
from tailorbird.dashboard.login import COOKIE, LINK_LIFE, SESSION_LIFE


@pytest.fixture
def stranger(opened: Any, shop: Any) -> Any:
    return opened(shop, signed_in=False)


def enter(client: Any, link: str) -> Any:
    token = link.partition("token=")[2]
    return client.post("/login", data={"token": token}, follow_redirects=False)


@pytest.mark.parametrize("path", ["/", "/people", "/people/p1", "/people/nobody"])
def test_without_signing_in_every_page_leads_to_the_explanation(stranger: Any, path: str) -> None:
    answer = stranger.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login"
    assert "This page opens with a one-time link" in stranger.get(path).text


def test_a_part_asked_for_by_htmx_sends_the_whole_page_to_sign_in(stranger: Any) -> None:
    answer = stranger.get("/people", headers={"HX-Request": "true"}, follow_redirects=False)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/login"
    assert answer.text == ""


def test_opening_the_link_changes_nothing_and_the_button_signs_in(
    stranger: Any, sessions: Sessions
) -> None:
    link = sessions.new_link()
    for _ in range(3):
        shown = stranger.get(link)
        assert shown.status_code == 200
        assert "Open the dashboard" in shown.text
        assert "set-cookie" not in shown.headers
    stranger.head(link)
    answer = enter(stranger, link)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert stranger.get("/").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    stranger: Any, sessions: Sessions
) -> None:
    cookie = enter(stranger, sessions.new_link()).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie


def test_under_https_the_cookie_stays_there(shop: Any, sessions: Sessions) -> None:
    with TestClient(
        Litestar(dashboard_routes(shop, sessions, secure=True), logging_config=None)
    ) as client:
        assert "Secure" in enter(client, sessions.new_link()).headers["set-cookie"]


def test_a_used_link_is_refused_kindly(stranger: Any, sessions: Sessions) -> None:
    link = sessions.new_link()
    enter(stranger, link)
    stranger.cookies.clear()
    again = enter(stranger, link)
    assert again.status_code == 403
    assert "does not work any more" in again.text
    assert "set-cookie" not in again.headers
    assert "does not work any more" in stranger.get(link).text


def test_an_old_link_is_refused(stranger: Any, sessions: Sessions, clock: Any) -> None:
    link = sessions.new_link()
    clock.at += LINK_LIFE
    assert enter(stranger, link).status_code == 403


@pytest.mark.parametrize("body", ["", "token=", "token=%00", "token=a&token=b", "x" * 9000, "%%%"])
def test_a_form_that_is_not_ours_signs_nobody_in(stranger: Any, body: str) -> None:
    answer = stranger.post(
        "/login",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
        follow_redirects=False,
    )
    assert answer.status_code in {400, 403}
    assert "set-cookie" not in answer.headers


def test_a_session_ends_with_signing_out_or_with_time(
    stranger: Any, sessions: Sessions, clock: Any
) -> None:
    enter(stranger, sessions.new_link())
    kept = stranger.cookies[COOKIE]
    assert "You are signed out" in stranger.post("/logout").text
    stranger.cookies.set(COOKIE, kept)
    assert stranger.get("/", follow_redirects=False).status_code == 303

    stranger.cookies.clear()
    enter(stranger, sessions.new_link())
    clock.at += SESSION_LIFE
    assert stranger.get("/", follow_redirects=False).status_code == 303


def test_signed_in_the_sign_in_page_leads_home(stranger: Any, sessions: Sessions) -> None:
    enter(stranger, sessions.new_link())
    answer = stranger.get("/login", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_a_hostile_token_is_only_text(stranger: Any) -> None:
    answer = stranger.get("/login", params={"token": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text
