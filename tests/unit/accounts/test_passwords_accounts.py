from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from tailorbird.accounts.passwords import Passwords, Weakness, weakness
from tailorbird.accounts.sessions import (
    IDLE_LIFE,
    SESSION_LIFE,
    browser_name,
    is_alive,
)

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
OWNER = "ann.taylor@example.com"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", Weakness.TOO_SHORT),
        ("elevenchars", Weakness.TOO_SHORT),
        ("x" * 11, Weakness.TOO_SHORT),
        ("a long sentence, " * 13, Weakness.TOO_LONG),
        ("passwordpassword", Weakness.COMMON),
        ("Password12345!", Weakness.COMMON),
        ("P4ssw0rd!!!!!", Weakness.COMMON),
        ("qwertyuiop123", Weakness.COMMON),
        ("aaaaaaaaaaaaaaaa", Weakness.COMMON),
        ("121212121212", Weakness.COMMON),
        ("123456789012", Weakness.COMMON),
        ("210987654321", Weakness.COMMON),
        ("ann.taylor12", Weakness.LIKE_EMAIL),
    ],
)
def test_what_is_tried_first_is_refused(password: str, reason: Weakness) -> None:
    assert weakness(password, OWNER) is reason


@pytest.mark.parametrize(
    "password",
    [
        "a long walk home",
        "correct horse battery",
        "тихая ночь в саду",
        "x7Kq2mPz9wLt",
        "ann.taylor and her seven cats",
        "my password is a secret garden",
    ],
)
def test_length_is_enough_and_no_sign_is_asked_for(password: str) -> None:
    assert weakness(password, OWNER) is None


def test_a_password_matches_its_own_hash_only() -> None:
    passwords = Passwords(QUICK)
    kept = passwords.hashed("a long walk home")
    assert kept.startswith("$argon2id$")
    assert "walk" not in kept
    assert kept != passwords.hashed("a long walk home")
    assert passwords.matches(kept, "a long walk home")
    assert not passwords.matches(kept, "a long walk hom")
    assert not passwords.matches(None, "nobody's password")
    assert not passwords.matches("not a hash", "a long walk home")


def test_a_letter_typed_in_two_ways_is_the_same_letter() -> None:
    passwords = Passwords(QUICK)
    assert passwords.matches(
        passwords.hashed("caf\u00e9 au lait, please"), "cafe\u0301 au lait, please"
    )


def test_the_usual_hash_takes_the_memory_that_is_advised() -> None:
    kept = Passwords().hashed("a long walk home")
    assert "m=65536" in kept
    assert "t=3" in kept


def test_a_session_ends_after_a_week_unused_or_a_month_in_all() -> None:
    assert is_alive(0, 0, IDLE_LIFE - 1)
    assert not is_alive(0, 0, IDLE_LIFE)
    assert is_alive(0, SESSION_LIFE - 2, SESSION_LIFE - 1)
    assert not is_alive(0, SESSION_LIFE - 1, SESSION_LIFE)


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Safari/537"
)
EDGE = f"{CHROME} Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome, Windows"),
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("curl/8.5", ""),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_a_browser_is_called_by_its_name(agent: str, name: str) -> None:
    assert browser_name(agent) == name
