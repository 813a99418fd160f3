"""``tailorbird serve``: every door, every page and the worker in one process."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from tailorbird.accounts.types import Purpose
from tailorbird.api.server import Front, listen, serve
from tailorbird.app import Tailorbird
from tailorbird.app.working import Part
from tailorbird.cli import texts
from tailorbird.cli.migrating import announce
from tailorbird.connectors.server import Note, leave_note
from tailorbird.core.config import WORKERS, Config, load
from tailorbird.core.ids import new_token
from tailorbird.dashboard.login import LINK
from tailorbird.dashboard.routes import dashboard_errors, dashboard_routes
from tailorbird.worker import Child

# How long a thread may keep the interpreter while another waits. The usual 5 ms would be added to
# every request each time it crosses from the network thread to the writer and back.
SWITCH_SECONDS = 0.001
Prepare = Callable[[Tailorbird], None]
Pages = Callable[[Tailorbird], Iterable[Any]]


def serve_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options every serving command shares."""
    for option in (
        click.option("--data", type=click.Path(path_type=Path), help="The folder of data."),
        click.option("--host", help="Address to serve on (127.0.0.1: this machine only)."),
        click.option("--port", type=int, help="Port to serve on."),
        click.option("--worker", type=click.Choice(WORKERS), help="Where the worker runs."),
    ):
        command = option(command)
    return command


@click.command("serve")
@serve_options
def serve_command(**options: Any) -> None:
    """Start the server: doors for events and choices, dashboard, worker."""
    run(load(options))


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
    sys.setswitchinterval(SWITCH_SECONDS)
    signal.signal(signal.SIGTERM, _end)
    with listen(config.host, config.port) as address:
        bound = address.getsockname()[1]
        announce(config)
        with Tailorbird(config, part=_part(config)) as shop, _working(config, shop):
            if prepare is not None:
                prepare(shop)
            shop.keep_learning()
            secure = config.url.startswith("https:")
            added = list(pages(shop)) if pages is not None else []
            key = new_token()
            routes = [*dashboard_routes(shop, address=config.url, secure=secure), *added]
            front = Front(shop, routes, dashboard_errors(shop), key)
            url = config.url.replace(f":{config.port}", f":{bound}")

            def ready() -> None:
                _announce(shop, url, shop_path, began)
                if on_ready is not None:
                    on_ready(url + shop_path)

            with leave_note(config.data, Note(config.host, bound, key)):
                serve(front, address, ready)


def _part(config: Config) -> Part:
    return Part.WHOLE if config.worker == "inside" else Part.DOORS


@contextmanager
def _working(config: Config, shop: Tailorbird) -> Iterator[None]:
    """Have the worker where the settings want it, as long as the server runs."""
    if config.worker == "inside":
        shop.housekeeping.start()
    with ExitStack() as child:
        if config.worker == "child":
            started = Child(config)
            child.callback(started.stop)
            started.start()
        yield


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End by the usual way, so that what is queued is finished and the folder is let go."""
    raise SystemExit(0)


def _announce(shop: Tailorbird, url: str, shop_path: str, began: float) -> None:
    if shop_path:  # the demo's dashboard opens at once, its data are nobody's
        click.echo(texts.SHOP.format(url=url + shop_path))
        click.echo(texts.DASHBOARD.format(url=url + LINK + shop.accounts.new_link(Purpose.OPEN)))
        click.echo(texts.LINK_NOTE)
    else:
        first = shop.accounts.first_link()
        click.echo(texts.DASHBOARD.format(url=url + (LINK + first if first else "/")))
        click.echo(texts.FIRST_LINK_NOTE if first else texts.SIGN_IN_NOTE)
        click.echo(texts.WRITE_KEY.format(key=shop.write_key))
    click.echo(texts.READY.format(seconds=time.perf_counter() - began))
