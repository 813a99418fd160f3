"""@segment/analytics-next in Chromium, unchanged but for the host: every event is there, once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, sync_playwright

from tailorbird.events.types import Event, Kind
from tests.integration.api.doors import Doors, serving
from tests.integration.sdks.faults import ALL, Line, line
from tools import sdks
from tools.chromium import FLAGS, in_ci

EVENTS = 40
BUNDLE = "node_modules/@segment/analytics-next/dist/umd"
PAGE = """<!doctype html><title>A shop</title><script src="/umd/index.js"></script><script>
window.ready = window.AnalyticsNext.AnalyticsBrowser.load(
  {writeKey: "%(key)s", cdnURL: location.origin},
  {integrations: {"Segment.io": {deliveryStrategy: {config: {maxRetries: 15}}}}})
</script>"""
SEND = """async (n) => {
  const analytics = window.ready
  await analytics.identify("sdk-user", {email: "sdk@shop.example"})
  await analytics.page("docs", "start")
  await analytics.screen("app", "home")
  await analytics.group("company-1", {name: "A company"})
  for (let i = 0; i < n; i++) {
    analytics.track("Product Viewed", {product_id: "P" + i, n: i})
    await new Promise((done) => setTimeout(done, 20))
  }
}"""


@pytest.fixture(scope="module")
def library() -> Path:
    if not sdks.has_node():
        assert not in_ci(), sdks.MISSING
        pytest.skip(sdks.MISSING)
    return sdks.node_clients() / BUNDLE


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("browser-sdk")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def visit(browser: Browser, bad: Line, key: str, library: Path, stay: int = 4_000) -> None:
    """Send everything from a page whose host is the bad line, and stay until it is quiet."""
    page = browser.new_context(base_url=bad.url).new_page()

    def give(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        route.fulfill(path=library / name, content_type="text/javascript")

    page.route("**/umd/**", give)
    page.route("**/shop", lambda r: r.fulfill(body=PAGE % {"key": key}, content_type="text/html"))
    page.goto("/shop")
    page.evaluate(SEND, EVENTS)
    page.wait_for_timeout(stay)
    page.context.close()


def settled(doors: Doors, seconds: float) -> list[Event]:
    until = time.monotonic() + seconds
    while len(events := doors.events()) < EVENTS + 4 and time.monotonic() < until:
        time.sleep(0.2)
    return events


@pytest.mark.browser
def test_the_browser_library_loses_nothing_on_a_bad_line(
    browser: Browser, doors: Doors, library: Path
) -> None:
    with line(doors.port) as bad:
        visit(browser, bad, doors.key, library)
        events = settled(doors, 20)
    assert set(bad.happened) == set(ALL)
    viewed = [event for event in events if event.name == "Product Viewed"]
    assert Counter(event.properties["n"] for event in viewed) == Counter(range(EVENTS))
    others = Counter(event.kind for event in events if event.kind is not Kind.TRACK)
    assert others == Counter([Kind.IDENTIFY, Kind.PAGE, Kind.SCREEN, Kind.GROUP])
    assert len({event.message_id for event in events}) == len(events)
    assert {event.user_id for event in viewed} == {"sdk-user"}
    assert len({event.anonymous_id for event in events}) == 1
