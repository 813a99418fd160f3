"""``tailorbird import``: show what the columns mean, import, report every row."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tailorbird.api.control import Said
from tailorbird.app import Tailorbird
from tailorbird.app.files_to_import import (
    CustomersFile,
    EventsFile,
    FileToImport,
    Imported,
    OrdersFile,
    ProductsFile,
)
from tailorbird.app.import_plans import planned
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.cli.import_reports import report
from tailorbird.connectors.files import (
    CustomerRules,
    EventRules,
    OrderRules,
    ProductRules,
    RowRefused,
    refusal_file,
)
from tailorbird.core.clock import from_datetime
from tailorbird.core.config import Config, load

_Command = Callable[..., None]


@click.group("import")
def import_group() -> None:
    """Bring in what the shop already knows: orders, events, products, customers."""


def _options(source: str) -> Callable[[_Command], _Command]:
    """Add what every import understands; ``source`` is the usual name of the file's origin."""
    file = click.Path(path_type=Path)
    options = (
        click.argument("file", type=file),
        click.option("--data", type=file, help="Folder that holds everything."),
        click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help=_MAP),
        click.option("--set", "values", multiple=True, metavar="FIELD=VALUE", help=_SET),
        click.option("--join", "joins", multiple=True, type=file, help=_JOIN),
        click.option("--source", default=source, show_default=True, help=_SOURCE),
        click.option("--refused", type=file, help="Write refused rows to this CSV."),
        click.option("--yes", is_flag=True, help="Do not ask whether the columns are right."),
    )

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


_MAP = "Name the column of a field."
_SET = "Say what a field is in every row."
_JOIN = "Another file with the rest of each row, by a column of the same name."
_SOURCE = "Names where the numbers come from."
_currency = click.option("--currency", help="ISO code used where the file names none.")
_timezone = click.option("--timezone", help="Zone of times that carry none, such as Europe/London.")
_basis = click.option("--basis", default="", help="How these people agreed; kept with each answer.")


@import_group.command("orders")
@_options("orders")
@_currency
@_timezone
def orders_command(*, currency: str | None, timezone: str | None, source: str, **said: Any) -> None:
    """Import order lines from a CSV, Parquet or JSON lines FILE. Doing it again adds nothing."""
    config = load({"data": said["data"], "currency": currency, "timezone": timezone})
    rules = OrderRules(currency=config.currency, timezone=config.timezone, source=source)
    _run(config, OrdersFile(rules=rules, **_file(said)), said)


@import_group.command("events")
@_options("events")
@_currency
@_timezone
@_basis
@click.option("--event", "names", multiple=True, metavar="WORD=NAME", help="What a word means.")
def events_command(
    *,
    currency: str | None,
    timezone: str | None,
    source: str,
    basis: str,
    names: tuple[str, ...],
    **said: Any,
) -> None:
    """Import what visitors did from a FILE: one event a row, sessions, or Segment's calls.

    With --event purchase= the rows of that word are left out.
    """
    config = load({"data": said["data"], "currency": currency, "timezone": timezone})
    rules = EventRules(
        currency=config.currency,
        timezone=config.timezone,
        source=source,
        basis=basis,
        names=dict(_pair(text, "--event") for text in names),
    )
    _run(config, EventsFile(rules=rules, **_file(said)), said)


@import_group.command("products")
@_options("products")
@_currency
def products_command(*, currency: str | None, source: str, **said: Any) -> None:
    """Import products from a FILE; several rows of one product are put together."""
    config = load({"data": said["data"], "currency": currency})
    rules = ProductRules(currency=config.currency, source=source)
    _run(config, ProductsFile(rules=rules, **_file(said)), said)


@import_group.command("customers")
@_options("customers")
@_timezone
@_basis
@click.option("--as-of", type=click.DateTime(), help="When the file was exported (UTC).")
def customers_command(
    *, timezone: str | None, source: str, basis: str, as_of: datetime | None, **said: Any
) -> None:
    """Import customers from a FILE. Without --basis nobody in it counts as having agreed."""
    config = load({"data": said["data"], "timezone": timezone})
    exported = from_datetime(as_of.replace(tzinfo=UTC)) if as_of else None
    rules = CustomerRules(
        timezone=config.timezone, source=source, basis=basis.strip(), as_of=exported
    )
    _run(config, CustomersFile(rules=rules, **_file(said)), said)


def _file(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": str(said["file"].absolute()),
        "columns": dict(_pair(text, "--map") for text in said["columns"]),
        "values": dict(_pair(text, "--set") for text in said["values"]),
        "joins": tuple(str(path.absolute()) for path in said["joins"]),
    }


def _run(config: Config, file: FileToImport, said: dict[str, Any]) -> None:
    """Show what the columns mean, import, report every row."""
    show_mapping(planned(file).columns)
    asked = not said["yes"] and sys.stdin.isatty()
    if asked and not click.confirm(texts.CONFIRM, default=True):
        click.echo(texts.CANCELLED)
        return
    result, seconds = _import(config, file, said["refused"])
    report(result, seconds)
    if said["refused"] is not None:
        click.echo(texts.REFUSED_FILE.format(path=said["refused"]))


def _pair(text: str, option: str) -> tuple[str, str]:
    field, separator, column = text.partition("=")
    if not separator:
        raise click.BadParameter(f"{text!r}: write it as field=column.", param_hint=option)
    return field.strip(), column.strip()


def show_mapping(columns: dict[str, str]) -> None:
    """Print which column was taken for which field."""
    click.echo(texts.MAPPING if columns else texts.CALLS)
    for field, column in columns.items():
        click.echo(f"  {field:<13} {column}")


def _import(config: Config, file: FileToImport, refused: Path | None) -> tuple[Imported, float]:
    began = time.perf_counter()
    with ExitStack() as files:
        progress = files.enter_context(import_progress())
        on_refused = _nothing if refused is None else files.enter_context(refusal_file(refused))
        task = progress.add_task(texts.READING.format(name=Path(file.path).name), total=1.0, rows=0)

        def advance(share: float, rows: int) -> None:
            progress.update(task, completed=share, rows=rows)

        def hear(said: Said) -> None:
            if said.refused is not None:
                on_refused(said.refused)
            if said.share is not None:
                advance(said.share, said.rows or 0)

        def here(shop: Tailorbird) -> Imported:
            return shop.import_file(file, on_refused=on_refused, advance=advance)

        result: Imported = ask(config, file, get_args(Imported), here, hear)
    return result, time.perf_counter() - began


def _nothing(_row: RowRefused) -> None:
    """Nobody asked for the refused rows; their kinds and counts are in the report."""


def import_progress() -> Progress:
    """Return the bar every import shows; it is written to the error stream."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
