"""The dashboard as one list of routes, for `api.server` to mount at the root."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from tailorbird.dashboard.comparison_groups import comparison_groups_routes
from tailorbird.dashboard.connecting import connecting_routes
from tailorbird.dashboard.connections import connections_routes
from tailorbird.dashboard.consent import consent_routes
from tailorbird.dashboard.data import data_routes
from tailorbird.dashboard.errors import Handler, error_pages
from tailorbird.dashboard.experiment_building import experiment_building_routes
from tailorbird.dashboard.experiment_page import experiment_page_routes
from tailorbird.dashboard.experiment_results import experiment_result_routes
from tailorbird.dashboard.experiments import experiments_routes
from tailorbird.dashboard.feeds import feeds_routes
from tailorbird.dashboard.floors import floors_routes
from tailorbird.dashboard.home import home_routes
from tailorbird.dashboard.jobs import job_routes
from tailorbird.dashboard.login import login_routes, logout_routes
from tailorbird.dashboard.people import people_routes
from tailorbird.dashboard.person import person_routes
from tailorbird.dashboard.person_privacy import person_privacy_routes
from tailorbird.dashboard.product import product_routes
from tailorbird.dashboard.products import products_routes
from tailorbird.dashboard.recommendations import recommendations_routes
from tailorbird.dashboard.rendering import STATIC, Pages, with_headers
from tailorbird.dashboard.segment_building import segment_building_routes
from tailorbird.dashboard.segment_page import segment_page_routes
from tailorbird.dashboard.segments import segments_routes
from tailorbird.dashboard.settings import settings_routes
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.visits import anybody, signed_in_only

_YEAR = 365 * 24 * 3600


def dashboard_routes(
    source: DashboardSource, *, address: str = "", secure: bool = False
) -> list[ControllerRouterHandler]:
    """Return every page, the sign-in pages, and the style sheets and scripts under /static.

    ``address`` is how browsers reach the dashboard where a proxy stands in front; ``secure``
    marks the session's cookie for HTTPS only. Every page but signing in asks for a session, and
    every form for its sign: both by the router, so that no page can forget.
    """
    pages = Pages(source.shop_name, source.currency)
    accounts = source.accounts
    errors = error_pages(pages, accounts)
    behind = [
        *_overview(source, pages),
        *people_routes(source, pages),
        *person_routes(source, pages),
        *person_privacy_routes(source, pages),
        *consent_routes(source),
        *segments_routes(source, pages),
        *segment_building_routes(source, pages),
        *segment_page_routes(source, pages),
        *_comparing(source, pages),
        *products_routes(source, pages),
        *product_routes(source, pages),
        *recommendations_routes(source, pages),
        *data_routes(source, pages),
        *connections_routes(source, pages),
        *connecting_routes(source, pages),
        *feeds_routes(source, pages),
        *settings_routes(source, pages),
        *job_routes(source, pages),
        *logout_routes(accounts),
    ]
    return [
        Router(
            "/",
            route_handlers=behind,
            guards=[signed_in_only(accounts, address)],
            exception_handlers=errors,
            after_request=with_headers,
        ),
        Router(
            "/",
            route_handlers=login_routes(accounts, pages, secure=secure),
            guards=[anybody(accounts, address)],
            exception_handlers=errors,
            after_request=with_headers,
        ),
        create_static_files_router(
            "/static",
            directories=[STATIC],
            name="dashboard_static",
            exception_handlers=errors,
            cache_control=CacheControlHeader(public=True, max_age=_YEAR, immutable=True),
        ),
    ]


def _overview(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    return [*home_routes(source, pages), *floors_routes(source, pages)]


def _comparing(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    return [
        *experiments_routes(source, pages),
        *experiment_building_routes(source, pages),
        *experiment_page_routes(source, pages),
        *experiment_result_routes(source),
        *comparison_groups_routes(source, pages),
    ]


def dashboard_errors(source: DashboardSource) -> dict[int | type[Exception], Handler]:
    """Return exception handlers for the whole application: addresses that no route knows."""
    return error_pages(Pages(source.shop_name, source.currency), source.accounts)
