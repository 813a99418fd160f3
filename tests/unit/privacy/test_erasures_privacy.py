"""Which events count as late, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tailorbird.events.anonymising import anonymised, message_digest
from tailorbird.events.types import Event, Kind, Lane
from tailorbird.privacy.erasures import Erasures
from tailorbird.privacy.types import Erasure, Step
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.personal import Subject
from tailorbird.storage.schema import Chain, upgrade
from tailorbird.testing.happenings import event

ERASED_AT = 1_000
ANA = Subject(
    profile_ids=("p",), user_ids=("ana",), emails=("a@x.y",), anonymous_ids=("phone", "couch")
)
BEFORE, AFTER = ERASED_AT, ERASED_AT + 1


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'operational.db'}")
    upgrade(opened, Chain.OPERATIONAL)
    yield opened
    opened.close()


@pytest.fixture
def erasures(database: Database) -> Erasures:
    """Ana was erased; the couch's browser was shared with somebody who stays."""
    opened = Erasures(database, "key")

    def change(connection: Connection) -> None:
        erasure = Erasure(erasure_id="e", erased_at=ERASED_AT)
        opened.remember(connection, ANA, erasure, shared=["couch"])
        opened.refresh(connection)

    database.write(change)
    return opened


def viewed(at: int, **who: Any) -> Event:
    return event("Product Viewed", at, product_id="P", message_id="m", **who)


@pytest.mark.parametrize(
    "late",
    [
        viewed(BEFORE, user="ana"),
        viewed(BEFORE, email="A@X.y "),
        viewed(BEFORE, browser="phone"),
        viewed(BEFORE, user="a new number", browser="phone"),
        viewed(BEFORE, browser="couch"),
        viewed(BEFORE, user="ana", browser="couch"),
    ],
)
def test_what_they_did_before_goes_in_without_them(erasures: Erasures, late: Event) -> None:
    for lane in Lane:
        assert erasures.kept(late, lane) == anonymised(late)


@pytest.mark.parametrize(
    "theirs", [viewed(AFTER, user="ana"), viewed(BEFORE, user="ben"), viewed(BEFORE)]
)
def test_what_comes_after_or_is_another_s_stays_as_it_is(erasures: Erasures, theirs: Event) -> None:
    assert erasures.kept(theirs, Lane.LIVE) is theirs


def test_another_s_event_loses_only_the_shared_browser(erasures: Erasures) -> None:
    bens = viewed(BEFORE, user="ben", browser="couch")
    kept = erasures.kept(bens, Lane.LIVE)
    assert kept == replace(bens, anonymous_id=None, message_id=kept.message_id)
    assert message_digest(kept.message_id) == message_digest(bens.message_id)


def test_a_list_of_customers_brings_nobody_back(erasures: Erasures) -> None:
    described = Event(
        message_id="m",
        kind=Kind.IDENTIFY,
        user_id="ana",
        occurred_at=AFTER,
        received_at=AFTER,
        traits={"name": "Ana"},
    )
    assert erasures.kept(described, Lane.BACKFILL) == anonymised(described)
    assert erasures.kept(described, Lane.LIVE) is described


def test_nothing_that_is_remembered_says_who(database: Database, erasures: Erasures) -> None:
    assert [one.erased_at for one in erasures.read()] == [ERASED_AT]
    with database.read() as connection:
        held = str(connection.exec_driver_sql("select * from erased_identifiers").all())
        held += str(connection.exec_driver_sql("select * from erasures").all())
    assert not any(value in held for value in ANA.identifiers)


def test_another_process_hears_of_it_and_another_key_does_not(
    database: Database, erasures: Erasures
) -> None:
    assert erasures.unfinished(Step.LOG) == ["e"]
    late = viewed(BEFORE, user="ana")
    assert Erasures(database, "key").kept(late, Lane.LIVE) != late
    assert Erasures(database, "another key").kept(late, Lane.LIVE) is late


def test_an_erasure_ends_only_when_nothing_is_left_to_rewrite(
    database: Database, erasures: Erasures
) -> None:
    database.write(lambda connection: erasures.rewrite_later(connection, [3, 4]))
    erasures.move_on(["e"], Step.ARCHIVE, now=2_000)
    assert erasures.unfinished(Step.LOG) == ["e"]
    erasures.rewritten_in_log([3, 4])
    erasures.move_on(["e"], Step.ARCHIVE, now=2_000)
    assert erasures.unfinished(Step.ARCHIVE) == ["e"]
    erasures.move_on(["e"], Step.DONE, now=3_000)
    assert erasures.unfinished(Step.ARCHIVE) == ["e"]
    erasures.rewritten_in_archive([3, 4])
    erasures.move_on(["e"], Step.DONE, now=3_000)
    assert [one.finished_at for one in erasures.read()] == [3_000]
