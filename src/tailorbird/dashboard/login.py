"""Signing in by a one-time link: what is remembered about links and sessions, and the pages.

Opening a link changes nothing, because mail and chat programs open links to look at them; the
button on the page it opens does. Links and sessions live in memory and end with the server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from tailorbird.core.clock import DAY, HOUR, Clock
from tailorbird.core.errors import NotAllowed
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_token
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.texts.login import LOGIN
from tailorbird.dashboard.texts.shell import SHELL

COOKIE = "tailorbird_session"
LINK_LIFE = 12 * HOUR
SESSION_LIFE = 30 * DAY
MOST_LINKS = 20
MOST_SESSIONS = 200
_SEE_OTHER: Final = 303
_SAY = Phrases(SHELL, LOGIN)


class Sessions:
    """Which links may still be used and which browsers are signed in. Safe for many threads.

    Only digests are kept, so that nothing read out of memory opens a door. The oldest links and
    sessions make room for new ones beyond ``MOST_LINKS`` and ``MOST_SESSIONS``.
    """

    def __init__(self, clock: Clock, new_token: Callable[[], str] = new_token) -> None:
        self._clock = clock
        self._new_token = new_token
        self._lock = threading.Lock()
        self._links: dict[str, int] = {}
        self._sessions: dict[str, int] = {}

    def new_link(self) -> str:
        """Return the path of a fresh one-time link, good for ``LINK_LIFE`` microseconds."""
        return f"/login?token={self._issue(self._links, LINK_LIFE, MOST_LINKS)}"

    def knows_link(self, token: str) -> bool:
        """Tell whether a link's token may still be used; it stays usable."""
        return self._good(self._links, token)

    def sign_in(self, token: str) -> str | None:
        """Use up a link's token and return a new session, or None if the token is no good."""
        with self._lock:
            expires = self._links.pop(hex_digest(token), 0)
        if expires <= self._clock.now():
            return None
        return self._issue(self._sessions, SESSION_LIFE, MOST_SESSIONS)

    def holds(self, session: str) -> bool:
        """Tell whether a session is signed in."""
        return self._good(self._sessions, session)

    def sign_out(self, session: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(hex_digest(session), None)

    def _issue(self, kept: dict[str, int], life: int, most: int) -> str:
        token = self._new_token()
        now = self._clock.now()
        with self._lock:
            for digest in [known for known, expires in kept.items() if expires <= now]:
                del kept[digest]
            while len(kept) >= most:
                del kept[next(iter(kept))]
            kept[hex_digest(token)] = now + life
        return token

    def _good(self, kept: dict[str, int], token: str) -> bool:
        with self._lock:
            return kept.get(hex_digest(token), 0) > self._clock.now()


Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]


def signed_in_only(sessions: Sessions) -> Guard:
    """Return the guard of every page but the sign-in ones."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if not sessions.holds(connection.cookies.get(COOKIE, "")):
            raise NotAllowed("Open the dashboard with a one-time link.")

    return guard


def login_routes(sessions: Sessions, pages: Pages, *, secure: bool) -> list[HTTPRouteHandler]:
    """Return the pages of signing in and out; ``secure`` where the dashboard is under HTTPS."""

    @get("/login", sync_to_thread=True)
    def sign_in_page(request: Request[Any, Any, Any]) -> Response[Any]:
        token = request.query_params.get("token", "")
        if not token and sessions.holds(request.cookies.get(COOKIE, "")):
            return Redirect("/", status_code=_SEE_OTHER)
        left = "left" in request.query_params
        state = _state(sessions, token, left=left)
        return pages.show("login.html", _SAY, state=state, token=token)

    @post("/login", sync_to_thread=True)
    def sign_in(
        data: URLEncodedBody[dict[str, Any]],
    ) -> Response[Any]:
        session = sessions.sign_in(str(data.get("token", "")))
        if session is None:
            return pages.show("login.html", _SAY, status=403, state="spent", token="")
        return Redirect("/", status_code=_SEE_OTHER, cookies=[_cookie(session, secure=secure)])

    @post("/logout", sync_to_thread=True)
    def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
        sessions.sign_out(request.cookies.get(COOKIE, ""))
        answer = Redirect("/login?left=1", status_code=_SEE_OTHER)
        answer.delete_cookie(COOKIE)
        return answer

    return [sign_in_page, sign_in, sign_out]


def _state(sessions: Sessions, token: str, *, left: bool) -> str:
    if token:
        return "confirm" if sessions.knows_link(token) else "spent"
    return "left" if left else "ask"


def _cookie(session: str, *, secure: bool) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=session,
        max_age=SESSION_LIFE // 1_000_000,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
