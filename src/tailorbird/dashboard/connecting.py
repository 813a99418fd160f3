"""Setting a shop platform up, step by step. What opens a shop is taken in and never shown."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from tailorbird.app.connecting import ConnectShop
from tailorbird.connectors import shopify, woocommerce
from tailorbird.core.errors import BadInput
from tailorbird.core.ids import new_token
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.connections import Form, done_with
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import HEADERS, Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.connections import CONNECTIONS
from tailorbird.dashboard.texts.passwords import PASSWORDS
from tailorbird.dashboard.texts.shell import SHELL

_SAY = Phrases(SHELL, PASSWORDS, CONNECTIONS)
_SHORTEST = 16
_LONGEST = 500
_SHOPIFY, _WOO = "shopify", "woocommerce"


def connecting_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the pages that lead through setting up, and what their forms do."""
    return [*_shopify(source, pages), *_woocommerce(source, pages), _plugin()]


def _shopify(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/connections/shopify", sync_to_thread=True)
    def set_up_shopify(request: Request[Any, Any, Any]) -> Response[Any]:
        return _show(source, pages, _SHOPIFY, asked_text(request, "shop"))

    @post("/connections/shopify", sync_to_thread=True)
    def connect_shopify(data: Form) -> Response[Any]:
        name = shopify.shop_name(_text(data, "shop"))
        command = ConnectShop(
            kind=_SHOPIFY,
            shop=name,
            address=_text(data, "address") or f"https://{name}",
            secret=_text(data, "secret"),
            api_id=_text(data, "api_id"),
            past="past" in data,
        )
        return _connect(source, pages, command, {})

    return [set_up_shopify, connect_shopify]


def _woocommerce(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/connections/woocommerce", sync_to_thread=True)
    def set_up_woocommerce(request: Request[Any, Any, Any]) -> Response[Any]:
        return _show(source, pages, _WOO, asked_text(request, "shop"))

    @post("/connections/woocommerce", sync_to_thread=True)
    def connect_woocommerce(data: Form) -> Response[Any]:
        address, secret = _text(data, "address"), _text(data, "secret")
        address = address if "://" in address or not address else f"https://{address}"
        command = ConnectShop(
            kind=_WOO,
            shop=woocommerce.shop_name(address),
            address=address,
            secret=secret,
            api_id=_text(data, "api_id"),
            api_secret=_text(data, "api_secret"),
            past="past" in data,
        )
        short = 0 < len(secret) < _SHORTEST
        faults = {"secret": _SAY("fault_webhook_secret")} if short else {}
        return _connect(source, pages, command, faults)

    return [set_up_woocommerce, connect_woocommerce]


def _plugin() -> HTTPRouteHandler:
    @get("/connections/woocommerce/tailorbird.zip", sync_to_thread=True)
    def plugin() -> Response[Any]:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in woocommerce.plugin().items():
                file.writestr(zipfile.ZipInfo(name), content)
        sent = {"Content-Disposition": 'attachment; filename="tailorbird.zip"'}
        kind = "application/zip"
        return Response(packed.getvalue(), media_type=kind, headers={**HEADERS, **sent})

    return plugin


def _connect(
    source: DashboardSource, pages: Pages, command: ConnectShop, faults: dict[str, str]
) -> Response[Any]:
    if not faults:
        try:
            source.connections.connect(command)
        except BadInput as error:
            faults = {error.field or "shop": _SAY(f"fault_{error.field or 'shop'}")}
    if not faults:
        return done_with("connected", command.kind)
    return _show(source, pages, command.kind, command.shop, command=command, faults=faults)


def _show(
    source: DashboardSource,
    pages: Pages,
    kind: str,
    shop: str,
    *,
    command: ConnectShop | None = None,
    faults: dict[str, str] | None = None,
) -> Response[Any]:
    """Show the steps; of what was typed in, everything but secrets stands there again."""
    about = source.about()
    shops = source.connections.shops()
    known = next((one for one in shops if (one.kind, one.shop) == (kind, shop)), None)
    usual = f"https://{shop}"
    address = command.address if command else (known.address if known else "")
    hooks = f"{about.address}/v1/webhooks/{kind}"
    key = source.keys.write_key()
    return pages.show(
        f"connections_{kind}.html",
        _SAY,
        status=400 if faults else 200,
        here="connections",
        shop=command.shop if command else (known.shop if known else ""),
        shop_address=address,
        api_address="" if address == usual else address,
        api_id=command.api_id if command else "",
        known=known is not None,
        faults=faults or {},
        hooks=hooks,
        defines=_defines(about.address, key),
        scopes=shopify.SCOPES,
        protected=shopify.PROTECTED,
        app_file=shopify.app_file(hooks),
        pixel=shopify.pixel(about.address, key),
        suggested=new_token(),
    )


def _defines(address: str, key: str) -> str:
    """Return the lines of ``wp-config.php`` that the plugin reads."""
    named = {"ADDRESS": address, "KEY": key, "SECRET": _SAY("identity_secret")}
    return "\n".join(f"define( 'TAILORBIRD_{name}', '{value}' );" for name, value in named.items())


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""
