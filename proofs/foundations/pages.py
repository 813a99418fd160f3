"""The dashboard in a real browser: from the first start to every page, at every size and theme."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from litestar import Litestar
from playwright.sync_api import Browser, Page

from proofs.browser import SCHEMES, WIDTHS, browser
from proofs.claims import Claim
from proofs.page_checks import Findings, said
from proofs.servers import Program, running
from proofs.workplace import ROOT, Workplace
from tailorbird.app import open_shop
from tailorbird.dashboard import dashboard_routes

READY = r"Tailorbird is ready in"
PROGRAM = str(ROOT / ".venv" / "bin" / "tailorbird")
EMAIL, PASSWORD = "wren@example.com", "a nest sewn of leaves"
OPEN = "/login"
SHIFT = 0.1  # what the Web Vitals call good
PAGES = {
    "home": "/",
    "people": "/people",
    "people-nobody": "/people?q=nobody-at-all",
    "products": "/products",
    "product": "/products/item?id={product}",
    "recommendations": "/recommendations",
    "try-product": "/recommendations?product={product}",
    "try-person": "/recommendations?person={person}",
    "data": "/data",
    "housekeeping": "/housekeeping",
    "settings": "/settings",
    "person": "/people/{person}",
    "lost": "/nothing/here",
}


def prove(place: Workplace) -> Iterator[Claim]:
    """Be the owner of a new shop; in the full size also look at a shop with a year of orders."""
    with browser() as started:
        data = place.scratch / "shop"
        port = str(place.free_port())
        command = [PROGRAM, "serve", "--data", str(data), "--port", port]
        with running(command, log=place.output / "pages-serve.log") as server:
            server.wait_for(READY, 60)
            link = server.wait_for(r"Dashboard:\s+(http\S+)", 5)[1]
            key = server.wait_for(r"Write key:\s+(\S+)", 5)[1]
            page = _tab(started, link)
            yield from _first_start(page, link)
            yield from _back_in(page)
            _fill(place, data, link, key)
            yield from _find_and_try(page)
            yield from _protected(place, link)
            if not place.full:
                yield from _looked_at(started, page, place)
                return
        with _demo(place) as demo:
            demo.wait_for(READY, 600)
            page = _tab(started, demo.wait_for(r"Dashboard:\s+(http\S+)", 5)[1])
            page.goto(demo.wait_for(r"Dashboard:\s+(http\S+)", 5)[1])
            page.get_by_role("button", name="Open the dashboard").click()
            page.wait_for_selector("h1:has-text('Home')")
            yield from _looked_at(started, page, place)


def _demo(place: Workplace) -> AbstractContextManager[Program]:
    command = [PROGRAM, "demo", "--data", str(place.scratch / "demo"), "--port"]
    command += [str(place.free_port()), "--no-open"]
    return running(command, log=place.output / "pages-demo.log")


def _tab(started: Browser, address: str) -> Page:
    parts = urlsplit(address)
    context = started.new_context(
        base_url=f"{parts.scheme}://{parts.netloc}", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def _first_start(page: Page, link: str) -> Iterator[Claim]:
    page.goto("/")
    closed = page.locator("h1").inner_text()
    page.goto(link)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill("password1234")
    page.get_by_label("The same again").fill("password1234")
    page.get_by_role("button", name="Create account").click()
    weak = page.get_by_text("tried first by everybody").is_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_selector("h1:has-text('Home')")
    page.goto(link)
    spent = page.get_by_text("does not work any more").is_visible()
    good = "one-time link" in closed and weak and spent
    yield Claim(
        "first start: link, account, home", "as told", "closed, weak refused, link once", ok=good
    )


def _back_in(page: Page) -> Iterator[Claim]:
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_selector("h1:has-text('You are signed out')")
    tries = 0
    while not (waits := page.get_by_text("then try again").is_visible()) and tries < 10:
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill("the wrong one")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("[role=alert]")
        tries += 1
    yield Claim(
        "wrong passwords have to wait", f"from the {tries}th", "5th to 6th", ok=tries in {5, 6}
    )
    time.sleep(2.5 if waits else 0)
    page.goto("/people")  # by keyboard alone from here
    page.keyboard.type(EMAIL)  # the field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('People')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    focus = page.evaluate("document.activeElement.id")
    yield Claim("signed in by keyboard, to the page asked for", focus, "page", ok=focus == "page")


def _fill(place: Workplace, data: Path, link: str, key: str) -> None:
    """A small shop: forty orders from a file, a few visits, something that cannot be used."""
    file = place.scratch / "orders.csv"
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))
    rows = [
        f"{1000 + n},P{(n + k) % 12 + 1},Sewn thing number {(n + k) % 12 + 1},1,"
        f"{day} {n % 24:02}:00:00,{(n + k) % 12 + 0.5},{n % 9 + 1}"
        for n in range(40)
        for k in range(2)
    ]
    head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"
    file.write_text("\n".join([head, *rows, "1040,P1,Sewn thing number 1,x,,1,1", ""]))
    words = [PROGRAM, "import", "orders", str(file), "--data", str(data), "--yes"]
    subprocess.run(words, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    seen = {"writeKey": key, "event": "Product Viewed", "anonymousId": "browser-1"}
    _post(link, "/v1/track", {**seen, "properties": {"product_id": "P1"}})
    _post(link, "/v1/track", {**seen, "properties": {"product_id": "P1", "price": "free"}})
    who = {"anonymousId": "browser-1", "traits": {"email": EMAIL}}
    _post(link, "/v1/identify", {"writeKey": key, **who})
    time.sleep(1)


def _post(link: str, path: str, content: object) -> None:
    connection = http.client.HTTPConnection(urlsplit(link).netloc, timeout=20)
    connection.request("POST", path, json.dumps(content), {"Content-Type": "application/json"})
    connection.getresponse().read()
    connection.close()


def _find_and_try(page: Page) -> Iterator[Claim]:
    page.goto("/people")
    page.get_by_label("Find a person").fill("wren@")
    page.wait_for_selector("text=One person matches")
    page.goto("/recommendations")
    page.get_by_label("Product or person").fill("sewn number 3")
    page.locator(".pick").nth(1).wait_for(state="detached")
    page.locator(".pick").first.click()
    name = page.wait_for_selector(".try-name")
    told = name.inner_text() if name else ""
    typed = page.get_by_label("Product or person").input_value()
    good = "Sewn thing number 3" in told and typed == "sewn number 3"
    yield Claim("found as typed; any product tried", told, "On the page of Sewn thing…", ok=good)


def _protected(place: Workplace, link: str) -> Iterator[Claim]:
    """Ask for every route of the table without a cookie, over the network."""
    wrong, asked = [], 0
    for method, path in sorted(_table(place)):
        connection = http.client.HTTPConnection(urlsplit(link).netloc, timeout=20)
        connection.request(method, path, headers={"Origin": "https://evil.example"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        asked += 1
        sent_away = answer.status == 303 and (answer.getheader("location") or "").startswith(OPEN)
        refused = path.startswith(OPEN) and (answer.status == 403 or method in {"GET", "HEAD"})
        if not (sent_away or refused) or not answer.getheader("content-security-policy"):
            wrong.append(f"{method} {path} {answer.status}")
    yield Claim(
        "every route asks for a session or its form",
        f"{asked} routes, {said(wrong)} open",
        "all",
        ok=asked > 20 and not wrong,
    )


def _table(place: Workplace) -> set[tuple[str, str]]:
    with open_shop(place.scratch / "routes") as shop:
        app = Litestar(dashboard_routes(shop), openapi_config=None, logging_config=None)
        return {
            (method, re.sub(r"\{[^}]*\}", "x", route.path))
            for route in app.routes
            for method in getattr(route, "methods", ())
            if not route.path.startswith("/static") and method != "OPTIONS"
        }


def _looked_at(started: Browser, page: Page, place: Workplace) -> Iterator[Claim]:
    """Every page at both widths and in both themes: photographed and checked."""
    found = Findings()
    shots = place.output / "pages"
    shots.mkdir(exist_ok=True)
    named = _names(page)
    state = page.context.storage_state()
    base = page.evaluate("location.origin")
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = started.new_context(
                base_url=base,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                storage_state=state,
            )
            tab = context.new_page()
            found.watch(tab)
            for name, address in PAGES.items():
                tab.goto(address.format(**named), wait_until="networkidle")
                tab.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
                found.look(tab, f"{name} {scheme}", width)
            context.close()
    yield from _claims(found)


def _names(page: Page) -> dict[str, str]:
    """One person with an address and one product, to be looked at."""
    page.goto("/people")
    person = page.locator('main a[href*="/people/"]').first.get_attribute("href") or ""
    page.goto("/products")
    product = page.locator('main a[href*="item?id="]').first.get_attribute("href") or ""
    return {"person": person.rpartition("/")[2], "product": product.partition("id=")[2]}


def _claims(found: Findings) -> Iterator[Claim]:
    # a page that is not there is answered with 404, which the browser notes; nothing else may be
    noted = [text for text in found.console if "404" not in text]
    for what, faults in (
        ("console errors", noted),
        ("content policy violations", found.policy),
        ("pages wider than the window", found.wide),
        ("controls without name, odd headings", found.names),
    ):
        yield Claim(what, f"{said(faults)} in {found.looks} looks", "0", ok=not faults)
    measured = f"{said(found.contrast)} of {found.texts:,} texts"
    yield Claim("contrast below WCAG AA", measured, "0", ok=found.texts > 0 and not found.contrast)
    shift = f"{found.shift:.3f} ({found.jumpy or 'nowhere'})"
    yield Claim("largest layout shift", shift, f"< {SHIFT}", ok=found.shift < SHIFT)
