"""The shop's keys, on every database: made, replaced, ended, limited, and when they were used."""

from __future__ import annotations

from typing import Any

import pytest

from tailorbird.accounts.keys import FRESH_FOR, Keys
from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.core.clock import DAY, MINUTE
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.storage.database import Database


class TurnedClock:
    def __init__(self) -> None:
        self.at = 20_000 * DAY

    def now(self) -> int:
        return self.at


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def keys(operational: Database, clock: TurnedClock) -> Keys:
    return Keys(operational, clock)


def kind_of(keys: Keys, value: str) -> KeyKind | None:
    key = keys.opened_by(value)
    return None if key is None else key.kind


def test_the_first_key_is_made_once(keys: Keys) -> None:
    keys.begin_with("old key", "Shop")
    keys.begin_with("another", "Shop")
    assert [key.shown for key in keys.all()] == ["old key"]
    assert keys.write_key() == "old key"
    assert kind_of(keys, "old key") is KeyKind.WRITE
    assert kind_of(keys, "another") is None
    assert kind_of(keys, "") is None


def test_a_public_key_is_shown_and_a_secret_one_only_once(keys: Keys) -> None:
    public, value = keys.create(KeyKind.WRITE, "  my   pages ")
    assert public.name == "my pages"
    assert public.shown == value
    assert public.scopes == ()
    secret, value = keys.create(KeyKind.SERVER, "till", [Scope.PEOPLE, Scope.COLLECT])
    assert secret.scopes == (Scope.COLLECT, Scope.PEOPLE)
    assert value.startswith("sk_")
    assert len(value) > 40
    assert value not in str(keys.all())
    assert secret.shown.endswith(value[-4:])
    assert keys.opened_by(value) == secret
    assert keys.opened_by(secret.shown) is None


def test_a_revoked_key_opens_nothing_here_and_soon_elsewhere(
    keys: Keys, operational: Database, clock: TurnedClock
) -> None:
    keys.begin_with("first", "Shop")
    key, value = keys.create(KeyKind.WRITE, "old pages")
    elsewhere = Keys(operational, clock)
    assert kind_of(elsewhere, value) is KeyKind.WRITE
    keys.revoke(key.key_id)
    assert kind_of(keys, value) is None
    clock.at += FRESH_FOR
    assert kind_of(elsewhere, value) is None
    clock.at -= DAY  # a clock that is put back keeps nothing alive
    assert kind_of(elsewhere, value) is None
    [revoked] = [held for held in keys.all() if held.key_id == key.key_id]
    assert revoked.revoked_at is not None


def test_the_last_public_key_stays(keys: Keys) -> None:
    keys.begin_with("first", "Shop")
    keys.create(KeyKind.SERVER, "till")
    [first] = [key for key in keys.all() if key.shown == "first"]
    with pytest.raises(BadInput):
        keys.revoke(first.key_id)
    keys.create(KeyKind.WRITE, "new pages")
    keys.revoke(first.key_id)
    assert kind_of(keys, "first") is None


def test_a_key_needs_a_name_something_to_do_and_must_be_there(keys: Keys) -> None:
    with pytest.raises(BadInput):
        keys.create(KeyKind.WRITE, " ")
    with pytest.raises(BadInput):
        keys.create(KeyKind.SERVER, "till", [])
    for act in (keys.revoke, keys.rotate, lambda word: keys.limit(word, 1)):
        with pytest.raises(NotFound):
            act("nothing")


def test_a_successor_may_do_the_same_and_both_work_until_the_old_one_ends(
    keys: Keys, operational: Database, clock: TurnedClock
) -> None:
    old, value = keys.create(KeyKind.SERVER, "till", [Scope.COLLECT], events_per_second=5)
    elsewhere = Keys(operational, clock)
    assert elsewhere.opened_by(value) is not None
    new, fresh = keys.rotate(old.key_id, overlap_days=2)
    assert (new.name, new.scopes, new.events_per_second) == ("till", (Scope.COLLECT,), 5)
    assert new.replaces == old.key_id
    assert fresh != value
    clock.at += 2 * DAY - 1
    assert kind_of(keys, value) is kind_of(keys, fresh) is KeyKind.SERVER
    assert elsewhere.opened_by(value) is not None
    clock.at += 1  # to the microsecond, also where the key is still remembered
    assert kind_of(keys, value) is None
    assert elsewhere.opened_by(value) is None
    assert kind_of(keys, fresh) is KeyKind.SERVER
    with pytest.raises(BadInput):
        keys.rotate(old.key_id)
    third, _ = keys.rotate(new.key_id, overlap_days=0)
    assert keys.opened_by(fresh) is None
    assert keys.find("till") == third


def test_a_key_has_one_successor_and_the_pages_are_given_it(keys: Keys) -> None:
    keys.begin_with("first", "Shop")
    [first] = keys.all()
    new, value = keys.rotate(first.key_id)
    assert keys.write_key() == value
    with pytest.raises(BadInput):
        keys.rotate(first.key_id)
    with pytest.raises(BadInput):  # the old one would end and leave the pages silent
        keys.revoke(new.key_id)
    keys.revoke(first.key_id)
    assert keys.opened_by("first") is None
    assert keys.opened_by(value) is not None
    for days in (-1, 91):
        with pytest.raises(BadInput):
            keys.rotate(new.key_id, days)


def test_when_a_key_was_used_is_kept_at_most_once_a_minute(
    keys: Keys, operational: Database, clock: TurnedClock
) -> None:
    keys.begin_with("first", "Shop")
    assert keys.all()[0].used_at is None
    began = clock.at
    for _ in range(500):
        assert keys.opened_by("first") is not None
        clock.at += MINUTE // 100
    assert keys.all()[0].used_at == began + 499 * MINUTE // 100
    operational.write(lambda _: None)  # what was left to the database's thread is done
    elsewhere = Keys(operational, clock)
    # five minutes of calls were five changes; another process knows it to the minute
    assert elsewhere.all()[0].used_at == began + 4 * MINUTE
    assert elsewhere.opened_by("other") is None


def test_uses_are_written_by_five_changes_in_five_minutes(
    keys: Keys, operational: Database, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.begin_with("first", "Shop")
    changes: list[object] = []
    submit = operational.submit

    def counted(change: Any) -> Any:
        changes.append(change)
        return submit(change)

    monkeypatch.setattr(operational, "submit", counted)
    for _ in range(500):
        keys.opened_by("first")
        clock.at += MINUTE // 100
    assert len(changes) == 5


def test_what_a_key_may_send_is_changed(keys: Keys) -> None:
    key, value = keys.create(KeyKind.WRITE, "pages")
    assert key.events_per_second is None
    keys.limit(key.key_id, 20)
    found = keys.opened_by(value)
    assert found is not None
    assert found.events_per_second == 20
    for wrong in (-1, 10**7):
        with pytest.raises(BadInput):
            keys.limit(key.key_id, wrong)


def test_a_key_is_found_by_its_id_or_by_a_name_that_is_its_alone(keys: Keys) -> None:
    one, _ = keys.create(KeyKind.SERVER, "till")
    assert keys.find("till") == keys.find(one.key_id) == one
    two, _ = keys.create(KeyKind.SERVER, "till")
    with pytest.raises(NotFound, match="2 keys"):
        keys.find("till")
    keys.revoke(two.key_id)
    assert keys.find("till") == one
    with pytest.raises(NotFound):
        keys.find(two.key_id)
