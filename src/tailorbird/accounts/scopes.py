"""What keys are made for: the choices a merchant has, and what each of them allows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from tailorbird.accounts.types import Key, KeyKind, Scope

ALL = tuple(Scope)


class Use(StrEnum):
    """What a key is for, in the words of a shop."""

    PAGES = "pages"
    """The shop's pages: a public key."""
    EVENTS = "events"
    """A till or an order system that tells what happens, and asks nothing."""
    SERVER = "server"
    """The shop's own server: it sends events and asks for blocks."""
    EVERYTHING = "everything"
    """A tool that also reads and changes customers, products and segments."""


class Allowed(Struct, frozen=True):
    """What a new key is, and may do."""

    kind: KeyKind
    scopes: tuple[Scope, ...] = ()


ALLOWED: dict[Use, Allowed] = {
    Use.PAGES: Allowed(KeyKind.WRITE),
    Use.EVENTS: Allowed(KeyKind.SERVER, (Scope.COLLECT,)),
    Use.SERVER: Allowed(KeyKind.SERVER, (Scope.COLLECT, Scope.RECOMMEND)),
    Use.EVERYTHING: Allowed(KeyKind.SERVER, ALL),
}


def in_order(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return scopes each once, in the order in which they are always told."""
    wanted = set(scopes)
    return tuple(scope for scope in Scope if scope in wanted)


def use_of(key: Key) -> Use | None:
    """Return which of the choices a key is, None where its scopes were chosen one by one."""
    mine = Allowed(key.kind, in_order(key.scopes))
    return next((use for use, allowed in ALLOWED.items() if allowed == mine), None)
