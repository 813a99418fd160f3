"""A segment built by keyboard alone and by mouse; the count beside it, and a count of our own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from msgspec import Struct
from playwright.sync_api import Browser, Locator, Page

from proofs.browser import SCHEMES, WIDTHS, browser
from proofs.claims import Claim
from proofs.page_checks import Findings, said
from proofs.workplace import Workplace
from tailorbird.accounts.types import Purpose
from tailorbird.core.clock import HOUR, to_datetime
from tailorbird.dashboard.visits import COOKIE
from tailorbird.events.types import Lane
from tailorbird.events.validation import parse
from tests.integration.api.doors import Doors, serving

CATEGORY = "Shoes"
_EXPECTED = "viewed ≥ 2 of a category in 7 days, no order in 30"
_NAMES = {True: "Keen on shoes", False: "Keen on shoes, by mouse"}


class Past(Struct, frozen=True):
    """What one person did: when they viewed what, and when they ordered (hours ago)."""

    person: int
    views: tuple[tuple[int, str], ...]
    orders: tuple[int, ...]


def prove(place: Workplace) -> Iterator[Claim]:
    """Build by keyboard, build by mouse, compare the counts; look at the pages in all sizes."""
    pasts = _pasts(400 if place.full else 60)
    with serving(place.scratch / "shop") as doors, browser() as started:
        _send(doors, pasts)
        token = doors.shop.accounts.open_by_link(doors.shop.accounts.new_link(Purpose.OPEN)) or ""
        truth = sum(1 for one in pasts if _meets(one))
        for by_keyboard in (True, False):
            yield _built(started, doors, token, truth, by_keyboard=by_keyboard)
        yield _looked_at(started, doors, token, place)


def _pasts(number: int) -> list[Past]:
    chance = random.Random(5)
    return [
        Past(
            person,
            tuple(
                (chance.randrange(1, 15 * 24), chance.choice((CATEGORY, CATEGORY, "Hats")))
                for _ in range(chance.randrange(7))
            ),
            tuple(chance.randrange(1, 60 * 24) for _ in range(chance.randrange(2))),
        )
        for person in range(number)
    ]


def _meets(past: Past) -> bool:
    seen = sum(1 for hours, kind in past.views if hours < 7 * 24 and kind == CATEGORY)
    return seen >= 2 and all(hours >= 30 * 24 for hours in past.orders)


def _send(doors: Doors, pasts: Sequence[Past]) -> None:
    now = doors.shop.now()

    def event(past: Past, hours: int, name: str, properties: dict[str, object]) -> object:
        # half an hour aside, so that no window's edge is near while this runs
        when = to_datetime(now - hours * HOUR + HOUR // 2).isoformat()
        item = {
            "type": "track",
            "event": name,
            "userId": f"customer-{past.person}",
            "timestamp": when,
            "properties": properties,
        }
        return parse(item, now=now, source="server")

    goods = {CATEGORY: "P1", "Hats": "P2"}
    events = [
        event(past, hours, "Product Viewed", {"product_id": goods[kind], "category": kind})
        for past in pasts
        for hours, kind in past.views
    ]
    events += [
        event(
            past,
            hours,
            "Order Completed",
            {
                "order_id": f"o{past.person}-{hours}",
                "total": 10,
                "currency": "EUR",
                "products": [{"product_id": "P1", "price": 10, "quantity": 1}],
            },
        )
        for past in pasts
        for hours in past.orders
    ]
    doors.shop.accept(events, Lane.LIVE).result()  # type: ignore[arg-type]
    doors.shop.wait_until_processed()


def _page(started: Browser, doors: Doors, token: str, **options: object) -> Page:
    address = f"http://127.0.0.1:{doors.port}"
    context = started.new_context(base_url=address, **options)  # type: ignore[arg-type]
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def _built(started: Browser, doors: Doors, token: str, truth: int, *, by_keyboard: bool) -> Claim:
    page = _page(started, doors, token, viewport={"width": 1280, "height": 1600})
    page.goto("/segments/new", wait_until="networkidle")
    (_by_keyboard if by_keyboard else _by_mouse)(page)
    shown = _shown(page)
    page.keyboard.press("Enter") if by_keyboard else page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/segments/*done=made")
    made = next(one for one in doors.shop.segments.all() if one.name == _NAMES[by_keyboard])
    members = len(doors.shop.segments.members(made.segment_id, 1_000))
    page.context.close()
    how = "by keyboard alone" if by_keyboard else "by mouse, one condition dragged above the other"
    return Claim(
        f"“{_EXPECTED}” built {how}",
        f"shown {shown}, members {members}, counted from what was sent {truth}",
        "all the same, and some",
        ok=shown == members == truth > 0,
    )


def _shown(page: Page) -> int:
    """Return the exact count beside the builder, once nothing is being asked any more."""
    page.wait_for_timeout(400)
    page.locator("segment-builder:not(.b-busy) .b-exact[data-count]").wait_for()
    return int(page.locator(".b-exact").get_attribute("data-count") or -1)


def _by_keyboard(page: Page) -> None:
    keys = page.keyboard
    _to(page, "Add")
    keys.press("Enter")
    _to(page, "Number")
    _type(page, "2")
    _to(page, "Only where…")
    keys.press("Enter")  # the new demand is about the category, and the focus is in its value
    _type(page, CATEGORY)
    _to(page, "Which condition to add")
    keys.type("Placed")
    _to(page, "Add")
    keys.press("Enter")
    _to(page, "Must it hold?", back=True)
    keys.press("ArrowDown")
    _to(page, "Name", back=True)
    keys.type(_NAMES[True])


def _to(page: Page, label: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on the control that is called so."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate(_CALLED) == label:
            return
    raise AssertionError(f"Tab never comes to {label}.")


_CALLED = """() => {
  const now = document.activeElement;
  const label = now.labels?.[0];
  const said = label?.querySelector("span") ?? label;
  return now.getAttribute("aria-label") ?? (said ?? now).textContent.trim();
}"""


def _type(page: Page, text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def _by_mouse(page: Page) -> None:
    page.get_by_label("Name").click()
    page.keyboard.type(_NAMES[False])
    orders = _added(page, "orders")
    orders.get_by_label("Must it hold?").select_option("not")
    views = _added(page, "event")
    views.get_by_label("Number").fill("2")
    views.get_by_role("button", name="Only where…").click()
    views.get_by_label("Value").fill(CATEGORY)
    _drag(page, views.locator(".b-handle"), orders)
    page.locator(".b-condition").first.get_by_label("Value").wait_for()


def _drag(page: Page, handle: Locator, above: Locator) -> None:
    """Take a condition by its handle and let it go on the upper edge of another."""
    begin, end = handle.bounding_box(), above.bounding_box()
    assert begin
    assert end
    page.mouse.move(begin["x"] + 8, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 80, end["y"] + 40, steps=8)
    page.mouse.move(end["x"] + 80, end["y"] + 8, steps=4)
    page.mouse.up()


def _added(page: Page, kind: str) -> Locator:
    page.get_by_label("Which condition to add").select_option(kind)
    page.get_by_role("button", name="Add", exact=True).click()
    made = page.locator(".b-condition").last
    node = made.get_attribute("data-node")
    return page.locator(f'[data-node="{node}"]')


def _looked_at(started: Browser, doors: Doors, token: str, place: Workplace) -> Claim:
    findings = Findings()
    one, other = (one.segment_id for one in doors.shop.segments.all()[:2])
    someone = doors.shop.segments.members(one, 1)[0].profile_id
    addresses = {
        "list": "/segments",
        "builder": f"/segments/edit?id={one}",
        "new": "/segments/new",
        "one": f"/segments/{one}?person={someone}&with={other}",
        "person": f"/people/{someone}",
    }
    for width in WIDTHS:
        for scheme in SCHEMES:
            size = {"width": width, "height": 900}
            page = _page(started, doors, token, viewport=size, color_scheme=scheme)
            findings.watch(page)
            for name, address in addresses.items():
                page.goto(address, wait_until="networkidle")
                findings.look(page, f"{name} {scheme}", width)
                shot = place.output / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=shot, full_page=True)
            page.context.close()
    faults = [
        *(findings.contrast + findings.names + findings.policy),
        *(findings.console + findings.wide),
    ]
    return Claim(
        "The pages of segments at two widths, light and dark: contrast, names, policy, width",
        f"{findings.looks} looks, {findings.texts} texts, faults {said(faults)}; "
        f"largest shift {findings.shift:.3f}",
        "no fault, shift below 0.1",
        ok=not faults and findings.shift < 0.1,
    )
