"""Who is in which segment: by events, by time, by filling; on every database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tailorbird.app.segmenting import Segmenting
from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events import outbox
from tailorbird.events.types import Event, Lane
from tailorbird.segments.filling import Filling
from tailorbird.segments.store import members
from tailorbird.segments.types import (
    Comparator,
    Compare,
    Condition,
    Did,
    InSegment,
    Learned,
    Measure,
    Not,
    OfOrders,
    Rolling,
    State,
)
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop

VIEWED_TWICE = Did("Product Viewed", window=Rolling(7), count=Compare(Comparator.AT_LEAST, 2))
NO_ORDER = Not(Did("Order Completed", window=Rolling(30)))


def viewed(at: int, browser: str | None = "b1", **more: Any) -> Event:
    return event("Product Viewed", at, browser=browser, product_id="P", **more)


def told(shop: StillShop) -> list[tuple[str, str, str]]:
    """Return what the log says of segments: what, which, by what."""
    return [
        (one.event.name, one.event.properties["segment"], one.event.properties["cause"])
        for lane in Lane
        for one in shop.log.read(lane, 0, 10_000)
        if one.event.name.startswith("Segment ")
    ]


def filled(segmenting: Segmenting, name: str, tree: Condition) -> str:
    segment = segmenting.segments.create(name, tree)
    assert segmenting.fill_waiting() == 1
    return segment.segment_id


def inside(segmenting: Segmenting, segment_id: str) -> int:
    found = segmenting.segments.members(segment_id)
    assert segmenting.segments.get(segment_id).size == len(found)
    return len(found)


def test_an_event_lets_somebody_in_at_once_and_the_log_tells(
    shop: StillShop, segmenting: Segmenting
) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    shop.take(viewed(SOME_DAY - 5))
    assert inside(segmenting, keen) == 0
    shop.take(viewed(SOME_DAY - 4))
    assert inside(segmenting, keen) == 1
    assert told(shop) == [("Segment Entered", "Keen", "Product Viewed")]
    [move] = segmenting.segments.movements(keen)
    assert (move.entered, move.at, move.cause) == (True, SOME_DAY, "Product Viewed")


def test_time_alone_lets_somebody_out_to_the_microsecond(
    shop: StillShop, segmenting: Segmenting
) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    first, second = SOME_DAY - 5, SOME_DAY - 4
    shop.take(viewed(first), viewed(second))
    shop.clock.set(first + 7 * DAY - 1)
    shop.look_at_due()
    assert inside(segmenting, keen) == 1
    shop.clock.set(first + 7 * DAY)
    assert shop.look_at_due() == 1
    assert inside(segmenting, keen) == 0
    assert told(shop)[-1] == ("Segment Exited", "Keen", "time")
    assert shop.look_at_due() == 0


def test_time_alone_lets_somebody_in(shop: StillShop, segmenting: Segmenting) -> None:
    away = filled(segmenting, "Away", NO_ORDER)
    shop.take(order("1", SOME_DAY, [line("P")], user="u1"))
    assert inside(segmenting, away) == 0
    shop.clock.set(SOME_DAY + 30 * DAY - 1)
    shop.look_at_due()
    assert inside(segmenting, away) == 0
    shop.clock.move(1)
    shop.look_at_due()
    assert inside(segmenting, away) == 1


def test_a_new_segment_finds_who_was_there_before_and_when_they_are_due(
    shop: StillShop, segmenting: Segmenting
) -> None:
    shop.take(*(viewed(SOME_DAY - 9, f"b{n}") for n in range(5)))
    shop.take(*(viewed(SOME_DAY - 8, f"b{n}") for n in range(3)))
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    assert inside(segmenting, keen) == 3
    assert segmenting.segments.get(keen).state is State.LIVE
    assert told(shop) == [("Segment Entered", "Keen", "fill")] * 3
    shop.process()  # what it told of is no event that could move anybody
    assert inside(segmenting, keen) == 3
    shop.clock.set(SOME_DAY - 9 + 7 * DAY)
    shop.look_at_due()
    assert inside(segmenting, keen) == 0


class Late:
    """The whole audience's answers, and something that happens before they are taken in."""

    def __init__(self, segmenting: Segmenting, happens: Any) -> None:
        self._inner = segmenting.filling._audience
        self._happens = happens

    def answers(self, tree: Condition, at: int) -> Iterator[Any]:
        batches = list(self._inner.answers(tree, at))
        self._happens()
        return iter(batches)


