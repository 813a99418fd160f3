"""Who may call: one of the shop's keys, and what it opens.

Every call of every door has a ``Rule``; ``api.server`` holds them all, and a test walks them.
"""

from __future__ import annotations

import base64
import binascii
import hmac

from msgspec import Struct

from tailorbird.accounts.keys import Keys
from tailorbird.accounts.types import Key, KeyKind, Scope
from tailorbird.api.limits import Limit
from tailorbird.core.errors import NotAllowed, ScopeMissing


class Rule(Struct, frozen=True, kw_only=True):
    """Which keys open a call: the public one or not, and a secret one with this scope.

    ``scope`` is None where no secret key belongs. ``instead`` says what is asked for in the place
    of a key, or that nothing is; such a call reads and changes nothing of anybody.
    """

    public: bool = False
    scope: Scope | None = None
    instead: str = ""


class Gate:
    """Lets calls in by their keys. One for all doors, so that a key has one allowance in all.

    Lives on the event loop only.
    """

    def __init__(self, keys: Keys, events_per_second: int) -> None:
        self._keys = keys
        self._limit = Limit()
        self._default = events_per_second

    def enter(self, value: str, rule: Rule) -> Key:
        """Return the key that opens a call.

        Raises:
            NotAllowed: the key opens nothing.
            ScopeMissing: it opens other calls.
        """
        key = self._keys.opened_by(value)
        if key is None:
            raise NotAllowed(
                "This key is not one of this shop's, or it has ended. Copy one from the settings."
            )
        if key.kind is KeyKind.WRITE and not rule.public:
            raise ScopeMissing(_needs_secret(rule))
        if key.kind is KeyKind.SERVER and rule.scope not in key.scopes:
            raise ScopeMissing(_needs_other(rule))
        return key

    def count(self, key: Key, events: int = 1) -> None:
        """Count what a key sends: its events, and one for a call that sends none.

        Raises:
            TooMany: it is more than the key may send.
        """
        rate = key.events_per_second
        if rate is None:
            rate = self._default if key.kind is KeyKind.WRITE else 0
        self._limit.take(key.key_id, events, rate)


def _needs_secret(rule: Rule) -> str:
    return (
        "The public key only sends what a browser does; this call needs a secret key with the "
        f"scope {rule.scope}."
    )


def _needs_other(rule: Rule) -> str:
    if rule.scope is None:
        return "This call is for browsers: it needs the public key (wk_…), never a secret one."
    return (
        f"This key may not do this: it lacks the scope {rule.scope}. Use a key that has it, or "
        "make one in the settings."
    )


def key_in_header(authorization: bytes) -> str | None:
    """Return the user name of a Basic authorization header, None if there is no such header."""
    scheme, _, packed = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        text = base64.b64decode(packed.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NotAllowed(
            "The Authorization header is not valid Basic authorization; send the write key as "
            "user name with an empty password."
        ) from error
    return text.partition(":")[0]


def given_key(in_header: str | None, in_body: object) -> str:
    """Return the key that a call carries.

    Raises:
        NotAllowed: none, or two different ones.
    """
    given = [key for key in (in_header, in_body) if isinstance(key, str) and key]
    if not given:
        raise NotAllowed(
            "No write key. Send it as user name of Basic authorization, or as writeKey in the body."
        )
    if not all(hmac.compare_digest(key.encode(), given[0].encode()) for key in given):
        raise NotAllowed("The write keys in the header and in the body differ; send one.")
    return given[0]
