"""From a template and its words to an answer with the headers every page carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Request, Response
from markupsafe import Markup

from tailorbird.core.hashing import hex_digest
from tailorbird.core.money import format_minor, format_price
from tailorbird.dashboard import dates
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.sources import source_name
from tailorbird.dashboard.visits import FIELD, present_visit

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# Name and address of every page in the menu; its words are `nav_NAME`, its drawing `marks.icon`.
NAVIGATION = (
    ("home", "/"),
    ("people", "/people"),
    ("segments", "/segments"),
    ("experiments", "/experiments"),
    ("products", "/products"),
    ("recommendations", "/recommendations"),
    ("data", "/data"),
    ("connections", "/connections"),
    ("housekeeping", "/housekeeping"),
    ("settings", "/settings"),
)


class Pages:
    """The dashboard's templates, filled in for one shop."""

    def __init__(self, shop_name: str, currency: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            shop_name=shop_name,
            shop_currency=currency,
            version=_version_of_static(),
            navigation=NAVIGATION,
            csrf=lambda: present_visit().csrf,
            csrf_field=_csrf_field,
        )
        self._environment.filters.update(
            money=format_minor,
            price=format_price,
            instant=dates.instant,
            iso=dates.iso,
            source=source_name,
        )

    def show(
        self, template: str, say: Phrases, *, status: int = 200, here: str = "", **values: Any
    ) -> Response[Any]:
        """Return a page. ``here`` names its entry in the navigation, empty without one."""
        content = self._environment.get_template(template).render(t=say, here=here, **values)
        return Response(content, media_type=MediaType.HTML, status_code=status, headers=HEADERS)


def with_headers(response: Response[Any]) -> Response[Any]:
    """Give an answer the headers that every page carries, where it does not have its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _csrf_field() -> Markup:
    """Return the hidden field that every form which changes something must hold."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, present_visit().csrf)


def wants_part(request: Request[Any, Any, Any]) -> bool:
    """Tell whether htmx asks for a part of a page to put in place of the present one."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def _version_of_static() -> str:
    # part of every static address, so that a browser never mixes two versions
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return hex_digest(*(path.read_bytes().hex() for path in files))[:10]
