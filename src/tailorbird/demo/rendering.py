"""From a template to a page of the shop, with the headers every page carries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from tailorbird.app import Tailorbird
from tailorbird.catalog.types import Product
from tailorbird.core.hashing import hex_digest
from tailorbird.core.money import format_minor, format_price
from tailorbird.demo.catalogue import picture_url, product_url
from tailorbird.demo.texts import SHOP_NAME, TEXTS
from tailorbird.demo.titles import pretty_title
from tailorbird.demo.visitor import Visitor

HERE = Path(__file__).parent
STATIC = HERE / "static"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def say(key: str, **values: object) -> str:
    """Return one of the shop's texts."""
    return TEXTS[key].format(**values)


class Pages:
    """The shop's templates."""

    def __init__(self, shop: Tailorbird) -> None:
        self._shop = shop
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            say=say, shop_name=SHOP_NAME, write_key=shop.write_key, version=_version()
        )
        self._environment.filters.update(
            title=lambda product: pretty_title(product.title),
            url=lambda product: product_url(product.product_id),
            picture=lambda product: picture_url(product.product_id),
            price=_price,
            money=lambda minor: format_minor(minor, shop.currency),
            json=_json,
        )

    def show(
        self,
        template: str,
        visitor: Visitor,
        *,
        status: int = 200,
        events: Iterable[dict[str, Any]] = (),
        cookies: Iterable[Cookie] = (),
        **values: Any,
    ) -> Response[str]:
        """Return a page. ``events`` are what its script tells Tailorbird, with consent only."""
        content = self._environment.get_template(template).render(
            visitor=visitor,
            events=list(events),
            shelves=self._shop.categories()[:12],
            **values,
        )
        return Response(
            content,
            media_type=MediaType.HTML,
            status_code=status,
            headers=_HEADERS,
            cookies=list(cookies),
        )


def _price(product: Product) -> str:
    return "" if product.price is None else format_price(product.price, product.currency or "GBP")


def _json(value: object) -> Markup:
    # inside a script element only "<" could end it; escaped, the text is still the same JSON
    text = msgspec.json.encode(value).decode().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704


def _version() -> str:
    files = sorted(path for path in STATIC.iterdir() if path.is_file())
    return hex_digest(*(path.read_text(encoding="utf-8") for path in files))[:10]
