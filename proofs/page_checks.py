"""What is checked of every page in the browser: policy, names, contrast, that nothing jumps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

_SCRIPTS = Path(__file__).parent / "in_page"
WATCH, CONTRAST, NAMES = (
    (_SCRIPTS / f"{name}.js").read_text() for name in ("watch", "contrast", "names")
)


@dataclass
class Findings:
    """What was found over many looks at pages."""

    looks: int = 0
    texts: int = 0
    contrast: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    shift: float = 0.0
    jumpy: str = ""

    def watch(self, page: Page) -> None:
        """Listen to a tab from its beginning."""
        page.add_init_script(WATCH)
        page.on("console", lambda m: self.console.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))

    def look(self, page: Page, name: str, width: int) -> None:
        """Check the page now open; ``name`` tells where a fault is."""
        self.looks += 1
        found = page.evaluate(CONTRAST)
        self.texts += found["seen"]
        self.contrast += [f"{name}: {one}" for one in found["bad"]]
        self.names += [f"{name}: {one}" for one in page.evaluate(NAMES)]
        self.policy += [f"{name}: {one}" for one in page.evaluate("window.__broken")]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            self.wide.append(f"{name} at {width}")
        shift = float(page.evaluate("window.__shift"))
        if shift > self.shift:
            self.shift, self.jumpy = shift, name


def said(faults: Sequence[str]) -> str:
    """Say how many faults there are, and the first one."""
    return f"{len(faults)}: {faults[0][:60]}" if faults else "0"
