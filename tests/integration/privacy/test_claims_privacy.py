"""Erasing somebody whom others only claim to be: nothing names them, and the others stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from tailorbird.app.history import LoggedHistory
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.core.clock import DAY
from tailorbird.core.errors import NotFound
from tailorbird.events.proof import BROWSER
from tailorbird.events.types import Event, Kind
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order

AT = SOME_DAY
ANA, MAIL = "zqana-17", "zqana@mail.example"


def claimed(name: str, at: int, **rest: Any) -> Event:
    return event(name, at, source=BROWSER, **rest)


def said_to_be(at: int, browser: str) -> Event:
    """A page says who its visitor is, without a proof."""
    return Event(
        message_id=f"who-{browser}",
        kind=Kind.IDENTIFY,
        anonymous_id=browser,
        user_id=ANA,
        occurred_at=at,
        received_at=at,
        source=BROWSER,
        traits={"email": MAIL, "name": ANA},
    )


def what_strangers_say() -> Iterator[Event]:
    yield claimed("Product Viewed", AT + 10, browser="stranger", user=ANA, product_id="P1")
    yield said_to_be(AT + 11, "stranger")
    yield claimed("Product Added", AT + 12, browser="stranger", email=MAIL, product_id="P2")
    yield order("O-77", AT + 13, [line("P3")], browser="stranger", user=ANA, source=BROWSER)
    yield claimed("Product Viewed", AT + 14, user=ANA, product_id="P4")  # nobody's browser
    yield said_to_be(AT + 15, "second")
    ahead = claimed("Product Viewed", AT + 9 * DAY, browser="second", user=ANA, product_id="P9")
    yield replace(ahead, received_at=AT + 15)  # by a clock that is ahead
    # proven to be another's, who claims to be her besides
    yield event("Product Viewed", AT + 16, user="ben", browser="third", product_id="P5")
    yield claimed("Product Viewed", AT + 17, user=ANA, browser="third", product_id="P6")


@pytest.fixture(params=["before", "after"])
def claims(desk: Any, request: pytest.FixtureRequest) -> Any:
    """A customer, and strangers who claimed to be her before or after she was known."""
    own = [
        event("Product Viewed", AT, user=ANA, browser="hers", product_id="P0"),
        order("O-1", AT + 1, [line("P0")], user=ANA, email=MAIL),
    ]
    told = [*own, *what_strangers_say()]
    for one in told if request.param == "after" else [*told[2:], *told[:2]]:
        desk.shop.take(one)
    desk.shop.clock.move(DAY)
    desk.archive.seal(desk.shop.clock.now())
    return desk


def people(desk: Any, query: str) -> list[str]:
    return [person.profile_id for person in desk.shop.profiles.people(query, 10)]


def seen(desk: Any, browser: str, user: str | None = None) -> set[str]:
    facts = desk.shop.profiles.facts(user_id=user, anonymous_id=browser, bought_since=0)
    return {view.product_id for view in facts.viewed}


def naming_her(desk: Any) -> list[str]:
    """The files that hold anything she is known by, however they are packed."""
    found = {"dump": desk.dump()}
    for file in sorted(path for path in desk.folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.suffix == ".parquet":
            content += repr(pq.ParquetFile(file).read().to_pylist()).encode()
        found[str(file.relative_to(desk.folder))] = content
    marks = b"zqana", b"zqana".hex().encode()
    return [name for name, content in found.items() if any(m in content for m in marks)]


@pytest.mark.parametrize("who", [ANA, "hers"])
def test_what_others_claimed_names_nobody_and_they_stay_who_they_are(claims: Any, who: str) -> None:
    strangers = {name: people(claims, name) for name in ("stranger", "second", "third", "ben")}
    assert all(strangers.values())
    before = {"stranger": {"P1"}, "third": {"P6"}}
    assert {one: seen(claims, one) for one in ("stranger", "third")} == before
    assert naming_her(claims)
    claims.requests.erase(who, at_once=True)
    assert naming_her(claims) == []
    assert {name: people(claims, name) for name in strangers} == strangers
    assert {one: seen(claims, one) for one in ("stranger", "third")} == before
    assert seen(claims, "hers") == set()
    Rebuilding(claims.shop.stations, LoggedHistory(claims.shop.log), claims.folder).rebuild()
    del strangers["third"]  # held apart by what is erased: apart still, since another moment
    assert {name: people(claims, name) for name in strangers} == strangers
    assert {one: seen(claims, one) for one in ("stranger", "third", "hers")} == {
        **before,
        "hers": set(),
    }


def test_erasing_who_claimed_leaves_whom_they_claimed_to_be(claims: Any) -> None:
    her = claims.requests.find(ANA).profile_id
    claims.requests.erase("stranger", at_once=True)
    assert claims.requests.find(ANA).profile_id == her
    assert seen(claims, "hers", ANA) == {"P0"}
    with pytest.raises(NotFound):
        claims.requests.find("stranger")


def test_a_late_claim_brings_nobody_back(claims: Any) -> None:
    claims.requests.erase(ANA, at_once=True)
    for number, one in enumerate(what_strangers_say()):
        claims.shop.take(replace(one, message_id=f"again-{number}"))
    claims.requests.finish()
    assert people(claims, "zqana") == []
    assert naming_her(claims) == []


def test_everybody_is_erased_although_some_went_with_others(claims: Any) -> None:
    assert claims.requests.erase_everybody() >= 5
    with claims.shop.database.read() as connection:
        for table in ("profiles", "identities", "identity_claims", "person_events"):
            rows = connection.exec_driver_sql(f"select * from {table}").all()
            assert rows == [], table
    assert naming_her(claims) == []
    assert claims.requests.erase_everybody() == 0
