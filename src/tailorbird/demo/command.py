"""``tailorbird demo``: a real shop with a year of real orders, ready to look at."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from tailorbird.app import Tailorbird
from tailorbird.cli.importing import import_progress
from tailorbird.cli.serving import run, serve_options
from tailorbird.core.config import FILE_NAME
from tailorbird.core.config import load as load_config
from tailorbird.demo.experiments import begin_experiment
from tailorbird.demo.load import CURRENCY, FILE, TIMEZONE, is_loaded, load
from tailorbird.demo.routes import shop_routes
from tailorbird.demo.segments import switch_on
from tailorbird.demo.texts import SHOP_NAME

LOADING = "Bringing in a year of real orders"
DATA = Path("demo-data")
SETTINGS = {"shop_name": SHOP_NAME, "currency": CURRENCY, "timezone": TIMEZONE}


@click.command("demo")
@serve_options
@click.option("--open/--no-open", "opened", default=False, help="Open the shop in a browser.")
def demo_command(*, data: Path | None, opened: bool, **options: Any) -> None:
    """Start a demo store with its dashboard; the first start brings its history in."""
    config = load_config({"data": data or DATA, **options, **SETTINGS})
    run(
        config,
        prepare=_prepare,
        pages=shop_routes,
        shop_path="/shop/",
        on_ready=webbrowser.open if opened else None,
    )


def _prepare(shop: Tailorbird) -> None:
    _write_settings(shop.config.data / FILE_NAME)
    if not is_loaded(shop):
        _bring_in(shop)
    switch_on(shop)
    begin_experiment(shop)


def _bring_in(shop: Tailorbird) -> None:
    console = Console(stderr=True)
    console.print(f"{LOADING} ({FILE.stat().st_size / 1e6:.1f} MB, packed).")
    with import_progress() as progress:
        task = progress.add_task("Orders", total=1.0, rows=0)
        load(shop, lambda share, rows: progress.update(task, completed=share, rows=rows))


def _write_settings(path: Path) -> None:
    """Leave the shop's settings in its folder, so that every other command uses the same ones."""
    if not path.exists():
        lines = [f'{name} = "{value}"' for name, value in SETTINGS.items()]
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
