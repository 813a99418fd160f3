"""Who asks for a page: the session behind the cookie, and that a form came from our own page."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from tailorbird.accounts.service import Accounts
from tailorbird.accounts.types import Session
from tailorbird.core.errors import NotAllowed
from tailorbird.core.hashing import hex_digest

COOKIE = "tailorbird_session"
STRANGER_COOKIE = "tailorbird_visit"
FIELD, HEADER = "csrf", "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})  # what a browser says of a form of our own page

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Coroutine[Any, Any, None]]


class Visit(Struct, frozen=True):
    """One browser's visit. ``secret`` is the cookie's value, known to that browser alone."""

    secret: str = ""
    session: Session | None = None

    @property
    def csrf(self) -> str:
        """What every form of this visit carries, so that no other site can send it."""
        return hex_digest("form", self.secret) if self.secret else ""


_present: ContextVar[Visit] = ContextVar("visit", default=Visit())  # noqa: B039 - frozen


def present_visit() -> Visit:
    """Return the visit this request belongs to; an empty one outside of pages."""
    return _present.get()


def enter(visit: Visit) -> None:
    """Say whose request this is, for the rest of it."""
    _present.set(visit)


def look_up(accounts: Accounts, connection: Connection) -> Visit:
    """Return the visit behind a request's cookies, signed in or not."""
    token = connection.cookies.get(COOKIE, "")
    session = accounts.session(token)
    if session is not None:
        return Visit(token, session)
    return Visit(connection.cookies.get(STRANGER_COOKIE, ""))


def signed_in_only(accounts: Accounts, address: str) -> Guard:
    """Return the guard of every page but the sign-in ones; ``address`` is the dashboard's own."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        visit = await asyncio.to_thread(look_up, accounts, connection)
        enter(visit)
        if visit.session is None:
            raise NotAllowed("Sign in to open this page.")
        await _check_form(connection, visit, address)

    return guard


def anybody(accounts: Accounts, address: str) -> Guard:
    """Return the guard of the sign-in pages: anybody may look, forms must be our own."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        visit = await asyncio.to_thread(look_up, accounts, connection)
        enter(visit)
        await _check_form(connection, visit, address)

    return guard


async def _check_form(connection: Connection, visit: Visit, address: str) -> None:
    if connection.scope.get("method") in _SAFE:
        return
    if not _is_own(connection, address):
        raise PermissionDeniedException("The form came from another site.")
    given = connection.headers.get(HEADER, "") or await _field(connection)
    if not visit.csrf or not hmac.compare_digest(given.encode(), visit.csrf.encode()):
        raise PermissionDeniedException("The form does not carry this visit's sign.")


def _is_own(connection: Connection, address: str) -> bool:
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site", "none") in _OWN
    hosts = {connection.headers.get("host", ""), urlsplit(address).netloc}
    return urlsplit(origin).netloc in hosts - {""}


async def _field(connection: Connection) -> str:
    if not isinstance(connection, Request):  # a socket has no form
        return ""
    try:
        return str((await connection.form()).get(FIELD) or "")
    except (HTTPException, ValueError):
        return ""
