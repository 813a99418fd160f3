"""Signing in and out: by e-mail and password, or by a one-time link from the terminal.

Opening a link changes nothing, because mail and chat programs open links to look at them; the
button on the page it opens does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from tailorbird.accounts.service import Accounts
from tailorbird.accounts.sessions import SESSION_LIFE
from tailorbird.accounts.types import Purpose
from tailorbird.core.errors import BadInput, NotAllowed
from tailorbird.core.ids import new_token
from tailorbird.dashboard.passwords import passwords_differ, said_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.texts.login import LOGIN
from tailorbird.dashboard.texts.passwords import PASSWORDS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.visits import COOKIE, STRANGER_COOKIE, Visit, enter, present_visit

Form = URLEncodedBody[dict[str, Any]]
Choose = Callable[..., str]

LINK = "/login?token="
_SEE_OTHER: Final = 303
_WRONG, _WAIT = 403, 429
_SAY = Phrases(SHELL, PASSWORDS, LOGIN)
_STATES = {Purpose.CREATE: "create", Purpose.RESET: "reset", Purpose.OPEN: "open"}


class _Door:
    """What all sign-in pages share: showing one, and letting a browser in."""

    def __init__(self, accounts: Accounts, pages: Pages, *, secure: bool) -> None:
        self.accounts = accounts
        self.pages = pages
        self.secure = secure

    def show(self, state: str, **values: Any) -> Response[Any]:
        return _show(self.pages, state, secure=self.secure, **values)

    def enter_with(self, token: str, path: str = "/") -> Response[Any]:
        seconds = SESSION_LIFE // 1_000_000
        cookie = _cookie(COOKIE, token, secure=self.secure, seconds=seconds)
        return Redirect(path, status_code=_SEE_OTHER, cookies=[cookie])

    def choose(self, state: str, make: Choose, agent: str, data: dict[str, Any]) -> Response[Any]:
        """Take a chosen e-mail address and password by a link; say what is wrong with them."""
        link, email, password = (_text(data, name) for name in ("token", "email", "password"))
        try:
            passwords_differ(data)
            return self.enter_with(make(link, email, password, agent=agent))
        except NotAllowed:
            return self.show("spent", status=_WRONG)
        except BadInput as error:
            faults = said_of(error, password, email)
            return self.show(state, status=error.status, link=link, email=email, faults=faults)


def login_routes(accounts: Accounts, pages: Pages, *, secure: bool) -> list[HTTPRouteHandler]:
    """Return the pages of signing in; ``secure`` where the dashboard is under HTTPS."""
    door = _Door(accounts, pages, secure=secure)
    return [_sign_in_page(door), _sign_in(door), *_by_link(door)]


def _sign_in_page(door: _Door) -> HTTPRouteHandler:
    @get("/login", sync_to_thread=True)
    def sign_in_page(request: Request[Any, Any, Any]) -> Response[Any]:
        link, path = request.query_params.get("token", ""), _path(request.query_params)
        if not link and present_visit().session is not None:
            return Redirect(path, status_code=_SEE_OTHER)
        state = _state_of_link(door.accounts, link) if link else _state(door.accounts, request)
        return door.show(state, link=link, path=path)

    return sign_in_page


def _sign_in(door: _Door) -> HTTPRouteHandler:
    @post("/login", sync_to_thread=True)
    def sign_in(request: Request[Any, Any, Any], data: Form) -> Response[Any]:
        email, path = _text(data, "email"), _path(data)
        entry = door.accounts.sign_in(
            email,
            _text(data, "password"),
            address=request.client.host if request.client else "",
            agent=_agent(request),
        )
        if entry.token is not None:
            return door.enter_with(entry.token, path)
        wait = entry.wait_seconds
        faults = {"form": _SAY("wrong_wait", n=wait) if wait else _SAY("wrong")}
        status = _WAIT if wait else _WRONG
        return door.show("password", status=status, path=path, email=email, faults=faults)

    return sign_in


def _by_link(door: _Door) -> list[HTTPRouteHandler]:
    accounts = door.accounts

    @post("/login/open", sync_to_thread=True)
    def open_by_link(request: Request[Any, Any, Any], data: Form) -> Response[Any]:
        token = accounts.open_by_link(_text(data, "token"), agent=_agent(request))
        return door.show("spent", status=_WRONG) if token is None else door.enter_with(token)

    @post("/login/create", sync_to_thread=True)
    def create(request: Request[Any, Any, Any], data: Form) -> Response[Any]:
        return door.choose("create", accounts.create_owner, _agent(request), data)

    @post("/login/reset", sync_to_thread=True)
    def reset(request: Request[Any, Any, Any], data: Form) -> Response[Any]:
        return door.choose("reset", accounts.reset_password, _agent(request), data)

    return [open_by_link, create, reset]


def logout_routes(accounts: Accounts) -> list[HTTPRouteHandler]:
    """Return the way out, for those who are in."""

    @post("/logout", sync_to_thread=True)
    def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
        accounts.sign_out(request.cookies.get(COOKIE, ""))
        answer = Redirect("/login?left=1", status_code=_SEE_OTHER)
        answer.delete_cookie(COOKIE)
        return answer

    return [sign_out]


def _show(
    pages: Pages,
    state: str,
    *,
    secure: bool,
    status: int = 200,
    link: str = "",
    path: str = "/",
    email: str = "",
    faults: dict[str, str] | None = None,
) -> Response[Any]:
    """Show a sign-in page; a browser without a visit is given one, for the form's sign."""
    fresh = not present_visit().secret
    if fresh:
        enter(Visit(new_token()))
    page = pages.show(
        "login.html",
        _SAY,
        status=status,
        state=state,
        link=link,
        path=path,
        email=email,
        faults=faults or {},
    )
    if fresh:
        page.set_cookie(_cookie(STRANGER_COOKIE, present_visit().secret, secure=secure))
    return page


def _state_of_link(accounts: Accounts, link: str) -> str:
    purpose = accounts.purpose_of(link)
    return "spent" if purpose is None else _STATES[purpose]


def _state(accounts: Accounts, request: Request[Any, Any, Any]) -> str:
    if accounts.owner() is None:
        return "left_link" if "left" in request.query_params else "ask"
    if "left" in request.query_params:
        return "left"
    return "ended" if COOKIE in request.cookies else "password"


def _path(given: Any) -> str:
    """Return where to go after signing in: a page of ours, never another site."""
    path = str(given.get("next") or "/")
    good = (
        path.startswith("/") and not path.startswith(("//", "/\\", "/login")) and path.isprintable()
    )
    return path if good else "/"


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    return value if isinstance(value, str) else ""


def _agent(request: Request[Any, Any, Any]) -> str:
    return request.headers.get("user-agent", "")[:500]


def _cookie(key: str, value: str, *, secure: bool, seconds: int | None = None) -> Cookie:
    # Lax, so that a link in a mail still finds the owner signed in; forms carry a sign besides
    return Cookie(
        key=key, value=value, max_age=seconds, httponly=True, samesite="lax", secure=secure
    )
