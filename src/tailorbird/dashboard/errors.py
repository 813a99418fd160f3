"""Pages for what went wrong: a sentence and a code, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from tailorbird.core.errors import NotAllowed, TailorbirdError
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.texts.errors import ERRORS
from tailorbird.dashboard.texts.shell import SHELL

Handler = Callable[[Request[Any, Any, Any], Any], Response[Any]]

_SAY = Phrases(SHELL, ERRORS)
_BROKEN = 500
_SEE_OTHER: Final = 303
_log = logging.getLogger(__name__)


def error_pages(pages: Pages) -> dict[int | type[Exception], Handler]:
    """Return the exception handlers that answer with a page."""

    def http(_: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        return _page(pages, error.status_code, code=f"http_{error.status_code}")

    def ours(request: Request[Any, Any, Any], error: TailorbirdError) -> Response[Any]:
        if error.status >= _BROKEN:
            _log.error("%s: %s", error.code, error.message)
        if isinstance(error, NotAllowed):
            return _to_sign_in(request)
        return _page(pages, error.status, code=error.code)

    def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        _log.error("The page %s failed.", request.url.path, exc_info=error)
        return _page(pages, _BROKEN, code="error")

    return {HTTPException: http, TailorbirdError: ours, Exception: broken}


def _page(pages: Pages, status: int, *, code: str) -> Response[Any]:
    worded = status if f"heading_{status}" in _SAY else (400 if status < _BROKEN else _BROKEN)
    return pages.show("error.html", _SAY, status=status, worded=worded, code=code)


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    if request.headers.get("HX-Request") == "true":
        # htmx follows redirects silently and would put the sign-in page into the middle of this one
        return Response(b"", status_code=401, headers={"HX-Redirect": "/login"})
    return Redirect("/login", status_code=_SEE_OTHER)
