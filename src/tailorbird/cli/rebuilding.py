"""``tailorbird rebuild`` and ``checkpoint``: fold the past anew, or keep where it stands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tailorbird.api.control import Said
from tailorbird.app.rebuilding import CheckpointKept, KeepCheckpoint, RebuildOrder, Rebuilt
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.core.config import load
from tailorbird.storage.copying import Difference

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that holds everything."
)


@click.command("rebuild")
@_data
@click.option("--check", "look", is_flag=True, help="Only compare; exit code 1 if rows differ.")
@click.option("--from-checkpoint", is_flag=True, help="Begin at the newest snapshot.")
def rebuild_command(*, data: Path | None, look: bool, from_checkpoint: bool) -> None:
    """Make everything that follows from the events anew. It sends and starts nothing."""
    config = load({"data": data})
    order = RebuildOrder(look=look, from_checkpoint=from_checkpoint)
    with _bar() as bar:
        task = bar.add_task(texts.FOLDING, total=1.0, rows=0)

        def advance(share: float, events: int) -> None:
            bar.update(task, completed=share, rows=events)

        def hear(said: Said) -> None:
            if said.share is not None:
                advance(said.share, said.rows or 0)

        done = ask(
            config, order, Rebuilt, lambda shop: shop.rebuilding.carry_out(order, advance), hear
        )
        bar.update(task, completed=1.0, rows=done.events)
    _report(done, look=look)


@click.command("checkpoint")
@_data
def checkpoint_command(data: Path | None) -> None:
    """Keep a snapshot of the present state, for a rebuild that need not begin at nothing."""
    config = load({"data": data})
    kept = ask(
        config, KeepCheckpoint(), CheckpointKept, lambda shop: shop.rebuilding.keep_checkpoint()
    )
    click.echo(texts.CHECKPOINT.format(through=kept.through))


def _report(done: Rebuilt, *, look: bool) -> None:
    if not look:
        click.echo(texts.REBUILT.format(events=done.events, tables=done.tables))
        return
    if not done.differences:
        click.echo(texts.SAME.format(events=done.events, tables=done.tables))
        return
    click.echo(texts.DIFFERENT)
    for difference in done.differences:
        click.echo(f"  {_difference(difference)}")
    sys.exit(1)


def _difference(found: Difference) -> str:
    key = ", ".join(f"{name} {value}" for name, value in found.key.items())
    if found.one is None:
        return texts.ROW_MISSING.format(table=found.table, key=key)
    if found.other is None:
        return texts.ROW_ADDED.format(table=found.table, key=key)
    changed = ", ".join(
        f"{name} {_short(found.one[name])} / {_short(found.other[name])}"
        for name in found.one
        if found.one[name] != found.other[name]
    )
    return texts.ROW_DIFFERS.format(table=found.table, key=key, changed=changed)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= texts.MOST_VALUE else text[: texts.MOST_VALUE - 1] + "…"


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} events"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
