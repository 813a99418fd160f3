"""One visitor's story in a real browser, from the first page to the merchant's view of it.

Only what a visitor can see is used: links, buttons and fields by their names, and the answers the
page itself received for its blocks.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Error, Locator, Page

from proofs.browser import Visit, browser, screenshots
from proofs.claims import Claim
from proofs.fresh_clone import READY, addresses
from proofs.servers import running
from proofs.workplace import ROOT, Workplace

EMAIL = "wren@example.com"
PRODUCT_LINK = 'main a[href*="/shop/p/"]'
LONGEST_WAIT = 30
BLOCKS_WITHIN = 3
YES = re.compile(r"^(yes|accept|allow)", re.IGNORECASE)
ADD = re.compile(r"add to (cart|basket|bag)", re.IGNORECASE)
CHECKOUT = re.compile(r"check ?out", re.IGNORECASE)
ORDER = re.compile(r"place (the |my |your )?order|buy|order now", re.IGNORECASE)


def prove(place: Workplace) -> Iterator[Claim]:
    """Start the demo, be the visitor, then be the merchant."""
    data = _data(place)
    program = str(ROOT / ".venv" / "bin" / "tailorbird")
    port = str(place.free_port())
    command = [program, "demo", "--data", str(data), "--port", port, "--no-open"]
    with running(command, log=place.output / "b-demo.log") as demo, browser() as started:
        demo.wait_for(READY, 600)
        found = addresses(demo)
        visit = Visit.begin(started)
        try:
            yield from _visitor(visit, found["Shop"])
            yield from _merchant(visit, found["Dashboard"])
        except Error:
            visit.page.screenshot(path=place.output / "b-broke.png")
            raise
        pages = {"shop-home": found["Shop"], "person": visit.page.url, **_shop_pages(found["Shop"])}
        taken = screenshots(visit, pages, str(place.output))
        print("\n".join(f"    {path}" for path in taken))
        errors = visit.blocks.problems
        measured = errors[0][:40] if errors else "none"
        yield Claim("errors in the pages", measured, "none", ok=not errors)


def _data(place: Workplace) -> Path:
    """The folder part a filled already, if it did: importing once is enough."""
    filled = place.scratch.parent / "a" / "clone" / "demo-data"
    data = place.scratch / "data"
    if filled.is_dir() and not data.exists():
        shutil.copytree(filled, data)
    return data


def _visitor(visit: Visit, shop: str) -> Iterator[Claim]:
    page = visit.page
    visit.open(shop)
    _press(page, page.get_by_role("button", name=YES).first)
    began = time.monotonic()
    while not visit.open(shop).product_ids() and time.monotonic() - began < LONGEST_WAIT:
        time.sleep(0.2)
    seconds = time.monotonic() - began
    yield Claim(
        "home's blocks filled",
        f"after {seconds:.1f} s",
        f"<= {BLOCKS_WITHIN} s",
        ok=seconds <= BLOCKS_WITHIN,
    )
    viewed = _product_links(page)[:3]
    for link in viewed:
        visit.open(link)
    _press(page, page.get_by_role("button", name=ADD).first)
    began = time.monotonic()
    blocks = visit.open(f"{shop.rstrip('/')}/basket")
    seconds = time.monotonic() - began
    yield from _next_page(visit, [_product_id(link) for link in viewed], seconds)
    shown = len(blocks.product_ids("bought_together"))
    yield Claim("cart's bought-together block", f"{shown} products", ">= 1", ok=shown > 0)
    _buy(page)
    yield from _after_checkout(visit, shop, viewed)


def _next_page(visit: Visit, viewed: list[str], seconds: float) -> Iterator[Claim]:
    """No product comes twice on a page, so one viewed may stand in another block or in the cart."""
    block = set(visit.blocks.product_ids("recently_viewed"))
    others = set(visit.blocks.product_ids()) - block
    in_block = [one for one in viewed if one in block]
    elsewhere = [one for one in viewed if one in others]
    good = all(_visible(visit.page, one) for one in viewed) and bool(in_block)
    yield Claim(
        "next page shows the three viewed",
        f"{len(in_block)} recently viewed, {len(elsewhere)} other block, 1 cart",
        "all three, each once",
        ok=good and len(in_block) + len(elsewhere) >= len(viewed) - 1,
    )
    yield Claim("that page is complete", f"after {seconds:.1f} s", "no target", ok=True)


def _buy(page: Page) -> None:
    _press(page, page.get_by_role("link", name=CHECKOUT).first)
    page.get_by_label(re.compile("name", re.IGNORECASE)).first.fill("Jenny Wren")
    page.get_by_label(re.compile("mail", re.IGNORECASE)).first.fill(EMAIL)
    _press(page, page.get_by_role("button", name=ORDER).first)


def _press(page: Page, what: Locator) -> None:
    """Press a button or link and wait for the page it leads to."""
    with page.expect_navigation(wait_until="networkidle"):
        what.click()


def _after_checkout(visit: Visit, shop: str, viewed: list[str]) -> Iterator[Claim]:
    bought = _product_id(viewed[-1])
    shown = visit.blocks.product_ids()
    for address in (shop, *viewed, *_shop_pages(shop).values()):
        shown += visit.open(address).product_ids()
    times = shown.count(bought)
    yield Claim(
        "bought product in blocks after checkout",
        f"{times} times among {len(shown)} slots",
        "0",
        ok=times == 0 and bool(shown),
    )


def _merchant(visit: Visit, link: str) -> Iterator[Claim]:
    page = visit.page
    page.goto(link)
    _press(page, page.get_by_role("button").last)
    page.goto(link.partition("/login")[0] + f"/people?q={EMAIL}", wait_until="networkidle")
    _press(page, page.locator('main a[href*="/people/"]').first)
    text = page.inner_text("body").lower()
    wanted = {"viewed": "viewed", "added": "added", "order": "order", "e-mail": EMAIL}
    told = [name for name, word in wanted.items() if word in text]
    measured = ", ".join(told) or "nothing"
    yield Claim(
        "the person's page tells the story", measured, ", ".join(wanted), ok=told == [*wanted]
    )


def _product_links(page: Page) -> list[str]:
    """Addresses of different products on the page, in order."""
    links = page.locator(PRODUCT_LINK).evaluate_all("links => links.map(link => link.href)")
    return list(dict.fromkeys(str(link).partition("?")[0] for link in links))


def _product_id(link: str) -> str:
    return unquote(urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1])


def _visible(page: Page, product_id: str) -> bool:
    return page.locator(f'a[href$="/p/{product_id}"]:visible').count() > 0


def _shop_pages(shop: str) -> dict[str, str]:
    return {"shop-basket": f"{shop.rstrip('/')}/basket"}
