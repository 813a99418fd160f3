"""From a template to a page of the shop, with the headers every page carries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from tailorbird.app import Tailorbird
from tailorbird.catalog.types import Product
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_token
from tailorbird.core.money import format_minor, format_price
from tailorbird.demo.catalogue import picture_url, product_url
from tailorbird.demo.signing import Signer
from tailorbird.demo.texts import SHOP_NAME, STRATEGIES, TEXTS, WITHHELD
from tailorbird.demo.titles import pretty_title
from tailorbird.demo.visitor import Visitor, visitor_of

HERE = Path(__file__).parent
STATIC = HERE / "static"
SIGNED_WITH = "demo_signed_with"
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


# what the page's script says in the panel
_WORDS = {
    "withheld": say("why_withheld"),
    "score": say("why_score", score="{score}"),
    "codes": WITHHELD,
    "strategies": STRATEGIES,
}


class Pages:
    """The shop's templates."""

    def __init__(self, shop: Tailorbird) -> None:
        self._shop = shop
        self.signer = Signer(shop.settings.get_or_set(SIGNED_WITH, new_token()))
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            say=say, words=_WORDS, shop_name=SHOP_NAME, write_key=shop.write_key, version=_version()
        )
        self._environment.filters.update(
            title=lambda product: pretty_title(product.title),
            url=lambda product: product_url(product.product_id),
            picture=lambda product: picture_url(product.product_id),
            price=_price,
            money=lambda minor: format_minor(minor, shop.currency),
            json=_json,
        )

    def visitor(self, request: Request[Any, Any, Any]) -> Visitor:
        """Return who is browsing."""
        return visitor_of(request, self.signer)

    def order_number(self, form: str) -> str:
        """Return the number of the order that one checkout form places, however often it is sent.

        It is made with the shop's secret, so that no form can ask for another's number.
        """
        return f"TT-{self.signer.digest('order', form)[:10].upper()}"

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
            remembers=self._remembers(visitor, values.get("product")),
            **values,
        )
        return Response(
            content,
            media_type=MediaType.HTML,
            status_code=status,
            headers=_HEADERS,
            cookies=list(cookies),
        )

    def _remembers(self, visitor: Visitor, product: Product | None) -> bool:
        """Whether a block of what was viewed will have anything to show: only then it has room."""
        if not visitor.anonymous_id:
            return False
        facts = self._shop.facts(anonymous_id=visitor.anonymous_id)
        viewed = {view.product_id for view in facts.viewed} - facts.bought.keys()
        present = {product.product_id} if product else set()
        return bool(viewed - visitor.basket.pieces.keys() - present)


def _price(product: Product) -> str:
    return "" if product.price is None else format_price(product.price, product.currency or "GBP")


def _json(value: object) -> Markup:
    # inside a script element only "<" could end it; escaped, the text is still the same JSON
    text = msgspec.json.encode(value).decode().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704


def _version() -> str:
    files = sorted(path for path in STATIC.iterdir() if path.is_file())
    return hex_digest(*(path.read_text(encoding="utf-8") for path in files))[:10]
