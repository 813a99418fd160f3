"""A marked person: the export finds every mark, and after the erasure no byte holds one."""

from __future__ import annotations

from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from tailorbird.app import checkpoints
from tailorbird.app.history import LoggedHistory
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.core.clock import DAY, HOUR
from tailorbird.core.errors import NotFound
from tailorbird.events.types import Event, Kind, Lane
from tailorbird.pipeline import accept
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund

MARK = "zqmark"
USER, EMAIL, BROWSER = f"{MARK}-user", f"{MARK}@mail.example", f"{MARK}-browser"
TODAY = SOME_DAY
JOINED = 1  # the event that the story causes: browser and customer turn out to be one


def marked_story() -> list[Event]:
    """Everything a person may leave behind, with a mark in each field that may be personal."""
    page = Event(
        message_id=f"{MARK}-page-message",
        kind=Kind.PAGE,
        name=f"{MARK}'s orders",
        anonymous_id=BROWSER,
        occurred_at=TODAY,
        received_at=TODAY,
        properties={"path": f"/{MARK}", "title": f"{MARK} title"},
        context={"ip": f"{MARK}-ip", "userAgent": f"{MARK}-agent", "page": {"url": f"/{MARK}"}},
    )
    who = Event(
        message_id=f"{MARK}-who",
        kind=Kind.IDENTIFY,
        user_id=USER,
        anonymous_id=BROWSER,
        occurred_at=TODAY + 1,
        received_at=TODAY + 1,
        traits={"email": EMAIL, "name": f"{MARK} name", "birthday": f"{MARK}-day"},
    )
    consent = event(
        "Segment Consent Preference Updated",
        TODAY + 2,
        user=USER,
        consent={"marketing": True},
        wording_version=f"{MARK}-wording",
    )
    return [page, who, consent, *what_was_done(), *what_was_bought()]


def what_was_done() -> list[Event]:
    return [
        event("Products Searched", TODAY + 3, browser=BROWSER, query=f"gift for {MARK}"),
        event("Product Viewed", TODAY + 4, user=USER, product_id="P1", note=f"{MARK} note"),
        event("Product Added", TODAY + 5, user=USER, browser=BROWSER, product_id="P2", price=2),
        event("Product Reviewed", TODAY + 6, user=USER, product_id="P1", review_body=MARK),
        event("Coupon Applied", TODAY + 7, user=USER, coupon_name=f"for {MARK}"),
        event("A name of the shop's own", TODAY + 8, user=USER, anything={"deep": [MARK]}),
    ]


def what_was_bought() -> list[Event]:
    return [
        order(
            "O-1",
            TODAY + 9,
            [
                line("P1", 3, "5.00"),
                line("POST", 1, "2.00", name=f"to {MARK}", is_service=True, variant=MARK),
            ],
            user=USER,
            email=EMAIL,
            coupon=f"{MARK}-coupon",
            shipping_address={"street": f"{MARK} street"},
        ),
        order("O-2", TODAY + 10, [line("P1", 2, "5.00"), line("P3")], user=USER, browser=BROWSER),
        # without the order's number, and with one
        event(
            "Order Refunded",
            TODAY + 11,
            user=USER,
            reason=f"{MARK} reason",
            products=[line("P1", 1, "5.00", name=f"{MARK} name")],
        ),
        refund("R-2", TODAY + 12, [line("P3")], user=USER, order_id="O-2", note=MARK),
    ]


def others() -> list[Event]:
    return [
        event("Product Viewed", TODAY + 20, user="other", browser="b2", product_id="P1"),
        order("O-9", TODAY + 21, [line("P1"), line("P2")], user="other", email="o@mail.example"),
    ]


def take_all(desk: Any) -> None:
    for one in [*marked_story(), *others()]:
        desk.shop.take(one)


def rows(desk: Any, *, but: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    with desk.shop.database.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in OPERATIONAL.sorted_tables
            if table.name not in but
        }


def decoded(desk: Any) -> dict[str, bytes]:
    """Every file as bytes, Parquet decoded, and a dump: what it says, however it is packed."""
    found, folder = {"dump": desk.dump()}, desk.folder
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.suffix == ".parquet":
            content += repr(pq.ParquetFile(file).read().to_pylist()).encode()
        found[str(file.relative_to(folder))] = content
    return found


def holding(desk: Any) -> list[str]:
    """Where a mark is; a dump writes bytes in hexadecimal."""
    packed = MARK.encode(), MARK.encode().hex().encode()
    return [
        name
        for name, content in decoded(desk).items()
        if any(mark in content.lower() for mark in packed)
    ]


@pytest.fixture
def marked(desk: Any) -> Any:
    take_all(desk)
    desk.archive.seal(desk.shop.clock.now())
    checkpoints.save(desk.shop.stations, LoggedHistory(desk.shop.log), desk.folder)
    return desk