def test_what_happens_while_a_segment_is_filled_counts_once_and_is_not_lost(
    shop: StillShop, segmenting: Segmenting
) -> None:
    shop.take(viewed(SOME_DAY - 9, "leaves"), viewed(SOME_DAY - 9, "stays"))
    shop.take(viewed(SOME_DAY - 9, "comes"), order("1", SOME_DAY - 9, [line("P")], browser="comes"))

    def happens() -> None:
        shop.take(order("2", SOME_DAY - 1, [line("P")], browser="leaves"))
        shop.take(viewed(SOME_DAY - 1, "new"))

    looked_no_order = Did("Product Viewed")
    both = segmenting.segments.create("Both", NO_ORDER)
    assert segmenting.segments.create("Looked", looked_no_order)
    filling = Filling(
        shop.database,
        shop.progress,
        shop.stations.membership,
        Late(segmenting, happens),
        shop.clock,
    )
    assert filling.fill(both.segment_id, lambda: None)
    assert inside(segmenting, both.segment_id) == 2  # stays, new
    outbox.relay(shop.database, shop.log)
    moves = [what for what, name, _ in told(shop) if name == "Both"]
    assert moves == ["Segment Entered"] * 2


def test_an_edited_segment_lets_go_of_whom_it_does_not_hold_any_more(
    shop: StillShop, segmenting: Segmenting
) -> None:
    shop.take(viewed(SOME_DAY - 9), viewed(SOME_DAY - 8), viewed(SOME_DAY - 8, "b2"))
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    assert inside(segmenting, keen) == 1
    segmenting.segments.edit(keen, tree=Not(VIEWED_TWICE))
    assert segmenting.segments.get(keen).state is State.FILLING
    segmenting.fill_waiting()
    shop.process()
    assert inside(segmenting, keen) == 1
    assert sorted(what for what, *_ in told(shop)) == [
        "Segment Entered",
        "Segment Entered",
        "Segment Exited",
    ]


def test_a_segment_within_a_segment_follows_in_the_same_change(
    shop: StillShop, segmenting: Segmenting
) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    others = filled(segmenting, "Others", Not(InSegment(keen)))
    shop.take(viewed(SOME_DAY - 5))
    assert (inside(segmenting, keen), inside(segmenting, others)) == (0, 1)
    shop.take(viewed(SOME_DAY - 4))
    assert (inside(segmenting, keen), inside(segmenting, others)) == (1, 0)
    segmenting.segments.edit(keen, tree=Did("Order Completed"))
    assert segmenting.segments.get(others).state is State.FILLING
    segmenting.fill_waiting()
    assert (inside(segmenting, keen), inside(segmenting, others)) == (0, 1)
    with pytest.raises(BadInput, match="Others"):
        segmenting.segments.delete(keen)
    with pytest.raises(BadInput):
        segmenting.segments.edit(keen, tree=InSegment(others))
    segmenting.segments.delete(others)
    segmenting.segments.delete(keen)
    with pytest.raises(NotFound):
        segmenting.segments.get(keen)


def test_an_import_is_looked_at_soon_each_person_once(
    shop: StillShop, segmenting: Segmenting
) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    shop.take(viewed(SOME_DAY - 5), viewed(SOME_DAY - 4), lane=Lane.BACKFILL)
    assert inside(segmenting, keen) == 0
    assert shop.look_at_due() == 1
    assert inside(segmenting, keen) == 1


def test_two_who_turn_out_to_be_one_are_in_once(shop: StillShop, segmenting: Segmenting) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    for at in (SOME_DAY - 9, SOME_DAY - 8):
        shop.take(viewed(at, "b1"), viewed(at, None, user="u1"))
    assert inside(segmenting, keen) == 2
    shop.take(event("Signed In", SOME_DAY - 2, browser="b1", user="u1"))
    assert inside(segmenting, keen) == 1


def test_who_joins_brings_what_they_did(shop: StillShop, segmenting: Segmenting) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    shop.take(viewed(SOME_DAY - 9, "b1"))
    shop.take(event("Product Viewed", SOME_DAY - 8, product_id="P", user="u1"))
    assert inside(segmenting, keen) == 0
    shop.take(event("Signed In", SOME_DAY - 2, browser="b1", user="u1"))
    assert inside(segmenting, keen) == 1


def test_orders_cancelled_count_no_more_whoever_says_so(
    shop: StillShop, segmenting: Segmenting
) -> None:
    once = OfOrders(Measure.COUNT, Compare(Comparator.AT_LEAST, 1))
    buyers = filled(segmenting, "Buyers", once)
    shop.take(order("1", SOME_DAY - 5, [line("P")], user="u1"))
    assert inside(segmenting, buyers) == 1
    shop.take(event("Order Cancelled", SOME_DAY - 4, order_id="1"))
    assert inside(segmenting, buyers) == 0


