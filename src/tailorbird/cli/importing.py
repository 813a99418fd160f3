"""``tailorbird import orders FILE``: show what the columns mean, import, report every row."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tailorbird.api.control import PATH, ImportOrder, Said
from tailorbird.app import Tailorbird
from tailorbird.app.importing import Advance, ImportResult, OnRefused, plan
from tailorbird.cli import texts
from tailorbird.connectors.files import (
    Mapping,
    OrderRules,
    RowRefused,
    open_table,
    refusal_file,
)
from tailorbird.connectors.server import Note, call, read_note
from tailorbird.core.config import Config, load
from tailorbird.core.errors import AlreadyRunning, StorageError, error_of


@click.group("import")
def import_group() -> None:
    """Bring in what the shop already knows."""


@import_group.command("orders")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="Folder that holds everything.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Name a column.")
@click.option("--currency", help="ISO code used where the file names none.")
@click.option("--timezone", help="Zone of times that carry none, such as Europe/London.")
@click.option("--source", default="orders", show_default=True, help="Names the numbers' origin.")
@click.option("--refused", type=click.Path(path_type=Path), help="Write refused rows to this CSV.")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are right.")
def orders_command(
    *,
    file: Path,
    data: Path | None,
    columns: tuple[str, ...],
    currency: str | None,
    timezone: str | None,
    source: str,
    refused: Path | None,
    yes: bool,
) -> None:
    """Import order lines from a CSV, Parquet or JSON lines FILE. Doing it again adds nothing."""
    config = load({"data": data, "currency": currency, "timezone": timezone})
    rules = OrderRules(currency=config.currency, timezone=config.timezone, source=source)
    given = dict(_pair(text) for text in columns)
    mapping, rules = plan(open_table(file), rules, given)
    show_mapping(mapping)
    asked = not yes and sys.stdin.isatty()
    if asked and not click.confirm(texts.CONFIRM, default=True):
        click.echo(texts.CANCELLED)
        return
    order = ImportOrder(path=str(file.absolute()), rules=rules, columns=given)
    report(_import(config, order, refused), refused)


def _pair(text: str) -> tuple[str, str]:
    field, separator, column = text.partition("=")
    if not separator:
        raise click.BadParameter(f"{text!r}: write it as field=column.", param_hint="--map")
    return field.strip(), column.strip()


def show_mapping(mapping: Mapping) -> None:
    """Print which column was taken for which field."""
    click.echo(texts.MAPPING)
    for field, column in mapping.pairs():
        click.echo(f"  {field:<12} {column}")


def _import(config: Config, order: ImportOrder, refused: Path | None) -> tuple[ImportResult, float]:
    began = time.perf_counter()
    with ExitStack() as files:
        progress = files.enter_context(import_progress())
        on_refused = _nothing if refused is None else files.enter_context(refusal_file(refused))
        task = progress.add_task(
            texts.READING.format(name=Path(order.path).name), total=1.0, rows=0
        )

        def advance(share: float, rows: int) -> None:
            progress.update(task, completed=share, rows=rows)

        try:
            result = _import_here(config, order, on_refused, advance)
        except AlreadyRunning:
            note = read_note(config.data)
            if note is None:
                raise
            result = _import_there(note, order, on_refused, advance)
    return result, time.perf_counter() - began


def _nothing(_row: RowRefused) -> None:
    """Nobody asked for the refused rows; their kinds and counts are in the report."""


def _import_here(
    config: Config, order: ImportOrder, on_refused: OnRefused, advance: Advance
) -> ImportResult:
    with Tailorbird(config) as shop:
        return shop.import_orders(
            Path(order.path),
            rules=order.rules,
            columns=order.columns,
            on_refused=on_refused,
            advance=advance,
        )


def _import_there(
    note: Note, order: ImportOrder, on_refused: OnRefused, advance: Advance
) -> ImportResult:
    """Let the server that holds the folder import the file, and pass on what it says."""
    result = None
    for line in call(note, PATH, order):
        said = msgspec.json.decode(line, type=Said)
        if said.message is not None:
            raise error_of(said.code or "", said.message)
        if said.refused is not None:
            on_refused(said.refused)
        if said.share is not None:
            advance(said.share, said.rows or 0)
        result = said.result or result
    if result is None:
        raise StorageError("The server stopped before the import was done; start it and try again.")
    return result


def import_progress() -> Progress:
    """Return the bar every import shows; it is written to the error stream."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def report(done: tuple[ImportResult, float], refused: Path | None) -> None:
    """Print what became of every row."""
    result, seconds = done
    found = result.report
    speed = found.rows / seconds if seconds else 0.0
    click.echo(
        texts.DONE.format(
            rows=found.rows,
            seconds=seconds,
            speed=speed,
            new=result.rows_new,
            known=result.rows_known,
        )
    )
    for outcome, tally in found.outcomes.items():
        click.echo(f"  {tally.rows:>9,}  {texts.OUTCOMES[outcome]:<32} {tally.amount:>16,.2f}")
    for kind in found.refusals:
        sample = kind.samples[0]
        click.echo(f"  {kind.rows:>9,}  not taken: {sample.message} (first: row {sample.row})")
    click.echo(
        texts.SUMMARY.format(orders=found.orders, refunds=found.refunds, customers=found.customers)
    )
    click.echo(
        texts.REFUNDS.format(matched=result.refunds_matched, unmatched=result.refunds_unmatched)
    )
    if refused is not None:
        click.echo(texts.REFUSED_FILE.format(path=refused))
