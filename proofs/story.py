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

from playwright.sync_api import Page

from proofs.browser import Visit, browser, screenshots
from proofs.claims import Claim
from proofs.fresh_clone import READY, addresses
from proofs.servers import running
from proofs.workplace import ROOT, Workplace

EMAIL = "wren@example.com"
PRODUCT_LINK = 'main a[href*="/shop/p/"]'
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
        yield from _visitor(visit, found["Shop"])
        yield from _merchant(visit, found["Dashboard"])
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
    page.get_by_role("button", name=YES).first.click()
    visit.open(shop)
    viewed = _product_links(page)[:3]
    for link in viewed:
        visit.open(link)
    page.get_by_role("button", name=ADD).first.click()
    page.wait_for_load_state("networkidle")
    began = time.monotonic()
    blocks = visit.open(f"{shop.rstrip('/')}/basket")
    seconds = time.monotonic() - began
    yield from _next_page(visit, [_product_id(link) for link in viewed], seconds)
    shown = len(blocks.product_ids("bought_together"))
    yield Claim("cart's bought-together block", f"{shown} products", ">= 1", ok=shown > 0)
    _buy(page)
    yield from _after_checkout(visit, shop, viewed)


def _next_page(visit: Visit, viewed: list[str], seconds: float) -> Iterator[Claim]:
    """The one in the cart is listed there, so the blocks leave it out."""
    in_block = set(visit.blocks.product_ids("recently_viewed"))
    in_cart = viewed[-1]
    seen = [one for one in viewed if one in in_block and _visible(visit.page, one)]
    good = set(viewed) - {in_cart} <= set(seen) and _visible(visit.page, in_cart)
    yield Claim(
        "next page: recently viewed, the third in the cart",
        f"{len(seen)} in the block, page idle after {seconds:.1f} s",
        "every one viewed is there",
        ok=good,
    )


def _buy(page: Page) -> None:
    page.get_by_role("link", name=CHECKOUT).or_(
        page.get_by_role("button", name=CHECKOUT)
    ).first.click()
    page.get_by_label(re.compile("name", re.IGNORECASE)).first.fill("Jenny Wren")
    page.get_by_label(re.compile("mail", re.IGNORECASE)).first.fill(EMAIL)
    page.get_by_role("button", name=ORDER).first.click()
    page.wait_for_load_state("networkidle")


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
    page.get_by_role("button").last.click()
    page.wait_for_load_state("networkidle")
    page.goto(link.partition("/login")[0] + f"/people?q={EMAIL}", wait_until="networkidle")
    page.locator('main a[href*="/people/"]').first.click()
    page.wait_for_load_state("networkidle")
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
