"""The pages about experiments, comparison groups and floors in a real browser.

Looked at are an experiment of three weeks, one in which something is wrong, and a draft; in both
widths and themes. The photographs are kept beside the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from playwright.sync_api import Browser, ViewportSize

from proofs.browser import SCHEMES, WIDTHS, browser
from proofs.claims import Claim
from proofs.page_checks import Findings, said
from proofs.workplace import Workplace
from tailorbird.accounts.types import Purpose
from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY, HOUR, MINUTE
from tailorbird.dashboard.visits import COOKIE
from tailorbird.events.types import Event, Lane
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.holdouts import Terms
from tailorbird.experiments.types import Measuring, Variation
from tailorbird.measurement.checking import NAME
from tailorbird.testing.clock import StillClock
from tailorbird.testing.happenings import event, line, order
from tests.integration.api.doors import Doors, serving

BY = "the proof"
DAYS, A_DAY = 21, 120
ORDERS = {"control": 0.10, "shown": 0.16}
PAGES = {
    "list": "/experiments",
    "running": "/experiments/shipping",
    "wrong": "/experiments/banner",
    "draft": "/experiments/reviews",
    "edit": "/experiments/reviews/edit",
    "new": "/new-experiment",
    "groups": "/comparison-groups",
    "floors": "/floors",
}


def prove(place: Workplace) -> Iterator[Claim]:
    """Fill a shop, then look at every page."""
    clock = StillClock()
    with serving(place.scratch / "shop", clock, currency="EUR") as doors, browser() as started:
        _fill(doors.shop, clock)
        shown = doors.shop.results.result("shipping")
        yield Claim(
            "the experiment of three weeks",
            f"{shown.sentences[0][:60]}…",
            "nothing wrong, a result",
            ok=not shown.findings,
        )
        yield from _looked_at(started, doors, place)


def _fill(shop: Tailorbird, clock: StillClock) -> None:
    chance = Random(11)
    for key, name, arms in (
        ("shipping", "Shipping cost on the product page", ORDERS),
        ("banner", "A banner above the basket", {"control": 0.1, "banner": 0.1}),
        ("reviews", "Reviews beside the photograph", {"control": 0.1, "beside": 0.1}),
    ):
        ways = tuple(Variation(key=one, name=one.title(), weight=5_000) for one in arms)
        # who comes once orders once or not at all
        measuring = Measuring(metric="ordered", window=7 * DAY)
        new = NewExperiment(key=key, name=name, variations=ways, measuring=measuring)
        shop.experiments.create(new, by=BY)
    shop.experiments.start("shipping", by=BY)
    shop.experiments.start("banner", by=BY)
    shop.experiments.hold_out(Terms(share=1_000), by=BY)
    for day in range(DAYS):
        _day(shop, clock, day, chance)
    shop.experiments.stop("banner", by=BY)
    shop.floors.count()
    shop.floors.override("trending", opened=False, reason="One candle only", done_by=BY)
    shop.results.check_all()


def _day(shop: Tailorbird, clock: StillClock, day: int, chance: Random) -> None:
    """Let people come, most of whom see the banner's control, and keep the day's results."""
    events: list[Event] = []
    for number in range(A_DAY):
        who, at = f"C-{day}-{number}", clock.now() + number * MINUTE
        arm = chance.choice(list(ORDERS))
        told = "control" if chance.random() < 0.7 else "banner"
        for key, variation in (("shipping", arm), ("banner", told)):
            facts: Any = {"experiment_id": key, "variation_id": variation}
            events.append(event(EXPERIMENT_VIEWED, at, user=who, **facts))
        events.append(event("Product Viewed", at + MINUTE, user=who, product_id="P"))
        if chance.random() < ORDERS[arm]:
            events.append(order(f"O-{who}", at + HOUR, [line("P", 1, "10.00")], user=who))
    clock.move(DAY)
    shop.accept(events, Lane.LIVE).result()
    shop.wait_until_processed()
    shop.results.keep_days()


def _looked_at(started: Browser, doors: Doors, place: Workplace) -> Iterator[Claim]:
    found = Findings()
    shots = place.output / "experiments"
    shots.mkdir(exist_ok=True)
    address = f"http://127.0.0.1:{doors.port}"
    token = doors.shop.accounts.open_by_link(doors.shop.accounts.new_link(Purpose.OPEN)) or ""
    for alarm in (False, True):
        if alarm:  # what the nightly check says when it found something
            check = doors.shop.results.last_check()
            said_of = {"at": check.at if check else 0, "experiments": 1, "people": 9}
            doors.shop.settings.set(NAME, {**said_of, "different": ["shipping"]})
        pages = {"list-alarm": "/experiments"} if alarm else PAGES
        for width in WIDTHS:
            for scheme in SCHEMES:
                view: ViewportSize = {"width": width, "height": 900}
                context = started.new_context(
                    base_url=address,
                    viewport=view,
                    color_scheme=scheme,
                )
                context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
                tab = context.new_page()
                found.watch(tab)
                for name, path in pages.items():
                    tab.goto(path, wait_until="networkidle")
                    shot = shots / f"{name}-{width}-{scheme}.png"
                    tab.screenshot(path=shot, full_page=True)
                    found.look(tab, f"{name} {scheme}", width)
                context.close()
    yield from _claims(found)


def _claims(found: Findings) -> Iterator[Claim]:
    for what, faults in (
        ("console errors", found.console),
        ("content policy violations", found.policy),
        ("pages wider than the window", found.wide),
        ("controls without name, odd headings", found.names),
        ("contrast below WCAG AA", found.contrast),
    ):
        yield Claim(what, f"{said(faults)} in {found.looks} looks", "0", ok=not faults)
    shift = f"{found.shift:.3f} ({found.jumpy or 'nowhere'})"
    yield Claim("largest layout shift", shift, "< 0.1", ok=found.shift < 0.1)
