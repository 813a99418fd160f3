"""``tailorbird serve``: every door, every page and the worker in one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from tailorbird.api.server import Front, listen, serve
from tailorbird.app import Tailorbird
from tailorbird.cli import texts
from tailorbird.core.config import Config, load
from tailorbird.dashboard.login import Sessions
from tailorbird.dashboard.routes import dashboard_errors, dashboard_routes

Prepare = Callable[[Tailorbird], None]
Pages = Callable[[Tailorbird], Iterable[Any]]


def serve_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options every serving command shares."""
    for option in (
        click.option("--data", type=click.Path(path_type=Path), help="The folder of data."),
        click.option("--host", help="Address to serve on (127.0.0.1: this machine only)."),
        click.option("--port", type=int, help="Port to serve on."),
    ):
        command = option(command)
    return command


@click.command("serve")
@serve_options
def serve_command(data: Path | None, host: str | None, port: int | None) -> None:
    """Start the server: doors for events and choices, dashboard, worker."""
    run(load({"data": data, "host": host, "port": port}))


def run(
    config: Config,
    *,
    prepare: Prepare | None = None,
    pages: Pages | None = None,
    shop_path: str = "",
    on_ready: Callable[[str], object] | None = None,
) -> None:
    """Serve a shop until stopped; ``prepare`` runs first, ``pages`` adds routes of its own.

    ``on_ready`` is called with the address of ``shop_path`` once it answers.

    Raises:
        PortTaken: said before anything is started or written.
    """
    began = time.perf_counter()
    with listen(config.host, config.port) as address:
        bound = address.getsockname()[1]
        with Tailorbird(config) as shop:
            if prepare is not None:
                prepare(shop)
            shop.keep_learning()
            sessions = Sessions(shop.clock)
            secure = config.url.startswith("https:")
            added = list(pages(shop)) if pages is not None else []
            front = Front(
                shop,
                [*dashboard_routes(shop, sessions, secure=secure), *added],
                dashboard_errors(shop),
            )
            url = config.url.replace(f":{config.port}", f":{bound}")

            def ready() -> None:
                _announce(shop, sessions, url, shop_path, began)
                if on_ready is not None:
                    on_ready(url + shop_path)

            serve(front, address, ready)


def _announce(shop: Tailorbird, sessions: Sessions, url: str, shop_path: str, began: float) -> None:
    if shop_path:
        click.echo(texts.SHOP.format(url=url + shop_path))
    click.echo(texts.DASHBOARD.format(url=url + sessions.new_link()))
    click.echo(texts.LINK_NOTE)
    if not shop_path:
        click.echo(texts.WRITE_KEY.format(key=shop.write_key))
    click.echo(texts.READY.format(seconds=time.perf_counter() - began))
