"""No route is left open: the table of routes is walked, so a new page cannot forget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tailorbird.dashboard import dashboard_routes
from tailorbird.dashboard.rendering import HEADERS

OPEN = {"/login", "/login/open", "/login/create", "/login/reset"}


def routes(shop: Any) -> Iterator[tuple[str, str]]:
    """Every method and path of the dashboard, with something in the place of each parameter."""
    app = Litestar(dashboard_routes(shop), openapi_config=None, logging_config=None)
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and not route.path.startswith("/static"):
                path = "/".join(
                    "p1" if part.startswith("{") else part for part in route.path.split("/")
                )
                yield from ((method, path) for method in handler.http_methods)


@pytest.fixture
def table(shop: Any) -> list[tuple[str, str]]:
    return sorted(set(routes(shop)) - {("OPTIONS", path) for _, path in routes(shop)})


def test_the_table_is_the_whole_dashboard(table: list[tuple[str, str]]) -> None:
    assert {("GET", "/"), ("GET", "/people"), ("POST", "/logout"), ("POST", "/login")} <= set(table)


def test_every_page_but_signing_in_asks_for_a_session(
    opened: Any, shop: Any, table: list[tuple[str, str]]
) -> None:
    stranger = opened(shop, signed_in=False)
    for method, path in table:
        if path not in OPEN:
            answer = stranger.request(method, path, follow_redirects=False)
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith("/login"), (method, path)


def test_whatever_changes_something_asks_for_the_form_s_sign(
    opened: Any, shop: Any, table: list[tuple[str, str]]
) -> None:
    changing = [(method, path) for method, path in table if method not in {"GET", "HEAD"}]
    assert changing
    for signed_in in (True, False):
        client = opened(shop, signed_in=signed_in)
        for method, path in changing:
            if signed_in or path in OPEN:
                answer = client.request(method, path, data={"csrf": "0" * 32, "token": "x"})
                assert answer.status_code == 403, (method, path)
                assert "This form has gone stale" in answer.text


def test_every_answer_carries_the_headers(
    opened: Any, shop: Any, table: list[tuple[str, str]]
) -> None:
    for signed_in in (True, False):
        client = opened(shop, signed_in=signed_in)
        for method, path in table:
            answer = client.request(method, path, follow_redirects=False)
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, (method, path, name)
