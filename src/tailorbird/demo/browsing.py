"""The pages one looks around on: home, shelves, search, products, and the drawings."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from tailorbird.app import Tailorbird
from tailorbird.catalog.types import Product
from tailorbird.core.errors import NotFound
from tailorbird.demo.artwork import artwork
from tailorbird.demo.rendering import Pages, say

PAGE_SIZE = 24
MOST_QUERY = 100
HERO_PICTURES = 5
Req = Request[Any, Any, Any]


def browsing_routes(shop: Tailorbird, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the routes of the pages one looks around on."""

    @get("/shop/", sync_to_thread=True)
    def home(request: Req) -> Response[str]:
        pictured = [
            product
            for shelf in shop.categories()[:HERO_PICTURES]
            for product in shop.products_in_category(shelf.category, limit=1)
        ]
        return pages.show("home.html", pages.visitor(request), pictured=pictured)

    @get("/shop/c/{category:str}", sync_to_thread=True)
    def category(request: Req, category: FromPath[str]) -> Response[str]:
        return _category(shop, pages, request, category)

    @get("/shop/search", sync_to_thread=True)
    def search(request: Req) -> Response[str]:
        return _search(shop, pages, request)

    @get("/shop/p/{product_id:str}", sync_to_thread=True)
    def product(request: Req, product_id: FromPath[str]) -> Response[str]:
        found = _found(shop, product_id)
        viewed = {"event": "Product Viewed", "properties": _properties(found)}
        return pages.show(
            "product.html",
            pages.visitor(request),
            events=[viewed],
            product=found,
            seen_together=shop.recommendations.recommender("viewed_together") is not None,
        )

    @get("/shop/art/{name:str}", sync_to_thread=True)
    def picture(name: FromPath[str]) -> Response[str]:
        found = _found(shop, name.removesuffix(".svg"))
        headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
        drawn = artwork(found.product_id, found.title)
        return Response(drawn, media_type="image/svg+xml", headers=headers)

    return [home, category, search, product, picture]


def _found(shop: Tailorbird, product_id: str) -> Product:
    product = shop.product(product_id)
    if product is None:
        raise NotFound(f"There is no product {product_id[:40]!r}.")
    return product


def _properties(product: Product) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "name": product.title,
        "category": product.category,
        "price": None if product.price is None else str(product.price),
        "currency": product.currency,
    }


def _category(shop: Tailorbird, pages: Pages, request: Req, category: str) -> Response[str]:
    sizes = {shelf.category: shelf.products for shelf in shop.categories()}
    if category not in sizes:
        raise NotFound(f"There is no shelf {category[:40]!r}.")
    asked = request.query_params.get("from", "0")
    offset = min(int(asked), sizes[category]) if asked.isdecimal() and len(asked) < 6 else 0  # noqa: PLR2004
    viewed = {"event": "Product List Viewed", "properties": {"category": category}}
    return pages.show(
        "category.html",
        pages.visitor(request),
        events=[viewed],
        category=category,
        count=sizes[category],
        offset=offset,
        size=PAGE_SIZE,
        products=shop.products_in_category(category, limit=PAGE_SIZE, offset=offset),
    )


def _search(shop: Tailorbird, pages: Pages, request: Req) -> Response[str]:
    query = request.query_params.get("q", "").strip()[:MOST_QUERY]
    products = shop.search_products(query, limit=PAGE_SIZE * 2)
    searched = [{"event": "Products Searched", "properties": {"query": query}}] if query else []
    return pages.show(
        "search.html",
        pages.visitor(request),
        events=searched,
        query=query,
        heading=_heading(query, len(products)),
        products=products,
    )


def _heading(query: str, found: int) -> str:
    if not query:
        return say("search_empty")
    if not found:
        return say("search_none", query=query)
    many = "search_many" if found == PAGE_SIZE * 2 else "search_found"
    return say(many, count=found, query=query)
