"""Settings: facts of the shop, keys and how to send events, password, signed-in browsers."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.accounts.types import NOBODY, Key, KeyKind, Session
from tailorbird.core.clock import day_number
from tailorbird.core.errors import BadInput, NotAllowed
from tailorbird.dashboard import dates
from tailorbird.dashboard.passwords import passwords_differ, said_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.passwords import PASSWORDS
from tailorbird.dashboard.texts.settings import SETTINGS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.visits import present_visit

Form = URLEncodedBody[dict[str, Any]]

_SAY = Phrases(SHELL, PASSWORDS, SETTINGS)
_SEE_OTHER: Final = 303
_DONE = frozenset({"revoked", "password", "ended", "ended_others"})


class KeyRow(Struct, frozen=True, kw_only=True):
    """One key as the page lists it; ``on`` says when it was made or revoked."""

    key: Key
    on: str
    last: bool = False


class SessionRow(Struct, frozen=True, kw_only=True):
    """One signed-in browser."""

    session_id: str
    browser: str
    seen: str
    since: str
    present: bool


def settings_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page and what its forms do."""
    return [
        _page(source, pages),
        *_key_routes(source, pages),
        *_account_routes(source, pages),
    ]


def _page(source: DashboardSource, pages: Pages) -> HTTPRouteHandler:
    @get("/settings", sync_to_thread=True)
    def settings(request: Request[Any, Any, Any]) -> Response[Any]:
        done = request.query_params.get("done", "")
        return _show(source, pages, done=done if done in _DONE else "")

    return settings


def _key_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @post("/settings/keys", sync_to_thread=True)
    def create_key(data: Form) -> Response[Any]:
        kind = KeyKind.SERVER if data.get("kind") == KeyKind.SERVER else KeyKind.WRITE
        try:
            key, value = source.keys.create(kind, str(data.get("name", "")))
        except BadInput as error:
            faults = {"name": _SAY("fault_name")}
            return _show(source, pages, status=error.status, faults=faults)
        return _show(source, pages, made=key, value=value)

    @post("/settings/keys/{key_id:str}/revoke", sync_to_thread=True)
    def revoke_key(key_id: FromPath[str]) -> Response[Any]:
        try:
            source.keys.revoke(key_id)
        except BadInput as error:
            faults = {"keys": _SAY("fault_last_key")}
            return _show(source, pages, status=error.status, faults=faults)
        return _done("revoked", "keys")

    return [create_key, revoke_key]


def _account_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    accounts = source.accounts

    @post("/settings/password", sync_to_thread=True)
    def change_password(data: Form) -> Response[Any]:
        owner, password = accounts.owner(), str(data.get("password", ""))
        try:
            passwords_differ(data)
            accounts.change_password(_session(), str(data.get("present", "")), password)
        except BadInput as error:
            faults = said_of(error, password, owner.email if owner else "")
            return _show(source, pages, status=error.status, faults=faults)
        return _done("password", "password")

    @post("/settings/sessions/others/end", sync_to_thread=True)
    def end_others() -> Response[Any]:
        accounts.end_other_sessions(_session().session_id)
        return _done("ended_others", "sessions")

    @post("/settings/sessions/{session_id:str}/end", sync_to_thread=True)
    def end_session(session_id: FromPath[str]) -> Response[Any]:
        accounts.end_session(session_id)
        return _done("ended", "sessions")

    return [change_password, end_others, end_session]


def script(address: str, key: str) -> str:
    """Return the two lines that put the script on the shop's pages."""
    early = "window.tailorbird||=new Proxy([],{get:(q,m)=>q[m]||((...a)=>q.push([m,...a]))})"
    return (
        f"<script>{early}</script>\n"
        f'<script async src="{address}/tailorbird.js" data-key="{key}"></script>'
    )


def snippet(address: str, key: str) -> str:
    """Return a command that sends one event, ready to be pasted into a terminal."""
    event = {"writeKey": key, "anonymousId": "try-me", "event": "Product Viewed"}
    body = msgspec.json.encode(event).decode()
    return f"curl {address}/v1/track -H 'Content-Type: application/json' -d '{body}'"


def _show(
    source: DashboardSource,
    pages: Pages,
    *,
    status: int = 200,
    done: str = "",
    faults: dict[str, str] | None = None,
    made: Key | None = None,
    value: str = "",
) -> Response[Any]:
    now = source.now()
    about, keys = source.about(), source.keys.all()
    write_key = source.keys.write_key()
    owner = source.accounts.owner()
    return pages.show(
        "settings.html",
        _SAY,
        status=status,
        here="settings",
        about=about,
        currency=source.currency,
        keys=_key_rows(keys),
        revoked=[_key_row(key) for key in keys if key.revoked_at is not None],
        write_key=write_key,
        script=script(about.address, write_key),
        snippet=snippet(about.address, write_key),
        signing=source.identity_secret,
        owner=owner,
        changeable=owner is not None and _session().account_id != NOBODY,
        password_age=dates.ago(owner.password_changed_at, now) if owner else "",
        sessions=[_session_row(session, now) for session in source.accounts.sessions()],
        done=done,
        faults=faults or {},
        made=made,
        value=value,
    )


def _key_rows(keys: list[Key]) -> list[KeyRow]:
    working = [key for key in keys if key.revoked_at is None]
    public = sum(key.kind is KeyKind.WRITE for key in working)
    return [
        KeyRow(
            key=key,
            on=dates.short_date(day_number(key.created_at)),
            last=key.kind is KeyKind.WRITE and public == 1,
        )
        for key in working
    ]


def _key_row(key: Key) -> KeyRow:
    return KeyRow(key=key, on=dates.short_date(day_number(key.revoked_at or 0)))


def _session_row(session: Session, now: int) -> SessionRow:
    return SessionRow(
        session_id=session.session_id,
        browser=session.browser or _SAY("some_browser"),
        seen=dates.ago(session.seen_at, now),
        since=dates.ago(session.created_at, now),
        present=session.session_id == _session().session_id,
    )


def _session() -> Session:
    session = present_visit().session
    if session is None:
        raise NotAllowed("Sign in to open this page.")
    return session


def _done(what: str, where: str) -> Response[Any]:
    return Redirect(f"/settings?done={what}#{where}", status_code=_SEE_OTHER)
