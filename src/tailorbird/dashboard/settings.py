"""Settings: facts of the shop, keys and how to send events, password, signed-in browsers."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.accounts.keys import OVERLAP_DAYS
from tailorbird.accounts.scopes import Use
from tailorbird.accounts.types import NOBODY, Key, Session
from tailorbird.core.errors import BadInput, NotAllowed
from tailorbird.dashboard import dates
from tailorbird.dashboard.keys import OVERLAPS, ended_rows, key_routes, key_rows
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
_DONE = frozenset({"revoked", "limited", "password", "ended", "ended_others"})


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
        *key_routes(source.keys, partial(_show, source, pages)),
        *_account_routes(source, pages),
    ]


def _page(source: DashboardSource, pages: Pages) -> HTTPRouteHandler:
    @get("/settings", sync_to_thread=True)
    def settings(request: Request[Any, Any, Any]) -> Response[Any]:
        done = request.query_params.get("done", "")
        return _show(source, pages, done=done if done in _DONE else "")

    return settings


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
    **keys: Any,
) -> Response[Any]:
    now, about = source.now(), source.about()
    write_key = source.keys.write_key()
    owner = source.accounts.owner()
    return pages.show(
        "settings.html",
        _SAY,
        status=status,
        here="settings",
        about=about,
        currency=source.currency,
        **_keys_part(source, now, **keys),
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
    )


def _keys_part(
    source: DashboardSource,
    now: int,
    *,
    made: Key | None = None,
    value: str = "",
    replaced: bool = False,
    name: str = "",
    use: str = Use.PAGES,
) -> dict[str, Any]:
    """Return what the part on keys shows: ``made`` and ``value`` of a new one, what was typed."""
    every = source.keys.all()
    return {
        "keys": key_rows(every, now),
        "ended": ended_rows(every, now),
        "made": made,
        "value": value,
        "replaced": replaced,
        "name": name,
        "use": use,
        "uses": [one.value for one in Use],
        "overlaps": OVERLAPS,
        "usual_overlap": OVERLAP_DAYS,
    }


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
