"""The settings' part on keys: what each may do, and what is done to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.accounts.keys import OVERLAP_DAYS, Keys
from tailorbird.accounts.scopes import ALLOWED, Use, use_of
from tailorbird.accounts.types import Key, KeyKind
from tailorbird.core.clock import day_number
from tailorbird.core.errors import BadInput
from tailorbird.dashboard import dates
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.settings import SETTINGS

Form = URLEncodedBody[dict[str, Any]]
Show = Callable[..., Response[Any]]

_SAY = Phrases(SETTINGS)
_SEE_OTHER: Final = 303
OVERLAPS = (0, OVERLAP_DAYS, 30)  # days that a page offers


class KeyRow(Struct, frozen=True, kw_only=True):
    """One key as the page lists it. ``last`` is the public key that the pages cannot do without."""

    key: Key
    use: str
    facts: list[str]
    ends: str = ""
    last: bool = False

    @property
    def replaceable(self) -> bool:
        """Whether another key may take its place: none has so far."""
        return self.key.stays()


def key_rows(keys: Iterable[Key], now: int) -> list[KeyRow]:
    """Return the keys that work, the oldest first."""
    working = [key for key in keys if key.opens(now)]
    public = sum(key.kind is KeyKind.WRITE and key.stays() for key in working)
    return [
        KeyRow(
            key=key,
            use=_use(key),
            facts=_facts(key, now),
            ends=_SAY("key_ends", date=_date(key.ends_at)) if key.ends_at is not None else "",
            last=key.kind is KeyKind.WRITE and key.stays() and public == 1,
        )
        for key in working
    ]


def ended_rows(keys: Iterable[Key], now: int) -> list[KeyRow]:
    """Return the keys that opened something once."""
    return [
        KeyRow(key=key, use=_use(key), facts=[_ended(key)]) for key in keys if not key.opens(now)
    ]


def _ended(key: Key) -> str:
    if key.revoked_at is not None:
        return _SAY("revoked_on", date=_date(key.revoked_at))
    return _SAY("replaced_on", date=_date(key.ends_at or 0))


def _use(key: Key) -> str:
    use = use_of(key)
    if use is not None:
        return _SAY(f"use_{use}")
    return _SAY("use_chosen", what=", ".join(_SAY(f"scope_{scope}") for scope in key.scopes))


def _facts(key: Key, now: int) -> list[str]:
    used = _SAY("key_used", ago=dates.ago(key.used_at, now)) if key.used_at else _SAY("key_unused")
    made = _SAY("key_made_on", date=_date(key.created_at))
    rate = key.events_per_second
    if rate is None:
        return [used, made]
    return [used, made, _SAY("key_rate", n=rate) if rate else _SAY("key_no_rate")]


def _date(at: int) -> str:
    return dates.short_date(day_number(at))


def key_routes(keys: Keys, show: Show) -> list[HTTPRouteHandler]:
    """Return what the forms do; ``show`` gives the page with what is to be said."""

    @post("/settings/keys", sync_to_thread=True)
    def create_key(data: Form) -> Response[Any]:
        name, chosen = str(data.get("name", "")), str(data.get("use", ""))
        if chosen not in ALLOWED:
            return show(status=400, faults={"use": _SAY("fault_use")}, name=name)
        allowed = ALLOWED[Use(chosen)]
        try:
            key, value = keys.create(allowed.kind, name, allowed.scopes)
        except BadInput as error:
            return show(status=error.status, faults={"name": _SAY("fault_name")}, use=chosen)
        return show(made=key, value=value)

    @post("/settings/keys/{key_id:str}/replace", sync_to_thread=True)
    def replace_key(key_id: FromPath[str], data: Form) -> Response[Any]:
        days = str(data.get("days", ""))
        try:
            key, value = keys.rotate(key_id, int(days) if days.isdecimal() else -1)
        except BadInput as error:
            return show(status=error.status, faults={"keys": _SAY("fault_replace")})
        return show(made=key, value=value, replaced=True)

    @post("/settings/keys/{key_id:str}/limit", sync_to_thread=True)
    def limit_key(key_id: FromPath[str], data: Form) -> Response[Any]:
        said = str(data.get("rate", "")).strip()
        try:
            keys.limit(key_id, _rate(said))
        except BadInput as error:
            return show(status=error.status, faults={"keys": _SAY("fault_rate")})
        return _done("limited")

    @post("/settings/keys/{key_id:str}/revoke", sync_to_thread=True)
    def revoke_key(key_id: FromPath[str]) -> Response[Any]:
        try:
            keys.revoke(key_id)
        except BadInput as error:
            return show(status=error.status, faults={"keys": _SAY("fault_last_key")})
        return _done("revoked")

    return [create_key, replace_key, limit_key, revoke_key]


def _rate(said: str) -> int | None:
    """Return the number that was typed, None for none."""
    if said and not (said.isascii() and said.isdecimal()):
        raise BadInput("Events a second: a whole number.", field="rate")
    return int(said) if said else None


def _done(what: str) -> Response[Any]:
    return Redirect(f"/settings?done={what}#keys", status_code=_SEE_OTHER)
