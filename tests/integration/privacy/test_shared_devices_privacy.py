"""Erasing somebody who shared a browser or a mailbox touches nobody else, and joins nobody."""

from __future__ import annotations

from typing import Any

import msgspec

from tailorbird.app.history import LoggedHistory
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.core.clock import DAY
from tailorbird.events.refusals import refusal_of
from tailorbird.events.types import Problem
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order

AT = SOME_DAY


def known(desk: Any, query: str) -> set[str]:
    return {person.profile_id for person in desk.shop.profiles.people(query, 10)}


def payloads(desk: Any) -> str:
    with desk.log_database.read() as connection:
        rows = connection.exec_driver_sql("select payload from events").scalars()
        return b"".join(rows).decode()


def test_a_browser_of_two_does_not_become_the_other_s_alone(desk: Any) -> None:
    shop = desk.shop
    shop.take(event("Product Viewed", AT, user="ana", browser="couch", product_id="P1"))
    shop.take(event("Product Viewed", AT + 1, user="ben", browser="couch", product_id="P2"))
    shop.take(event("Product Viewed", AT + 2, browser="couch", product_id="P3"))
    ben, couch = known(desk, "ben"), known(desk, "couch")
    assert ben != couch
    desk.requests.erase("ana", at_once=True)
    assert known(desk, "ana") == set()
    shop.take(event("Product Viewed", AT + 9, user="ben", browser="couch", product_id="P4"))
    shop.take(event("Product Viewed", AT + 10, browser="couch", product_id="P5"))
    assert (known(desk, "ben"), known(desk, "couch")) == (ben, couch)
    mine = shop.profiles.facts(user_id="ben", anonymous_id=None, bought_since=0)
    assert {view.product_id for view in mine.viewed} == {"P2", "P4"}
    assert "ana" not in payloads(desk)


def test_after_that_a_rebuild_joins_nobody_either(desk: Any) -> None:
    shop = desk.shop
    for number, user in enumerate(["ana", "ben", "ana", "ben"]):
        shop.take(event("Product Viewed", AT + number, user=user, browser="couch", product_id="P"))
    desk.requests.erase("ana", at_once=True)
    Rebuilding(shop.stations, LoggedHistory(shop.log), desk.folder).rebuild()
    shop.take(event("Product Viewed", AT + 9, browser="couch", product_id="SECRET"))
    mine = shop.profiles.facts(user_id="ben", anonymous_id=None, bought_since=0)
    assert {view.product_id for view in mine.viewed} == {"P"}


def test_a_mailbox_of_two_goes_from_the_events_of_both(desk: Any) -> None:
    shop = desk.shop
    home = "home@mail.example"
    shop.take(order("O1", AT, [line("P1")], user="ana", email=home))
    shop.take(order("O2", AT + 1, [line("P2")], user="ben", email=home))
    desk.archive.seal(shop.clock.now())
    shop.clock.move(DAY)
    people = known(desk, "ana"), known(desk, "ben")
    done = desk.requests.erase(home, at_once=True)
    assert done.rows["orders"] == 0
    assert known(desk, home) == set()
    assert (known(desk, "ana"), known(desk, "ben")) == people
    assert home not in payloads(desk)
    held = b"".join(path.read_bytes() for path in desk.folder.glob("*.db*")) + desk.dump()
    assert home.encode() not in held
    found = desk.requests.export("ana")
    assert found.tables["orders"][0]["order_id"] == "O1"
    assert home not in msgspec.json.encode(found).decode()
    checked = Rebuilding(shop.stations, LoggedHistory(shop.log), desk.folder).check()
    assert checked.differences == []


def test_a_visitor_nobody_knows_can_be_erased(desk: Any) -> None:
    shop = desk.shop
    shop.take(event("Product Viewed", AT, browser="guest-17", product_id="P1"))
    shop.take(event("Product Viewed", AT, browser="guest-18", product_id="P1"))
    desk.requests.erase("guest-17", at_once=True)
    assert known(desk, "guest-17") == set()
    assert known(desk, "guest-18") != set()
    assert "guest-17" not in payloads(desk)


def test_all_profiles_that_went_into_one_are_erased(desk: Any) -> None:
    shop = desk.shop
    shop.take(event("Product Viewed", AT, browser="phone", product_id="P1"))
    shop.take(event("Product Viewed", AT + 1, browser="laptop", product_id="P2"))
    shop.take(event("Product Viewed", AT + 2, user="ana", browser="phone", product_id="P3"))
    former = known(desk, "laptop")
    shop.take(event("Product Viewed", AT + 3, user="ana", browser="laptop", product_id="P4"))
    (profile,) = former
    subject = desk.requests.find(profile)  # the former profile leads to the present one
    assert len(subject.profile_ids) == 2
    assert set(subject.anonymous_ids) == {"phone", "laptop"}
    done = desk.requests.erase(profile, at_once=True)
    assert done.rows["profiles"] == 2
    with shop.database.read() as connection:
        assert connection.exec_driver_sql("select count(*) from profiles").scalar() == 0
        assert connection.exec_driver_sql("select count(*) from person_events").scalar() == 0


def test_a_refused_event_s_sample_that_names_them_is_forgotten(desk: Any) -> None:

    shop = desk.shop
    shop.take(event("Product Viewed", AT, user="customer-ana", product_id="P1"))
    said = Problem(
        code="bad_input", field="timestamp", message="expected a time, got 'customer-ana'"
    )
    shop.refusals.add([(refusal_of(said, {"event": "x"}, "http", AT), 3)])
    assert desk.requests.export("customer-ana").tables["refusals"]
    desk.requests.erase("customer-ana")
    ((refusal, times),) = shop.refusals.read(5)
    assert times == 3
    assert "ana" not in refusal.message + refusal.sample
