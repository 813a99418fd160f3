"""The list of products: all of them, searched by word and narrowed to a category."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.catalog.types import Listed, Product
from tailorbird.dashboard.asking import asked_page, asked_text
from tailorbird.dashboard.paging import Paging, paging
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages, wants_part
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.products import PRODUCTS
from tailorbird.dashboard.texts.shell import SHELL

_SAY = Phrases(SHELL, PRODUCTS)
_PAGE = 30


class Row(Struct, frozen=True):
    """One product in the list; ``state`` says why it is not shown to shoppers, if it is not."""

    product: Product
    times_ordered: int
    state: str


def products_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the list of products; asked by htmx it answers with the list alone."""

    @get("/products", sync_to_thread=True)
    def products(request: Request[Any, Any, Any]) -> Response[Any]:
        query, category = asked_text(request, "q"), asked_text(request, "category")
        number = asked_page(request)
        found, total = source.shelf.listed(
            query, category, limit=_PAGE, offset=(number - 1) * _PAGE
        )
        template = "products_list.html" if wants_part(request) else "products.html"
        return pages.show(
            template,
            _SAY,
            here="products",
            query=query,
            category=category,
            categories=source.categories(),
            rows=[_row(one) for one in found],
            total=total,
            currency=source.currency,
            paging=_paging(number, len(found), total, query, category),
        )

    return [products]


def state_of(product: Product) -> str:
    """Return why a product is not shown to shoppers, empty if it is."""
    if not product.sellable:
        return "unlisted"
    return "sold_out" if product.in_stock is False else ""


def _row(listed: Listed) -> Row:
    return Row(listed.product, listed.times_ordered, state_of(listed.product))


def _paging(number: int, found: int, total: int, query: str, category: str) -> Paging:
    kept = {"q": query, "category": category}

    def address(page: int) -> str:
        given = {key: value for key, value in kept.items() if value}
        return "/products?" + urlencode({**given, "page": page})

    return paging(number, found, total, size=_PAGE, address=address)
