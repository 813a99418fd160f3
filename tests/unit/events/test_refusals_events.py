"""What a merchant sees of an event that was not taken: which kind it was, and nothing personal."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.events.refusals import MOST_SAMPLE, Refusals, masked_sample, refusal_of
from tailorbird.events.types import Problem, Refusal
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.engines import sqlite
from tailorbird.storage.schema import Chain, upgrade

PERSONAL = {
    "type": "track",
    "event": "Product Added",
    "userId": "u-77",
    "anonymousId": "a-88",
    "messageId": "m-99",
    "writeKey": "secret-key",
    "properties": {
        "product_id": "85123A",
        "price": "2.55",
        "quantity": 6,
        "note": "call me",
        "latitude": 51.501364,
        "birth_year": 1980,
        "ann@example.com": "x",
        "0170 1234567": True,
        "gift": True,
    },
    "context": {
        "ip": "203.0.113.9",
        "traits": {"email": "ann@example.com", "address": {"street": "1 High Street"}},
    },
}


def test_a_sample_tells_which_event_it_was() -> None:
    shown = json.loads(masked_sample({k: PERSONAL[k] for k in ("type", "event", "properties")}))
    assert (shown["type"], shown["event"]) == ("track", "Product Added")
    opened = {name: shown["properties"][name] for name in ("product_id", "price", "quantity")}
    assert opened == {"product_id": "85123A", "price": "2.55", "quantity": 6}


@pytest.mark.parametrize("part", list(PERSONAL))
def test_a_sample_holds_nothing_personal(part: str) -> None:
    sample = masked_sample({part: PERSONAL[part]})
    hidden = ["u-77", "a-88", "m-99", "secret", "call me", "51.5", "1980", "ann@", "1234567"]
    assert [text for text in [*hidden, "203.0", "High"] if text in sample] == []


@pytest.mark.parametrize(
    "item",
    [
        {"event": "ann@example.com"},
        {"type": "ann@example.com"},
        {"properties": {"product_id": "+44 (0)170-123 45 67", "sku": ["ann@example.com"]}},
        {"properties": {"product_id": 441701234567}},
        {"properties": {"product_id": {"email": "ann@example.com"}}},
        ["ann@example.com"],
        "ann@example.com",
    ],
)
def test_open_fields_are_no_way_in_for_a_mailbox_or_a_telephone(item: object) -> None:
    sample = masked_sample(item)
    assert "ann" not in sample
    assert "170" not in sample


@pytest.mark.parametrize(
    "item",
    [None, 5, [], {}, {"event": "\ud800", "\ud800": 1}, {"a": object()}, {"a": {1, 2}}, {1: 2}],
)
def test_a_sample_can_be_made_of_anything(item: object) -> None:
    json.loads(masked_sample(item))


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda held: st.lists(held, max_size=6) | st.dictionaries(st.text(), held, max_size=30),
    max_leaves=40,
)


@given(anything)
def test_a_sample_is_short_and_shows_no_text_of_unknown_fields(item: Any) -> None:
    assert len(masked_sample(item)) <= MOST_SAMPLE
    assert "XSECRETX" not in masked_sample({"value": "XSECRETX", "held": item})


# -- counting


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'operational.db'}")
    upgrade(opened, Chain.OPERATIONAL)
    yield opened
    opened.close()


def refusal(field: str = "type", now: int = 1, message: str = "type: wrong.") -> Refusal:
    problem = Problem(code="bad_input", message=message, field=field)
    return refusal_of(problem, {"type": "x"}, "http", now)


def read(database: Database, refusals: Refusals) -> dict[str, int]:
    database.write(lambda _: None)  # what was noted before is counted now
    return {one.field: times for one, times in refusals.read(10)}


def test_refusals_are_counted_by_kind_and_the_newest_is_shown(database: Database) -> None:
    refusals = Refusals(database)
    refusals.note([refusal(), refusal(), refusal("event")])
    refusals.note([refusal(now=9, message="type: still wrong.")])
    assert read(database, refusals) == {"type": 3, "event": 1}
    newest, _ = refusals.read(1)[0]
    assert (newest.message, newest.received_at) == ("type: still wrong.", 9)


def test_noting_nothing_writes_nothing(database: Database) -> None:
    refusals = Refusals(database)
    refusals.note([])
    assert read(database, refusals) == {}


def test_counting_goes_on_after_the_database_was_locked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    locked = Database(f"sqlite:///{database.place}")
    refusals, held, gate = Refusals(locked), threading.Event(), threading.Event()

    def hold(_: Connection) -> bool:
        held.set()
        return gate.wait(20)

    holding = database.submit(hold)
    assert held.wait(20)
    refusals.note([refusal()])
    with pytest.raises(Exception, match="held by another program"):
        locked.write(lambda _: None)
    gate.set()
    holding.result(10)
    refusals.note([refusal("event")])
    assert read(locked, refusals)["event"] == 1
    locked.close()


def test_a_door_that_closes_loses_a_count_not_its_answer(database: Database) -> None:
    refusals = Refusals(database)
    database.close()
    refusals.note([refusal()])


def test_the_same_fault_in_any_item_of_a_list_is_one_kind() -> None:
    fields = {
        refusal_of(
            Problem(code="bad_input", message="m", field=f"properties.products[{n}].price"),
            {},
            "http",
            0,
        ).field
        for n in range(20)
    }
    assert fields == {"properties.products[].price"}
