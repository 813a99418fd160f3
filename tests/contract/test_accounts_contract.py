"""Owner, links, sessions and attempts, on every database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from tailorbird.accounts.attempts import FREE, LONGEST_FOR_ACCOUNT, LONGEST_FOR_ADDRESS
from tailorbird.accounts.keys import Keys
from tailorbird.accounts.passwords import Passwords
from tailorbird.accounts.service import MOST_LINKS, Accounts
from tailorbird.accounts.sessions import IDLE_LIFE, LINK_LIFE, SEEN_EVERY, SESSION_LIFE
from tailorbird.accounts.types import NOBODY, KeyKind, Purpose, Session
from tailorbird.core.clock import DAY, SECOND
from tailorbird.core.errors import BadInput, NotAllowed
from tailorbird.storage.database import Database

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
EMAIL, PASSWORD = "ann@example.com", "a long walk home"
HOME = "192.0.2.1"


class TurnedClock:
    def __init__(self) -> None:
        self.at = 20_000 * DAY

    def now(self) -> int:
        return self.at


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def accounts(operational: Database, clock: TurnedClock) -> Accounts:
    return Accounts(operational, clock, QUICK)


@pytest.fixture
def owned(accounts: Accounts) -> Accounts:
    accounts.create_owner(accounts.first_link() or "", EMAIL, PASSWORD)
    return accounts


@pytest.fixture
def keys(operational: Database, clock: TurnedClock) -> Keys:
    return Keys(operational, clock)


def tried(accounts: Accounts, password: str, *, email: str = EMAIL, address: str = HOME) -> int:
    """Try to sign in; return the seconds to wait, -1 if it worked."""
    entry = accounts.sign_in(email, password, address=address)
    return -1 if entry.token else entry.wait_seconds


# -- the owner


def test_the_first_link_makes_the_account_once(accounts: Accounts) -> None:
    link = accounts.first_link() or ""
    assert accounts.purpose_of(link) is Purpose.CREATE
    token = accounts.create_owner(link, " Ann@Example.com ", PASSWORD, agent="Firefox/1 Linux")
    owner, session = accounts.owner(), accounts.session(token)
    assert owner is not None
    assert owner.email == EMAIL
    assert session is not None
    assert session.browser == "Firefox, Linux"
    assert accounts.first_link() is None
    with pytest.raises(NotAllowed):
        accounts.create_owner(link, "eve@example.com", PASSWORD)


def test_an_owner_ends_every_other_first_link_and_open_door(accounts: Accounts) -> None:
    spare, link = accounts.first_link() or "", accounts.first_link() or ""
    visit = accounts.open_by_link(accounts.new_link(Purpose.OPEN)) or ""
    assert accounts.session(visit) is not None
    accounts.create_owner(link, EMAIL, PASSWORD)
    assert accounts.purpose_of(spare) is None
    assert accounts.session(visit) is None


@pytest.mark.parametrize("email", ["", "ann", "@example.com", "ann@", "a b@example.com", "x" * 300])
def test_what_is_no_address_is_refused_and_the_link_stays(accounts: Accounts, email: str) -> None:
    link = accounts.first_link() or ""
    with pytest.raises(BadInput) as refused:
        accounts.create_owner(link, email, PASSWORD)
    assert refused.value.field == "email"
    assert accounts.purpose_of(link) is Purpose.CREATE


def test_a_weak_password_is_refused_and_the_link_stays(accounts: Accounts) -> None:
    link = accounts.first_link() or ""
    with pytest.raises(BadInput) as refused:
        accounts.create_owner(link, EMAIL, "password1234")
    assert refused.value.field == "password"
    assert accounts.purpose_of(link) is Purpose.CREATE


def test_two_browsers_with_one_link_make_one_account(accounts: Accounts) -> None:
    link = accounts.first_link() or ""

    def create(number: int) -> bool:
        try:
            accounts.create_owner(link, f"ann{number}@example.com", PASSWORD)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(create, range(4))) == 1


# -- links


def test_a_link_is_good_once_for_its_own_purpose_and_for_a_while(
    owned: Accounts, clock: TurnedClock
) -> None:
    visit, reset = owned.new_link(Purpose.OPEN), owned.new_link(Purpose.RESET)
    assert owned.open_by_link(reset) is None
    assert owned.open_by_link("") is None
    assert owned.open_by_link(visit + "x") is None
    assert owned.open_by_link(visit) is not None
    assert owned.open_by_link(visit) is None
    clock.at += LINK_LIFE
    assert owned.purpose_of(reset) is None
    with pytest.raises(NotAllowed):
        owned.reset_password(reset, EMAIL, PASSWORD)


def test_the_oldest_links_make_room(accounts: Accounts, clock: TurnedClock) -> None:
    links = []
    for _ in range(MOST_LINKS + 1):
        links.append(accounts.new_link(Purpose.OPEN))
        clock.at += SECOND
    assert accounts.purpose_of(links[0]) is None
    assert all(accounts.purpose_of(link) for link in links[1:])


def test_a_reset_changes_the_password_and_ends_every_session(owned: Accounts) -> None:
    session = owned.sign_in(EMAIL, PASSWORD, address=HOME).token or ""
    link = owned.recovery_link()
    assert owned.purpose_of(link) is Purpose.RESET
    token = owned.reset_password(link, EMAIL, "another long walk")
    assert owned.session(session) is None
    assert owned.session(token) is not None
    assert tried(owned, PASSWORD) == 0
    assert tried(owned, "another long walk") == -1


def test_without_an_owner_the_way_back_is_to_make_one(accounts: Accounts) -> None:
    assert accounts.purpose_of(accounts.recovery_link()) is Purpose.CREATE


# -- signing in


def test_only_the_right_pair_signs_in(owned: Accounts) -> None:
    assert tried(owned, PASSWORD, email=" ANN@example.com") == -1
    assert tried(owned, PASSWORD + " ") == 0
    assert tried(owned, "", email="") == 0
    assert tried(owned, "nobody's password", email="eve@example.com") == 0


def test_wrong_passwords_make_the_account_wait_ever_longer(
    owned: Accounts, clock: TurnedClock
) -> None:
    fresh = (f"192.0.2.{n}" for n in count(2))
    waits = [tried(owned, "wrong", address=next(fresh)) for _ in range(FREE)]
    assert waits == [0] * (FREE - 1) + [1]
    assert tried(owned, PASSWORD, address=next(fresh)) == 1, "blocked, even with the right one"
    for expected in (2, 4, 8, 16, 32, 60, 60):
        clock.at += LONGEST_FOR_ACCOUNT
        assert tried(owned, "wrong", address=next(fresh)) == expected
    clock.at += LONGEST_FOR_ACCOUNT
    assert tried(owned, PASSWORD, address=next(fresh)) == -1
    assert tried(owned, "wrong", address=next(fresh)) == 0, "a success forgives"


def test_an_address_that_tries_many_accounts_waits_longer(
    owned: Accounts, clock: TurnedClock
) -> None:
    waits = []
    for n in range(20):
        waits.append(tried(owned, "wrong", email=f"guess{n}@example.com"))
        clock.at += LONGEST_FOR_ADDRESS
    assert waits[-1] == LONGEST_FOR_ADDRESS // SECOND
    clock.at += DAY
    assert tried(owned, "wrong") == 0


def test_an_unknown_account_is_answered_exactly_like_a_known_one(owned: Accounts) -> None:
    known = [tried(owned, "wrong", address=f"198.51.100.{n}") for n in range(8)]
    other = [
        tried(owned, "wrong", email="eve@example.com", address=f"203.0.113.{n}") for n in range(8)
    ]
    assert known == other


def test_guesses_at_the_same_moment_are_all_counted(owned: Accounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tried(owned, "wrong"), range(8)))
    assert tried(owned, PASSWORD) > 0


# -- sessions


def test_a_session_outlives_a_restart(owned: Accounts, operational: Database) -> None:
    token = owned.sign_in(EMAIL, PASSWORD, address=HOME).token or ""
    again = Accounts(operational, TurnedClock(), QUICK)
    assert again.session(token) is not None
    again.sign_out(token)
    assert owned.session(token) is None


def test_a_session_in_use_lasts_a_month_and_an_unused_one_a_week(
    owned: Accounts, clock: TurnedClock
) -> None:
    used, unused = (owned.sign_in(EMAIL, PASSWORD, address=HOME).token or "" for _ in range(2))
    begun = clock.at
    while clock.at + IDLE_LIFE - 1 < begun + SESSION_LIFE:
        clock.at += IDLE_LIFE - 1
        assert owned.session(used) is not None
    assert owned.session(unused) is None
    assert [one.session_id for one in owned.sessions()] == [_held(owned, used).session_id]
    clock.at = begun + SESSION_LIFE
    assert owned.session(used) is None


def _held(accounts: Accounts, token: str) -> Session:
    held = accounts.session(token)
    assert held is not None
    return held


def test_being_seen_is_written_now_and_then(owned: Accounts, clock: TurnedClock) -> None:
    token = owned.sign_in(EMAIL, PASSWORD, address=HOME).token or ""
    begun = clock.at
    clock.at += SEEN_EVERY - 1
    owned.session(token)
    assert _held(owned, token).seen_at == begun
    clock.at += 1
    owned.session(token)
    assert _held(owned, token).seen_at == clock.at


def test_other_sessions_can_be_seen_and_ended(owned: Accounts) -> None:
    mine, lost, third = (owned.sign_in(EMAIL, PASSWORD, address=HOME).token or "" for _ in range(3))
    owned.end_session(_held(owned, lost).session_id)
    assert owned.session(lost) is None
    owned.end_other_sessions(_held(owned, mine).session_id)
    assert owned.session(third) is None
    assert owned.session(mine) is not None


def test_a_session_s_name_opens_nothing(owned: Accounts) -> None:
    token = owned.sign_in(EMAIL, PASSWORD, address=HOME).token or ""
    assert owned.session(_held(owned, token).session_id) is None


def test_changing_the_password_asks_for_the_present_one_and_keeps_this_session(
    owned: Accounts,
) -> None:
    mine, other = (owned.sign_in(EMAIL, PASSWORD, address=HOME).token or "" for _ in range(2))
    session = _held(owned, mine)
    with pytest.raises(BadInput) as refused:
        owned.change_password(session, "wrong", "another long walk")
    assert refused.value.field == "present"
    with pytest.raises(BadInput) as refused:
        owned.change_password(session, PASSWORD, "short")
    assert refused.value.field == "password"
    owned.change_password(session, PASSWORD, "another long walk")
    assert owned.session(mine) is not None
    assert owned.session(other) is None
    assert tried(owned, "another long walk") == -1


def test_a_session_without_an_account_changes_no_password(owned: Accounts) -> None:
    visit = owned.open_by_link(owned.new_link(Purpose.OPEN)) or ""
    session = _held(owned, visit)
    assert session.account_id == NOBODY
    with pytest.raises(NotAllowed):
        owned.change_password(session, PASSWORD, "another long walk")


def test_nothing_kept_is_a_token_or_a_password(
    owned: Accounts, keys: Keys, operational: Database
) -> None:
    secrets = [
        PASSWORD,
        owned.new_link(Purpose.RESET),
        owned.sign_in(EMAIL, PASSWORD, address=HOME).token or "",
        keys.create(KeyKind.SERVER, "till")[1],
    ]
    with operational.read() as connection:
        held = [
            str(connection.execute(text(f"select * from {table}")).all())
            for table in (
                *("owners", "sign_in_links", "sign_in_sessions", "sign_in_attempts"),
                "access_keys",
            )
        ]
    assert all(len(rows) > 2 for rows in held[:3])
    assert [secret for secret in secrets if any(secret in rows for rows in held)] == []
