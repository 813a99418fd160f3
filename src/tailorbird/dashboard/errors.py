"""Pages for what went wrong: a sentence and a code, never a trace; framed for those signed in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from tailorbird.accounts.service import Accounts
from tailorbird.core.errors import NotAllowed, TailorbirdError
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import HEADERS, Pages
from tailorbird.dashboard.texts.errors import ERRORS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.visits import Visit, enter, look_up, present_visit

Handler = Callable[[Request[Any, Any, Any], Any], Response[Any]]

_SAY = Phrases(SHELL, ERRORS)
_BROKEN = 500
_SEE_OTHER: Final = 303
_log = logging.getLogger(__name__)


def error_pages(pages: Pages, accounts: Accounts) -> dict[int | type[Exception], Handler]:
    """Return the exception handlers that answer with a page."""

    def page(request: Request[Any, Any, Any], status: int, code: str) -> Response[Any]:
        if not present_visit().secret:
            enter(_visit(accounts, request))
        worded = status if f"heading_{status}" in _SAY else (400 if status < _BROKEN else _BROKEN)
        framed = present_visit().session is not None
        template = "error.html" if framed else "error_alone.html"
        return pages.show(template, _SAY, status=status, worded=worded, code=code)

    def http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        return page(request, error.status_code, f"http_{error.status_code}")

    def ours(request: Request[Any, Any, Any], error: TailorbirdError) -> Response[Any]:
        if error.status >= _BROKEN:
            _log.error("%s: %s", error.code, error.message)
        if isinstance(error, NotAllowed):
            return _to_sign_in(request)
        return page(request, error.status, error.code)

    def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        _log.error("The page %s failed.", request.url.path, exc_info=error)
        return page(request, _BROKEN, "error")

    return {HTTPException: http, TailorbirdError: ours, Exception: broken}


def _visit(accounts: Accounts, request: Request[Any, Any, Any]) -> Visit:
    """Look up whose request failed; where even that fails, it is a stranger's."""
    try:
        return look_up(accounts, request)
    except TailorbirdError:
        return Visit()


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    if request.headers.get("HX-Request") == "true":
        # htmx follows redirects silently and would put the sign-in page into the middle of this one
        return Response(b"", status_code=401, headers={**HEADERS, "HX-Redirect": "/login"})
    asked = request.url.path if request.method == "GET" else "/"
    address = "/login" if asked == "/" else f"/login?next={quote(asked)}"
    return Redirect(address, status_code=_SEE_OTHER, headers=HEADERS)
