from __future__ import annotations

from itertools import count

from tailorbird.core.ids import new_token
from tailorbird.dashboard.login import (
    LINK_LIFE,
    MOST_LINKS,
    MOST_SESSIONS,
    SESSION_LIFE,
    Sessions,
)


class TurnedClock:
    def __init__(self) -> None:
        self.at = 1_000

    def now(self) -> int:
        return self.at


def set_up() -> tuple[Sessions, TurnedClock]:
    clock, numbers = TurnedClock(), count()
    return Sessions(clock, lambda: f"token-{next(numbers)}"), clock


def token_of(link: str) -> str:
    return link.removeprefix("/login?token=")


def test_a_link_signs_in_once() -> None:
    sessions, _ = set_up()
    token = token_of(sessions.new_link())
    session = sessions.sign_in(token)
    assert session is not None
    assert session != token
    assert sessions.holds(session)
    assert sessions.sign_in(token) is None


def test_looking_at_a_link_does_not_use_it_up() -> None:
    sessions, _ = set_up()
    token = token_of(sessions.new_link())
    assert sessions.knows_link(token)
    assert sessions.knows_link(token)
    assert sessions.sign_in(token) is not None
    assert not sessions.knows_link(token)


def test_what_was_never_given_out_opens_nothing() -> None:
    sessions, _ = set_up()
    token = token_of(sessions.new_link())
    assert sessions.sign_in("") is None
    assert sessions.sign_in(token + "x") is None
    assert not sessions.holds("")
    assert not sessions.holds(token)


def test_links_and_sessions_end() -> None:
    sessions, clock = set_up()
    early, late = token_of(sessions.new_link()), token_of(sessions.new_link())
    clock.at += LINK_LIFE - 1
    session = sessions.sign_in(early)
    assert session is not None
    clock.at += 1
    assert not sessions.knows_link(late)
    assert sessions.sign_in(late) is None
    clock.at += SESSION_LIFE - 2
    assert sessions.holds(session)
    clock.at += 1
    assert not sessions.holds(session)


def test_signing_out_ends_that_session_only() -> None:
    sessions, _ = set_up()
    first, second = (sessions.sign_in(token_of(sessions.new_link())) or "" for _ in range(2))
    sessions.sign_out(first)
    sessions.sign_out("never heard of")
    assert not sessions.holds(first)
    assert sessions.holds(second)


def test_the_oldest_make_room() -> None:
    sessions, _ = set_up()
    tokens = [token_of(sessions.new_link()) for _ in range(MOST_LINKS + 1)]
    assert not sessions.knows_link(tokens[0])
    assert all(sessions.knows_link(token) for token in tokens[1:])
    held = [sessions.sign_in(token_of(sessions.new_link())) or "" for _ in range(MOST_SESSIONS + 1)]
    assert not sessions.holds(held[0])
    assert sessions.holds(held[1])


def test_nothing_kept_in_memory_is_a_token() -> None:
    sessions, _ = set_up()
    token = token_of(sessions.new_link())
    session = sessions.sign_in(token_of(sessions.new_link())) or ""
    kept = repr(vars(sessions))
    assert token not in kept
    assert session not in kept


def test_tokens_are_long_and_differ() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43