def test_the_export_finds_every_mark(marked: Any) -> None:
    export = marked.requests.export(EMAIL)
    said = msgspec.json.encode(export).decode()
    with marked.log_database.read() as connection:
        logged = connection.exec_driver_sql("select payload from events order by position").all()
    ours = [payload.decode() for (payload,) in logged if MARK in payload.decode()]
    assert len(export.events) >= len(ours) == said.count('"message_id"')
    for given in (f"{MARK}-ip", f"{MARK} street", f"{MARK}-wording", f"gift for {MARK}", "O-1"):
        assert given in said
    assert export.tables["orders"]
    assert "other" not in said
    assert export.tables["consents"][0]["wording"] == f"{MARK}-wording"


@pytest.mark.parametrize("who", [USER, EMAIL, BROWSER])
def test_no_byte_of_any_file_holds_a_mark_after_the_erasure(marked: Any, who: str) -> None:
    assert len(holding(marked)) >= 4  # both databases or the dump, the archive, the snapshot
    done = marked.requests.erase(who, at_once=True)
    assert done.waiting == 0
    assert done.events == len(marked_story()) + JOINED
    assert done.rows["orders"] == 2
    assert holding(marked) == []
    with pytest.raises(NotFound):
        marked.requests.export(who)


def test_others_and_the_shop_s_books_stay(marked: Any) -> None:
    before = rows(marked)
    marked.requests.erase(USER, at_once=True)
    after = rows(marked)
    assert after["products"] == before["products"]
    assert len(after["orders"]) == len(before["orders"]) == 3
    assert after["refund_matches"] == before["refund_matches"]
    with marked.shop.database.read() as connection:
        found = connection.exec_driver_sql(
            "select order_id, profile_id, total_minor, refunded_minor from orders"
        ).all()
    assert sorted((one, who is None, total, back) for one, who, total, back in found) == [
        ("O-1", True, 1700, 0),
        ("O-2", True, 1100, 600),
        ("O-9", False, 200, 0),
    ]
    assert marked.shop.profiles.facts(
        user_id="other", anonymous_id=None, bought_since=0
    ).bought.keys() == {"P1", "P2"}


def test_a_rebuild_after_an_erasure_equals_the_live_state(marked: Any) -> None:
    marked.requests.erase(USER, at_once=True)
    history = LoggedHistory(marked.shop.log)
    checked = Rebuilding(marked.shop.stations, history, marked.folder).check()
    assert checked.differences == []
    assert checked.events == len(marked_story()) + JOINED + len(others())


def late(count: int) -> list[Event]:
    """Late events of the erased person, with new message ids, and repeats of known orders."""
    found = []
    for number in range(count):
        at = TODAY - number * HOUR
        one = number % 4
        if one == 0:
            found.append(event("Product Viewed", at, user=USER, product_id="P1", n=number))
        elif one == 1:
            found.append(event("Product Added", at, browser=BROWSER, product_id="P2", n=number))
        elif one == 2:
            found.append(order("O-1", at, [line("P1", 3, "5.00")], email=EMAIL, n=number))
        else:
            found.append(
                Event(
                    message_id=f"{MARK}-{number}",
                    kind=Kind.IDENTIFY,
                    user_id=USER,
                    anonymous_id=BROWSER,
                    occurred_at=at,
                    received_at=TODAY + DAY,
                    traits={"email": EMAIL, "name": MARK},
                )
            )
    return found


@pytest.mark.parametrize("door", ["accept", "log"])
def test_a_hundred_late_events_change_nothing_but_counts(marked: Any, door: str) -> None:
    """Through the door, and past it: another process had not heard of the erasure yet."""
    marked.shop.clock.move(DAY)
    marked.requests.erase(USER, at_once=True)
    counted = (
        "field_types",
        "arrivals",
        "arrival_hours",
        "positions",
        "processing_turns",
        "erasures",
        "erasure_rewrites",
    )
    before = rows(marked, but=(*counted, "products"))
    if door == "accept":
        for lane in (Lane.LIVE, Lane.BACKFILL):
            accept(marked.shop.stations, late(100)[lane is Lane.LIVE :: 2], lane).result()
        marked.shop.process()
        assert holding(marked) == []
    else:
        marked.shop.take(*late(100))
        assert holding(marked)
    assert rows(marked, but=(*counted, "products")) == before
    assert marked.shop.profiles.people(MARK, 10) == []
    marked.requests.finish()
    assert holding(marked) == []


def test_what_is_done_after_an_erasure_begins_a_new_person(marked: Any) -> None:
    marked.shop.clock.move(DAY)
    marked.requests.erase(USER, at_once=True)
    again = marked.shop.clock.now() + 1
    marked.shop.take(event("Product Viewed", again, user=USER, product_id="P1"))
    (person,) = marked.shop.profiles.people(USER, 10)
    assert person.order_count == 0
    export = marked.requests.export(USER)
    assert len(export.events) == 1
    assert export.person["emails"] == []


def test_a_repeat_of_an_erased_event_is_still_recognised(marked: Any) -> None:
    marked.requests.erase(USER, at_once=True)
    appended = marked.shop.log.append(marked_story())
    assert appended.duplicates == len(marked_story())
