"""The demo shop as one list of routes, to be mounted beside the dashboard."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import HTTPException
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from tailorbird.app import Tailorbird
from tailorbird.core.errors import NotFound
from tailorbird.demo.browsing import browsing_routes
from tailorbird.demo.buying import buying_routes
from tailorbird.demo.choosing import choosing_routes
from tailorbird.demo.knowing import knowing_routes
from tailorbird.demo.rendering import STATIC, Pages, say

_NOT_FOUND, _BAD = 404, 400


def shop_routes(shop: Tailorbird) -> list[ControllerRouterHandler]:
    """Return every route of the shop; all of them begin with ``/shop``."""
    pages = Pages(shop)

    def not_found(request: Request[Any, Any, Any], _error: Exception) -> Response[str]:
        return pages.show(
            "message.html",
            pages.visitor(request),
            status=_NOT_FOUND,
            heading=say("not_found_title"),
            text=say("not_found_text"),
        )

    def bad(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
        if error.status_code == _NOT_FOUND:
            return not_found(request, error)
        return pages.show(
            "message.html",
            pages.visitor(request),
            status=error.status_code,
            heading=say("bad_title"),
            text=say("bad_text"),
        )

    handlers = [
        *browsing_routes(shop, pages),
        *buying_routes(shop, pages),
        *choosing_routes(shop, pages),
        *knowing_routes(shop, pages),
    ]
    return [
        Router(
            "/",
            route_handlers=handlers,
            exception_handlers={NotFound: not_found, HTTPException: bad},
        ),
        create_static_files_router(
            "/shop/static",
            directories=[STATIC],
            name="shop_static",
            cache_control=CacheControlHeader(public=True, max_age=86_400),
        ),
    ]
