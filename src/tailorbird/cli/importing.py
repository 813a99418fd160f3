"""``tailorbird import orders FILE``: show what the columns mean, import, report every row."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tailorbird.app import Tailorbird
from tailorbird.app.importing import ImportResult, plan
from tailorbird.cli import texts
from tailorbird.connectors.files import Mapping, OrderRules, open_table, refusal_file
from tailorbird.core.config import load


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
    if not yes and sys.stdin.isatty():
        click.confirm(texts.CONFIRM, default=True, abort=True)
    with Tailorbird(config) as shop:
        report(_import(shop, file, rules, given, refused), refused)


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


def _import(
    shop: Tailorbird, file: Path, rules: OrderRules, given: dict[str, str], refused: Path | None
) -> tuple[ImportResult, float]:
    began = time.perf_counter()
    with ExitStack() as files:
        progress = files.enter_context(import_progress())
        on_refused = None if refused is None else files.enter_context(refusal_file(refused))
        task = progress.add_task(texts.READING.format(name=file.name), total=1.0, rows=0)
        result = shop.import_orders(
            file,
            rules=rules,
            columns=given,
            on_refused=on_refused,
            advance=lambda share, rows: progress.update(task, completed=share, rows=rows),
        )
    return result, time.perf_counter() - began


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
