"""What the command line asks of keys, here or through the server that holds the folder."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.accounts.keys import OVERLAP_DAYS, Keys
from tailorbird.accounts.types import Key, KeyKind, Scope
from tailorbird.core.clock import Clock


class ListKeys(Struct, frozen=True, tag="list_keys"):
    """Asks which keys there are."""


class CreateKey(Struct, frozen=True, kw_only=True, tag="create_key"):
    """A key to make; ``scopes`` count for a secret one."""

    kind: KeyKind
    name: str
    scopes: tuple[Scope, ...] = ()
    events_per_second: int | None = None


class RotateKey(Struct, frozen=True, kw_only=True, tag="rotate_key"):
    """A key to replace, by id or name; it goes on for so many days."""

    key: str
    days: int = OVERLAP_DAYS


class RevokeKey(Struct, frozen=True, kw_only=True, tag="revoke_key"):
    """A key to end at once, by id or name."""

    key: str


class LimitKey(Struct, frozen=True, kw_only=True, tag="limit_key"):
    """How much a key may send: None for the default of its kind, 0 for no limit."""

    key: str
    events_per_second: int | None


KeyCommand = ListKeys | CreateKey | RotateKey | RevokeKey | LimitKey


class KeysSaid(Struct, frozen=True, kw_only=True, tag="keys_said"):
    """The answer: the keys that work, which one it was about, and a new key's value."""

    keys: list[Key]
    about: Key | None = None
    value: str = ""


def keys_asked(keys: Keys, clock: Clock, command: KeyCommand) -> KeysSaid:
    """Carry out what was asked.

    Raises:
        TailorbirdError: it cannot be done; the message says why.
    """
    about, value = _carry_out(keys, command)
    now = clock.now()
    return KeysSaid(keys=[key for key in keys.all() if key.opens(now)], about=about, value=value)


def _carry_out(keys: Keys, command: KeyCommand) -> tuple[Key | None, str]:
    match command:
        case CreateKey():
            return keys.create(
                command.kind, command.name, command.scopes, command.events_per_second
            )
        case RotateKey():
            return keys.rotate(keys.find(command.key).key_id, command.days)
        case RevokeKey():
            key = keys.find(command.key)
            keys.revoke(key.key_id)
            return key, ""
        case LimitKey():
            key = keys.find(command.key)
            keys.limit(key.key_id, command.events_per_second)
            return key, ""
        case ListKeys():
            return None, ""
