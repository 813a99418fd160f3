"""The dashboard as one list of routes, for `api.server` to mount at the root."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from tailorbird.dashboard.errors import Handler, error_pages
from tailorbird.dashboard.home import home_routes
from tailorbird.dashboard.login import Sessions, login_routes, signed_in_only
from tailorbird.dashboard.people import people_routes
from tailorbird.dashboard.person import person_routes
from tailorbird.dashboard.rendering import STATIC, Pages
from tailorbird.dashboard.source import DashboardSource

_YEAR = 365 * 24 * 3600


def dashboard_routes(
    source: DashboardSource, sessions: Sessions, *, secure: bool = False
) -> list[ControllerRouterHandler]:
    """Return every page, the sign-in pages, and the style sheets and scripts under /static.

    ``secure`` marks the session's cookie for HTTPS only. Templates are rendered here, so the
    application that mounts these routes needs no template configuration.
    """
    pages = Pages(source.shop_name)
    errors = error_pages(pages)
    behind = [
        *home_routes(source, pages),
        *people_routes(source, pages),
        *person_routes(source, pages),
    ]
    return [
        Router(
            "/", route_handlers=behind, guards=[signed_in_only(sessions)], exception_handlers=errors
        ),
        Router(
            "/",
            route_handlers=login_routes(sessions, pages, secure=secure),
            exception_handlers=errors,
        ),
        create_static_files_router(
            "/static",
            directories=[STATIC],
            name="dashboard_static",
            exception_handlers=errors,
            cache_control=CacheControlHeader(public=True, max_age=_YEAR, immutable=True),
        ),
    ]


def dashboard_errors(source: DashboardSource) -> dict[int | type[Exception], Handler]:
    """Return exception handlers for the whole application: addresses that no route knows."""
    return error_pages(Pages(source.shop_name))
