"""A store's page with the script on it, in real Chromium, beside a real server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

from tests.integration.api.doors import Doors

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
FLAGS = ["--no-sandbox", "--disable-blink-features=AutomationControlled"]
STUB = "window.tailorbird||=new Proxy([],{get:(q,m)=>q[m]||((...a)=>q.push([m,...a]))})"


@dataclass
class Storefront:
    """One visitor's browser on the store's pages; the server is the real one."""

    doors: Doors
    context: BrowserContext
    requests: list[Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses to give before the real server's

    @classmethod
    def begin(cls, browser: Browser, doors: Doors, **options: Any) -> Storefront:
        """Open a browser that holds nothing yet."""
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{doors.port}", **{"user_agent": PERSON, **options}
        )
        return cls(doors, context)

    def open(self, path: str = "/shop/", *, early: str = "", **data: str) -> Page:
        """Open a page in a new tab; ``data`` are the script's ``data-`` attributes."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", self._note)
        attributes = "".join(f' data-{k}="{v}"' for k, v in {"key": self.doors.key, **data}.items())
        html = (
            f"<!doctype html><title>A shop</title><script>{STUB}</script><script>{early}</script>"
            f'<script async src="/tailorbird.js"{attributes}></script><h1>Shop</h1>'
        )
        page.route("**/shop/**", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route("**/v1/batch", self._answer)
        page.goto(path)
        page.wait_for_function("typeof tailorbird.id === 'function' && !Array.isArray(tailorbird)")
        return page

    def _note(self, request: Request) -> None:
        if "/v1/" in request.url:
            self.requests.append(request)

    def _answer(self, route: Route) -> None:
        if not self.answers:
            route.continue_()
        elif (status := self.answers.pop(0)) == 0:
            route.abort()
        else:
            route.fulfill(status=status, headers={"retry-after": "1"}, body="{}")

    def events(self, wanted: Callable[[list[Any]], bool], seconds: float = 8) -> list[Any]:
        """Return this visitor's events once they are as wanted, or fail with what there is."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = [e for e in self.doors.events() if e.anonymous_id in self._ids]
            if wanted(found):
                return found
            self.wait(50)
        raise AssertionError([(e.kind, e.name) for e in found])

    def wait(self, milliseconds: int) -> None:
        """Let the pages go on for a while."""
        self.context.pages[0].wait_for_timeout(milliseconds)

    _ids: set[str] = field(default_factory=set)

    def know(self, page: Page) -> str:
        """Remember the id of a page's visitor as ours, and return it."""
        page.wait_for_function("tailorbird.id()")
        found = str(page.evaluate("tailorbird.id()"))
        self._ids.add(found)
        return found

    def stored(self, page: Page) -> dict[str, Any]:
        """Return everything this browser holds of the store's address."""
        held = page.evaluate(
            "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage), "
            "document.cookie])"
        )
        local, session, cookie = json.loads(held)
        return {
            "local": local,
            "session": session,
            "cookie": cookie,
            "jar": [one["name"] for one in self.context.cookies()],
        }


NOTHING = {"local": [], "session": [], "cookie": "", "jar": []}