def test_learned_numbers_fill_the_segments_that_read_them(
    shop: StillShop, segmenting: Segmenting
) -> None:
    for number in range(60):
        at = SOME_DAY - (20 + number % 30) * DAY
        orders = [
            order(f"{number}a", at - 3 * DAY, [line("P")], user=f"u{number}"),
            order(f"{number}b", at, [line("P")], user=f"u{number}"),
        ]
        shop.take(*orders)
    away = OfOrders(
        Measure.DAYS_SINCE_LAST, Compare(Comparator.MORE_THAN, Learned("lapsed_after_days"))
    )
    lapsed = filled(segmenting, "Lapsed", away)
    assert {one.name: one.value for one in segmenting.segments.learned()}[
        "lapsed_after_days"
    ] == 3.0
    assert segmenting.segments.get(lapsed).size == 60
    for number in range(60):
        shop.take(order(f"{number}c", SOME_DAY - DAY, [line("P")], user=f"u{number}"))
    changed = {one.name for one in segmenting.segments.learn()}
    assert "lapsed_after_days" in changed
    assert segmenting.segments.get(lapsed).state is State.FILLING


def test_the_self_check_sees_what_is_wrong(shop: StillShop, segmenting: Segmenting) -> None:
    shop.take(*(viewed(SOME_DAY - 9, f"b{n}") for n in range(5)))
    shop.take(*(viewed(SOME_DAY - 8, f"b{n}") for n in range(3)))
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    sound = segmenting.check()
    assert (sound.segments, sound.people, sound.differences) == (1, 5, 0)
    [first, *_] = segmenting.segments.members(keen)
    shop.database.write(lambda c: members.remove(c, [(keen, first.profile_id)]))
    assert segmenting.check().differences == 1
    assert segmenting.segments.last_check() == segmenting.check()


def test_a_list_leaves_out_who_said_no_and_is_written_down(
    shop: StillShop, segmenting: Segmenting
) -> None:
    everybody = filled(segmenting, "Lookers", Did("Product Viewed"))
    for name in ("yes", "no", "objects"):
        shop.take(
            event(
                "Product Viewed",
                SOME_DAY - 9,
                product_id="P",
                user=name,
                email=f"{name}@shop.example",
            )
        )
    shop.take(
        event("Consent Updated", SOME_DAY - 8, user="no", consent={"email_marketing": False}),
        event("Product Viewed", SOME_DAY - 8, product_id="P", user="objects", gpc=True),
    )
    rows = list(segmenting.segments.export(everybody, "owner"))
    assert [(row["user_id"], row["email"]) for row in rows] == [("yes", "yes@shop.example")]


def test_sizes_go_on_where_a_clock_is_set_back(shop: StillShop, segmenting: Segmenting) -> None:
    keen = filled(segmenting, "Keen", VIEWED_TWICE)
    shop.take(viewed(SOME_DAY - 5), viewed(SOME_DAY - 4))
    shop.clock.set(SOME_DAY - DAY)
    shop.take(viewed(SOME_DAY - 2 * DAY, "b2"), viewed(SOME_DAY - 3 * DAY, "b2"))
    assert inside(segmenting, keen) == 2


def test_who_did_something_else_while_a_segment_is_filled_is_in_it(
    shop: StillShop, segmenting: Segmenting
) -> None:
    """Another segment reads what they did, and so they are looked at; not only for that one."""
    filled(segmenting, "Clicked", Did("Clicked"))
    shop.take(viewed(SOME_DAY - 5), viewed(SOME_DAY - 4))
    keen = segmenting.segments.create("Keen", VIEWED_TWICE).segment_id
    shop.take(event("Clicked", SOME_DAY - 3, browser="b1"))
    assert segmenting.fill_waiting() == 1
    assert inside(segmenting, keen) == 1


def test_why_names_the_orders_behind_it(shop: StillShop, segmenting: Segmenting) -> None:
    once = OfOrders(Measure.COUNT, Compare(Comparator.AT_LEAST, 1))
    buyers = filled(segmenting, "Buyers", once)
    shop.take(viewed(SOME_DAY - 6, None, user="u1"))
    shop.take(order("1", SOME_DAY - 5, [line("P")], user="u1"))
    [member] = segmenting.segments.members(buyers)
    why = segmenting.segments.why(buyers, member.profile_id)
    assert (why.member, why.why.found, why.why.events) == (True, 1, (2,))
