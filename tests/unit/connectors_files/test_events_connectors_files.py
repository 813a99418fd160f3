"""Events from files: what each row becomes, whose it is, what is one order, what comes twice."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tailorbird.connectors.files import (
    EVENTS,
    EventReader,
    EventRules,
    FileReport,
    RowRefused,
    SegmentReader,
    choose,
    is_segment,
    open_table,
    settle,
    unfolded,
)
from tailorbird.core.errors import BadFile
from tailorbird.events.types import Event, Kind

NOW = 1_800_000_000_000_000
HEADER = "event_time,event_type,product_id,price,user_id,user_session"


class Read:
    """What came of reading a file of events."""

    def __init__(self, path: Path, **rules: Any) -> None:
        refused: list[RowRefused] = []
        used = EventRules(currency="EUR", **rules)
        table = open_table(path)
        if is_segment(table):
            lines = SegmentReader(table, used, NOW, on_refused=refused.append)
            self.parcels = list(lines)
            self.report: FileReport = lines.report
        else:
            table = unfolded(table)
            found = choose(table.columns, table.sample(), EVENTS)
            columns = settle(found, {}, table.columns, EVENTS)
            reader = EventReader(table, columns, used, NOW, on_refused=refused.append)
            self.parcels = list(reader)
            self.report = reader.report
        self.refused = [(row.row, row.code) for row in refused]

    @property
    def events(self) -> list[Event]:
        return [parcel.event for parcel in self.parcels]


def csv(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "events.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def jsonl(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def test_the_words_of_a_log_become_events_of_the_vocabulary(tmp_path: Path) -> None:
    words = ("view", "cart", "remove_from_cart", "Add To Cart", "product viewed", "Size Guide Read")
    rows = [f"2022-10-01 00:00:{n:02} UTC,{word},p{n},2.50,7,s" for n, word in enumerate(words)]
    read = Read(csv(tmp_path, *rows))
    assert [event.name for event in read.events] == [
        "Product Viewed",
        "Product Added",
        "Product Removed",
        "Product Added",
        "Product Viewed",
        "Size Guide Read",
    ]
    first = read.events[0]
    assert (first.kind, first.user_id, first.properties) == (
        Kind.TRACK,
        "7",
        {"product_id": "p0", "price": "2.5"},
    )
    assert read.report.outcomes["taken"] == 6


def test_the_shops_own_words_win_and_an_empty_name_leaves_rows_out(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "2022-10-01 00:00:00,look,p1,,7,s",
        "2022-10-01 00:00:01,purchase,p1,3,7,s",
    )
    read = Read(path, names={"LOOK": "Product Viewed", "purchase": ""})
    assert [event.name for event in read.events] == ["Product Viewed"]
    assert read.report.outcomes == {
        "taken": 1,
        "order_line": 0,
        "duplicate": 0,
        "left_out": 1,
        "refused": 0,
    }


def test_what_one_person_buys_at_one_moment_is_one_order(tmp_path: Path) -> None:
    read = Read(
        csv(
            tmp_path,
            "2022-10-01 00:00:09,purchase,mug,2.50,7,s",
            "2022-10-01 00:00:09,purchase,jug,4,8,t",
            "2022-10-01 00:00:09,purchase,rug,1,7,s",
            "2022-10-01 00:00:10,purchase,mug,2.50,7,s",
        )
    )
    orders = [event.properties for event in read.events]
    assert [order["order_id"] for order in orders] == [
        "7@2022-10-01T00:00:09",
        "8@2022-10-01T00:00:09",
        "7@2022-10-01T00:00:10",
    ]
    assert [(order["total"], len(order["products"])) for order in orders] == [
        ("3.5", 2),
        ("4", 1),
        ("2.5", 1),
    ]
    assert [line["ordinal"] for line in orders[0]["products"]] == [1, 2]
    assert (read.report.found["orders"], read.report.amount) == (3, Decimal(10))
    assert [parcel.rows for parcel in read.parcels] == [2, 1, 1]


def test_rows_with_one_order_number_are_one_order_in_parts(tmp_path: Path) -> None:
    header = "event_time,event_type,product_id,price,user_id,order_id"
    read = Read(
        csv(
            tmp_path,
            "2022-10-01 00:00:09,purchase,mug,2,7,A1",
            "2022-10-01 00:00:10,view,mug,2,9,",
            "2022-10-01 00:00:11,purchase,jug,3,7,A1",
            header=header,
        )
    )
    parts = [event for event in read.events if event.name == "Order Completed"]
    assert [part.properties["order_id"] for part in parts] == ["A1", "A1"]
    assert [part.properties["products"][0]["ordinal"] for part in parts] == [1, 2]
    assert parts[0].occurred_at == parts[1].occurred_at
    assert parts[1].properties["part"] == 2
    assert read.report.found["orders"] == 1


def test_the_same_row_twice_is_one_event_and_said(tmp_path: Path) -> None:
    row = "2022-10-01 00:00:09,cart,mug,2,7,s"
    read = Read(csv(tmp_path, row, row, "2022-10-01 00:00:10,cart,mug,2,7,s", row))
    assert len(read.events) == 2
    assert (read.report.outcomes["taken"], read.report.outcomes["duplicate"]) == (2, 2)


def test_a_purchase_repeated_far_off_is_no_second_part_of_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tailorbird.connectors.files.repeats.REMEMBERED", 1)
    bought = "2022-10-01 00:00:09,purchase,mug,2,7,s"
    views = [f"2022-10-01 00:01:{n:02},view,p{n},2,7,s" for n in range(20)]
    read = Read(csv(tmp_path, bought, *views, bought))
    orders = [event for event in read.events if event.name == "Order Completed"]
    assert [len(order.properties["products"]) for order in orders] == [1]
    assert read.report.outcomes["duplicate"] == 1


def test_reading_again_gives_the_same_keys_whenever_that_is(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "2022-10-01 00:00:09,view,mug,2,7,s",
        "2022-10-01 00:00:09,purchase,mug,2,7,s",
        "2022-10-01 00:00:09,purchase,jug,2,7,s",
    )
    once = [event.message_id for event in Read(path).events]
    shifted = [event.message_id for event in Read(path, shift=5_000_000).events]
    elsewhere = [event.message_id for event in Read(path, source="till").events]
    assert once == shifted
    assert len(set(once)) == len(once)
    assert not set(once) & set(elsewhere)


def test_a_session_is_somebody_until_a_customer_is_named(tmp_path: Path) -> None:
    read = Read(
        csv(
            tmp_path,
            "2022-10-01 00:00:01,view,mug,2,,s",
            "2022-10-01 00:00:02,view,mug,2,7,s",
            "2022-10-01 00:00:03,view,mug,2,8,t",
        )
    )
    assert [(event.user_id, event.anonymous_id) for event in read.events] == [
        (None, "s"),
        ("7", "s"),  # what was done before is theirs
        ("8", None),  # nothing to join
    ]
    assert read.report.found["sessions"] == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2022-10-01 00:00:01,view,mug,2,0,", "nobody"),
        ("2022-10-01 00:00:01,view,,2,7,s", "no_product"),
        ("2022-10-01 00:00:01,purchase,,2,7,s", "no_product"),
        ("2022-10-01 00:00:01,,mug,2,7,s", "missing_value"),
        (",view,mug,2,7,s", "missing_value"),
        ("yesterday,view,mug,2,7,s", "not_a_time"),
        ("2022-10-01 00:00:01,view,mug,dear,7,s", "not_a_price"),
        ("2022-10-01 00:00:01,view,mug,2,7", "wrong_cell_count"),
        ("2022-10-01 00:00:01,search,,,7,s", "missing_value"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_by_name(tmp_path: Path, row: str, code: str) -> None:
    good = [f"2022-10-01 00:00:0{n},view,mug,2,7,s" for n in range(2, 6)]
    read = Read(csv(tmp_path, row, *good))
    assert read.refused == [(1, code)]
    assert sum(read.report.outcomes.values()) == read.report.rows == 5


def test_a_file_without_anybody_in_it_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = csv(tmp_path, "2022-10-01,view,mug", header="event_time,event_type,product_id")
    with pytest.raises(BadFile, match="customer_id or anonymous_id or session_id or email"):
        Read(path)


def test_sessions_that_hold_their_events_are_unfolded(tmp_path: Path) -> None:
    lines = [
        {"session": 0, "events": [{"aid": 5, "ts": 1_659_304_800_025, "type": "clicks"}]},
        {
            "session": 1,
            "events": [
                {"aid": 5, "ts": 1_659_304_800_030, "type": "carts"},
                {"aid": 6, "ts": 1_659_304_800_030, "type": "orders"},
                {"aid": 7, "ts": 1_659_304_800_030, "type": "orders"},
            ],
        },
        {"session": 2, "events": "none"},
    ]
    read = Read(jsonl(tmp_path, *lines[:2]))
    assert [(event.anonymous_id, event.name) for event in read.events] == [
        ("0", "Product Viewed"),
        ("1", "Product Added"),
        ("1", "Order Completed"),
    ]
    assert read.report.rows == 4
    many = [*(lines[0] | {"session": n} for n in range(60)), lines[2]]
    broken = Read(jsonl(tmp_path, *many))
    assert broken.refused == [(61, "not_json")]


CALL = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "7",
    "timestamp": "2022-10-01T00:00:00Z",
    "properties": {"product_id": "mug", "price": 2.5},
    "context": {"consent": {"categoryPreferences": {"analytics": True, "ads": False}}},
}


def test_calls_of_a_tracking_tool_come_in_as_they_are(tmp_path: Path) -> None:
    late = {"sentAt": "2022-10-09T00:00:00Z", "messageId": "m1", "traits": None}
    identify = {
        "type": "identify",
        "userId": "7",
        "timestamp": "2022-10-02T00:00:00Z",
        "traits": {"email": "a@example.com"},
    }
    read = Read(jsonl(tmp_path, CALL | late, identify, CALL, CALL))
    assert [event.kind for event in read.events] == [Kind.TRACK, Kind.IDENTIFY, Kind.TRACK]
    assert read.events[0].message_id == "m1"
    # the time in an export is right; when it was sent says nothing any more
    assert read.events[0].occurred_at == 1_664_582_400_000_000
    assert read.report.outcomes == {"taken": 3, "duplicate": 1, "left_out": 0, "refused": 0}


def test_consent_in_an_export_counts_only_with_a_basis(tmp_path: Path) -> None:
    path = jsonl(tmp_path, CALL)
    consent = Read(path).events[0].context["consent"]["categoryPreferences"]
    assert consent == {"analytics": False, "ads": False}
    consent = Read(path, basis="banner of 2022").events[0].context["consent"]
    assert consent == CALL["context"]["consent"]  # type: ignore[index]


@pytest.mark.parametrize(
    "wrong",
    [{"timestamp": None}, {"event": ""}, {"userId": None}, {"properties": {}}, {"type": "buy"}],
)
def test_a_call_that_the_door_would_refuse_is_refused(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    read = Read(jsonl(tmp_path, CALL, CALL | wrong))
    assert read.refused == [(2, "bad_event")]


def test_our_own_events_come_back_as_they_were(tmp_path: Path) -> None:
    line = {
        "message_id": "m9",
        "kind": "track",
        "name": "Product Viewed",
        "anonymous_id": "b1",
        "occurred_at": 1_664_582_400_000_000,
        "received_at": 1_664_582_400_000_001,
        "source": "http",
        "properties": {"product_id": "mug"},
    }
    [event] = Read(jsonl(tmp_path, line)).events
    assert (event.message_id, event.anonymous_id, event.occurred_at) == (
        "m9",
        "b1",
        1_664_582_400_000_000,
    )
