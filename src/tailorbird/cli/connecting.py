"""``tailorbird connect``: tell Tailorbird of the shop's platform, and fetch the shop's past."""

from __future__ import annotations

import os
from pathlib import Path

import click

from tailorbird.app.connecting import ConnectShop, ShopConnected, connect_shop
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.connectors import woocommerce
from tailorbird.core.config import Config, load

SECRET_VARIABLE = "SHOPIFY_APP_SECRET"  # noqa: S105  the name, not the secret


@click.group("connect")
def connect_group() -> None:
    """Connect the shop's platform."""


@connect_group.command("shopify")
@click.argument("shop")
@click.option("--data", type=click.Path(path_type=Path), help="Folder that holds everything.")
@click.option("--app", "app_id", default="", help="The app's client id, to fetch the past.")
@click.option("--address", default="", help="Another address of the Admin API, behind a proxy.")
@click.option("--past/--no-past", default=True, help="Fetch products, customers and orders.")
def shopify_command(*, shop: str, data: Path | None, app_id: str, address: str, past: bool) -> None:
    """Connect SHOP, such as my-shop.myshopify.com. The app's secret is asked for, never shown."""
    secret = os.environ.get(SECRET_VARIABLE) or click.prompt(texts.ASK_FOR_KEY, hide_input=True)
    command = ConnectShop(
        kind="shopify",
        shop=shop.strip().lower(),
        address=address or f"https://{shop.strip().lower()}",
        secret=secret.strip(),
        api_id=app_id,
        past=past and bool(app_id),
    )
    done = _ask(load({"data": data}), command)
    click.echo(texts.CONNECTED.format(shop=done.shop, url=done.webhooks))
    click.echo(texts.PAST_ASKED if done.past else texts.PAST_NOT_ASKED)


@connect_group.command("woocommerce")
@click.argument("address")
@click.option("--data", type=click.Path(path_type=Path), help="Folder that holds everything.")
@click.option("--secret", prompt="The webhooks' secret", hide_input=True, envvar="WOO_SECRET")
@click.option("--key", default="", help="The REST API's consumer key, to fetch the past.")
@click.option("--past/--no-past", default=True, help="Fetch products, customers and orders.")
def woocommerce_command(
    *, address: str, data: Path | None, secret: str, key: str, past: bool
) -> None:
    """Connect the shop at ADDRESS, such as https://shop.example. Secrets are asked for."""
    opened = os.environ.get("WOO_CONSUMER_SECRET", "")
    if key and not opened:
        opened = click.prompt("The consumer secret", hide_input=True)
    command = ConnectShop(
        kind="woocommerce",
        shop=woocommerce.shop_name(address),
        address=address.strip(),
        secret=secret.strip(),
        api_id=key.strip(),
        api_secret=opened.strip(),
        past=past and bool(key),
    )
    done = _ask(load({"data": data}), command)
    click.echo(texts.CONNECTED.format(shop=done.shop, url=done.webhooks))
    if done.past:
        click.echo(texts.PAST_ASKED)


def _ask(config: Config, command: ConnectShop) -> ShopConnected:
    return ask(
        config, command, ShopConnected, lambda shop: connect_shop(shop.shops, config.url, command)
    )
