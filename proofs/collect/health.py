"""The page that says how collecting goes: a test event, the live tail, faults noticed, its cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page

from proofs.browser import SCHEMES, WIDTHS, browser
from proofs.claims import Claim
from proofs.page_checks import Findings, said
from proofs.workplace import Workplace
from tailorbird import pipeline
from tailorbird.accounts.types import Purpose
from tailorbird.app import Tailorbird
from tailorbird.core.clock import MINUTE, day_number, to_datetime
from tailorbird.core.config import Config
from tailorbird.dashboard.visits import COOKIE
from tailorbird.events import health
from tailorbird.events.types import Event, Lane
from tailorbird.events.validation import parse
from tailorbird.events.vocabulary import interpreted
from tailorbird.storage.database import Connection
from tests.integration.api.doors import Doors, serving, track

MAILBOX = "ann@example.com"


def prove(place: Workplace) -> Iterator[Claim]:
    """A test event seen to arrive, a masked tail, faults that are noticed, what noting costs."""
    with serving(place.scratch / "shop") as doors, browser() as started:
        token = doors.shop.accounts.open_by_link(doors.shop.accounts.new_link(Purpose.OPEN))
        with _context(started, doors, token or "") as context:
            page = context.new_page()
            yield _test_event(page, doors)
            yield _tail(page, doors)
        _plant(doors)
        yield _noticed(doors)
        yield from _looked_at(started, doors, token or "", place)
    yield _cost(place)


@contextmanager
def _context(
    started: Browser, doors: Doors, token: str, **options: object
) -> Iterator[BrowserContext]:
    address = f"http://127.0.0.1:{doors.port}"
    context = started.new_context(base_url=address, **options)  # type: ignore[arg-type]
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    yield context
    context.close()


def _test_event(page: Page, doors: Doors) -> Claim:
    page.goto("/data")
    began = time.monotonic()
    with page.expect_response("**/v1/track") as answer:
        page.get_by_role("button", name="Send a test event").click()
    page.locator("#test", has_text="came through").wait_for(timeout=15_000)
    seconds = time.monotonic() - began
    today = day_number(doors.shop.now())
    counted = [*doors.shop.visitors_by_day(today, today), *doors.shop.people()]
    return Claim(
        "A test event through the real door is shown arriving",
        f"{answer.value.status} from the door, shown after {seconds:.1f} s; counted {len(counted)}",
        "within 5 s, counted nowhere",
        ok=answer.value.status == 200 and seconds < 5 and not counted,
    )


def _tail(page: Page, doors: Doors) -> Claim:
    page.get_by_role("button", name="Watch live").click()
    page.locator("#tail-switch .live").wait_for()
    began = time.monotonic()
    doors.post("/v1/track", track(properties={"product_id": "P9", "email": MAILBOX}))
    newest = page.locator("#tail li", has_text="Product Viewed").first
    newest.wait_for(timeout=10_000)
    seconds = time.monotonic() - began
    masked = MAILBOX not in page.content()
    newest.locator("summary").click()
    newest.get_by_role("link").click()
    newest.locator("pre", has_text=MAILBOX).wait_for()
    return Claim(
        "The live tail shows an event, masked until it is opened",
        f"after {seconds:.1f} s, {'masked' if masked else 'NOT masked'}, opened on a click",
        "within 3 s, masked",
        ok=masked and seconds < 3,
    )


def _plant(doors: Doors) -> None:
    """Send what should be noticed: a field in two forms, and a server whose clock is behind."""
    late = to_datetime(doors.shop.now() - 13 * MINUTE).isoformat()
    doors.post("/v1/track", track(properties={"product_id": "P1", "price": 2}))
    doors.post("/v1/track", track(properties={"product_id": "P1", "price": "2"}))
    item = {"type": "track", "event": "Seen", "userId": "1", "sentAt": late}
    event = parse(item, now=doors.shop.now(), source="server")
    doors.shop.accept([event], Lane.LIVE).result()
    doors.post("/v1/track", {"event": "Product Viewed", "anonymousId": "b"})
    doors.shop.wait_until_processed()


def _noticed(doors: Doors) -> Claim:
    found = doors.shop.health.read()
    fields = {(one.field, one.form) for one in found.fields}
    clocks = [one.clock_most // 60 for one in found.hours if one.source == "server"]
    refused = [kind.field for kind, _ in doors.shop.refusals()]
    return Claim(
        "What was planted is noticed: a form, a clock, a refusal",
        f"{sorted(form for _, form in fields)}, {clocks} minutes, {refused}",
        "a number and a text, 13 minutes, product_id",
        ok=fields == {("price", "number"), ("price", "text")}
        and clocks == [13]
        and "properties.product_id" in refused,
    )


def _looked_at(started: Browser, doors: Doors, token: str, place: Workplace) -> Iterator[Claim]:
    findings = Findings()
    for width in WIDTHS:
        for scheme in SCHEMES:
            size = {"width": width, "height": 900}
            with _context(started, doors, token, viewport=size, color_scheme=scheme) as context:
                page = context.new_page()
                findings.watch(page)
                page.goto("/data", wait_until="networkidle")
                findings.look(page, f"data {scheme}", width)
                shot = place.output / f"health-{width}-{scheme}.png"
                page.screenshot(path=shot, full_page=True)
    faults = [
        *(findings.contrast + findings.names + findings.policy),
        *(findings.console + findings.wide),
    ]
    yield Claim(
        "The page at two widths, light and dark: contrast, names, policy, width",
        f"{findings.texts} texts, faults {said(faults)}; largest shift {findings.shift:.3f}",
        "no fault, shift below 0.1",
        ok=not faults and findings.shift < 0.1,
    )


def _cost(place: Workplace) -> Claim:
    """Process events, then note the same ones once more and compare the processor's time."""
    number = 20_000 if place.full else 4_000
    parts = range(0, number, pipeline.BATCH)
    with Tailorbird(Config(data=place.scratch / "cost")) as shop:
        events = [_event(shop, n) for n in range(number)]
        began = time.process_time()
        for done in [shop.accept(events[n : n + pipeline.BATCH], Lane.LIVE) for n in parts]:
            done.result()
        shop.wait_until_processed()
        whole = time.process_time() - began
        read = [interpreted(one) for one in shop.stations.log.read(Lane.LIVE, 0, number)]

        def again(connection: Connection) -> float:
            begun = time.thread_time()
            for n in parts:
                health.note(connection, read[n : n + pipeline.BATCH], Lane.LIVE)
            return time.thread_time() - begun

        spent = shop.stations.database.write(again)
    share = spent / whole
    return Claim(
        "What noting costs, of taking in and processing events",
        f"{spent / number * 1e6:.1f} µs of {whole / number * 1e6:.0f} µs an event ({share:.1%})",
        "less than 10 %; the doors do nothing of it",
        ok=share < 0.1,
    )


def _event(shop: Tailorbird, number: int) -> Event:
    said = {"product_id": f"P{number % 300}", "name": "MUG", "price": 2.5, "category": "Kitchen"}
    item = track(anonymousId=f"visitor-{number % 500}", properties={**said, "position": number})
    return parse(item, now=shop.now(), source="http")
