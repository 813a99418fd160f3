"""Passwords: which are good enough, and how they are kept (argon2id, the defaults of RFC 9106)."""

from __future__ import annotations

import re
import threading
import unicodedata
from enum import StrEnum
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
_LEAST_DIFFERENT = 5
_AT_ONCE = 2  # one hash takes 64 MiB; more guesses at once wait in line
# What people turn into twelve characters by adding digits and signs.
_WELL_KNOWN = frozenset(
    {
        "password",
        "passwort",
        "motdepasse",
        "contrasena",
        "qwerty",
        "qwertz",
        "azerty",
        "qwertyuiop",
        "asdfghjkl",
        "letmein",
        "iloveyou",
        "welcome",
        "administrator",
        "admin",
        "adminadmin",
        "changeme",
        "tailorbird",
        "onetwothree",
        "abcdefghijkl",
        "passwordpassword",
        "trustnoone",
        "football",
        "baseball",
        "superman",
        "princess",
        "sunshine",
    }
)
_NO_LETTERS = re.compile(r"[^a-z]+")
_READ_AS = str.maketrans("013457@$!", "oleastasi")
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class Weakness(StrEnum):
    """Why a password is not good enough."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    LIKE_EMAIL = "like_email"


def weakness(password: str, email: str) -> Weakness | None:
    """Return why a password is too easy to guess, None if it is good enough.

    Length counts; no kind of character is asked for. What everybody tries first is refused.

    >>> weakness("a long walk home", "ann@example.com") is None
    True
    """
    plain = unicodedata.normalize("NFKC", password)
    name = email.partition("@")[0].casefold()
    rules = (
        (Weakness.TOO_SHORT, len(plain) < SHORTEST),
        (Weakness.TOO_LONG, len(plain) > LONGEST),
        (Weakness.COMMON, _common(plain.casefold())),
        (Weakness.LIKE_EMAIL, bool(name) and _holds_little_else(plain.casefold(), name)),
    )
    return next((reason for reason, holds in rules if holds), None)


def _common(password: str) -> bool:
    bare = password.rstrip("0123456789!@#$%^&*?.,-_+= ")
    words = {_NO_LETTERS.sub("", text) for text in (password, bare.translate(_READ_AS))}
    known = not words.isdisjoint(_WELL_KNOWN)
    return known or len(set(password)) < _LEAST_DIFFERENT or _is_run(password)


def _is_run(password: str) -> bool:
    return any(password in run or password[::-1] in run for run in _RUNS)


def _holds_little_else(password: str, name: str) -> bool:
    return name in password and len(password) - len(name) < SHORTEST // 2


class Passwords:
    """Makes and checks hashes. Safe for many threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._line = threading.BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody's password")

    def hashed(self, password: str) -> str:
        """Return what to keep in place of a password."""
        with self._line:
            return self._hasher.hash(unicodedata.normalize("NFKC", password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one kept; for nobody (None) it takes as long."""
        with self._line:
            try:
                self._hasher.verify(
                    kept or self._nobody, unicodedata.normalize("NFKC", password)[: LONGEST * 4]
                )
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None
