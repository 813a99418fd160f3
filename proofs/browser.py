"""A real browser that remembers what the page's blocks were answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tools import chromium

RECOMMEND = "/v1/recommend"
WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass
class Blocks:
    """What the blocks of the page now open were filled with, by placement."""

    decisions: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def product_ids(self, strategy: str = "") -> list[str]:
        """The products shown, of one strategy or of all."""
        return [
            slot["product"]["product_id"]
            for decision in self.decisions
            for slot in decision["slots"]
            if strategy in ("", slot["strategy"])
        ]

    def take(self, response: Response) -> None:
        """Note an answer to the page's call for blocks."""
        if RECOMMEND in response.url and response.request.method == "POST":
            if response.ok:
                self.decisions.extend(response.json()["decisions"])
            else:
                self.problems.append(f"{response.status} {response.url}")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium without a window."""
    path = chromium.find()
    if path is None:
        raise RuntimeError(chromium.MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        try:
            yield started
        finally:
            started.close()


@dataclass
class Visit:
    """One visitor's tab. Errors of the page's scripts are collected."""

    page: Page
    blocks: Blocks = field(default_factory=Blocks)

    @classmethod
    def begin(cls, started: Browser) -> Visit:
        """Open a tab of a visitor nobody knows."""
        visit = cls(started.new_context(viewport={"width": 1280, "height": 900}).new_page())
        visit.page.set_default_timeout(15_000)
        visit.page.on("response", visit.blocks.take)
        visit.page.on("pageerror", lambda error: visit.blocks.problems.append(str(error)))
        return visit

    def open(self, address: str) -> Blocks:
        """Go to a page, wait for its blocks, and return what they were filled with."""
        self.blocks.decisions.clear()
        self.page.goto(address, wait_until="networkidle")
        return self.blocks


def screenshots(visit: Visit, addresses: dict[str, str], folder: str) -> list[str]:
    """Photograph pages as this visitor sees them, at both widths, light and dark."""
    taken = []
    state = visit.page.context.storage_state()
    started = visit.page.context.browser
    assert started is not None
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = started.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=state
            )
            page = context.new_page()
            for name, address in addresses.items():
                page.goto(address, wait_until="networkidle")
                path = f"{folder}/b-{name}-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
                taken.append(path)
            context.close()
    return taken
