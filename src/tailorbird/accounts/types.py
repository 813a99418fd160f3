"""The owner, sessions and keys of an installation. Times are microseconds UTC."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

OWNER = "owner"
NOBODY = ""


class Purpose(StrEnum):
    """What a one-time link is good for."""

    CREATE = "create"
    """Make the owner's account; void once there is an owner."""
    RESET = "reset"
    """Choose a new password."""
    OPEN = "open"
    """Open the dashboard at once, without an account: the demo's link."""


class Owner(Struct, frozen=True, kw_only=True):
    """The one who may open the dashboard."""

    account_id: str
    email: str
    created_at: int
    password_changed_at: int


class Session(Struct, frozen=True, kw_only=True):
    """One signed-in browser. ``session_id`` names it and opens nothing.

    ``account_id`` is ``NOBODY`` where a link opened the dashboard without an account.
    """

    session_id: str
    account_id: str
    browser: str
    created_at: int
    seen_at: int


class Entry(Struct, frozen=True, kw_only=True):
    """What an attempt to sign in came to: a session's token, or how many seconds to wait."""

    token: str | None = None
    wait_seconds: int = 0


class KeyKind(StrEnum):
    """Who a key is for."""

    WRITE = "write"
    """The shop's pages: public, may send events and ask for a browser's own blocks."""
    SERVER = "server"
    """The shop's own server: secret, may do what its scopes say."""


class Scope(StrEnum):
    """What a secret key may do."""

    COLLECT = "collect"
    """Send events, and be believed about orders and about whose they are."""
    RECOMMEND = "recommend"
    """Ask for blocks and for variations of experiments, for any customer."""
    PEOPLE = "people"
    """Read, make and change profiles and what they agreed to."""
    CATALOG = "catalog"
    """Make and change products."""
    SEGMENTS = "segments"
    """Make and change segments, and read who is in them and why."""
    EXPERIMENTS = "experiments"
    """Make, change, start and stop experiments and comparison groups, and read them."""


class Key(Struct, frozen=True, kw_only=True):
    """One key. ``shown`` is the whole key if it is public, else its beginning and end.

    It opens nothing from ``revoked_at`` or ``ends_at`` on, whichever comes first; ``ends_at`` is
    set when another key takes its place, which names it in ``replaces``. ``used_at`` is exact to a
    minute. ``events_per_second`` is None for the default of its kind, 0 for no limit.
    """

    key_id: str
    kind: KeyKind
    name: str
    shown: str
    created_at: int
    scopes: tuple[Scope, ...] = ()
    events_per_second: int | None = None
    replaces: str | None = None
    ends_at: int | None = None
    revoked_at: int | None = None
    used_at: int | None = None

    def opens(self, now: int) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)

    def stays(self) -> bool:
        """Whether it opens something and will go on to."""
        return self.revoked_at is None and self.ends_at is None


class ResetOwner(Struct, frozen=True, kw_only=True, tag="reset_owner"):
    """The command for a link that leads the owner back in."""


class OwnerLink(Struct, frozen=True, kw_only=True, tag="owner_link"):
    """A one-time link's token, and the address of the dashboard it opens."""

    token: str
    address: str
