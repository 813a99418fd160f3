"""What an import says when it is done: every row under one heading, and why rows were refused."""

from __future__ import annotations

from collections.abc import Iterable

import click

from tailorbird.app.files_to_import import FileImported, Imported, ImportResult
from tailorbird.cli import texts
from tailorbird.connectors.files import Joined, RefusalKind


def report(result: Imported, seconds: float) -> None:
    """Print what became of every row; ``seconds`` is how long it took."""
    rows = result.report.rows
    click.echo(
        texts.DONE.format(
            rows=rows,
            seconds=seconds,
            speed=rows / seconds if seconds else 0.0,
            new=result.rows_new,
            known=result.rows_known,
        )
    )
    if isinstance(result, ImportResult):
        _orders(result)
    else:
        _others(result)
    _joined(result.joins)


def _orders(result: ImportResult) -> None:
    found = result.report
    for outcome, tally in found.outcomes.items():
        click.echo(f"  {tally.rows:>9,}  {texts.OUTCOMES[outcome]:<32} {tally.amount:>16,.2f}")
    _refusals(found.refusals)
    click.echo(
        texts.SUMMARY.format(orders=found.orders, refunds=found.refunds, customers=found.customers)
    )
    click.echo(
        texts.REFUNDS.format(matched=result.refunds_matched, unmatched=result.refunds_unmatched)
    )


def _others(result: FileImported) -> None:
    found = result.report
    for outcome, rows in found.outcomes.items():
        click.echo(f"  {rows:>9,}  {texts.OUTCOMES[outcome]}")
    _refusals(found.refusals)
    for field, cells in found.ignored.items():
        click.echo(texts.IGNORED.format(cells=cells, column=result.columns.get(field, field)))
    if found.events:
        click.echo(texts.MADE + _counted(found.events.items()))
    if found.found:
        click.echo(texts.FOUND + _counted(found.found.items()))
    if found.amount:
        click.echo(texts.BOUGHT.format(amount=found.amount))


def _refusals(kinds: Iterable[RefusalKind]) -> None:
    for kind in kinds:
        sample = kind.samples[0]
        click.echo(f"  {kind.rows:>9,}  not taken: {sample.message} (first: row {sample.row})")


def _joined(joins: Iterable[Joined]) -> None:
    for join in joins:
        click.echo(
            texts.JOINED.format(
                file=join.file, key=join.key, missing=join.missing, unused=join.unused
            )
        )


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts)
