"""``tailorbird archive``: look at the archive, look after it, take a copy of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from tailorbird.app.archiving import beside_the_server
from tailorbird.cli import texts
from tailorbird.core.config import load
from tailorbird.core.errors import StorageError

_data = click.option("--data", type=click.Path(path_type=Path), help="The folder of data.")


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return lambda function: archive_group.command(name)(_data(function))


@click.group("archive")
def archive_group() -> None:
    """Look at the archive of events, look after it, copy it. A server may be running."""


@_command("status")
@click.option("--files", is_flag=True, help="Name the files that count.")
def status_command(data: Path | None, *, files: bool) -> None:
    """Say how far the archive reaches and what it holds."""
    with beside_the_server(load({"data": data})) as archive:
        held = archive.status()
        click.echo(
            texts.ARCHIVE.format(
                address=held.address,
                sealed=held.marks.sealed,
                newest=held.newest,
                trimmed=held.marks.trimmed,
                events=held.events,
                items=held.items,
                files=held.files,
                size=held.size / 1e6,
            )
        )
        for path in archive.files() if files else ():
            click.echo(path)


@_command("check")
def check_command(data: Path | None) -> None:
    """Look whether the archive is sound and says what the log says."""
    with beside_the_server(load({"data": data})) as archive:
        found = archive.check()
    click.echo(texts.CHECKED.format(events=found.events, compared=found.compared))
    if not found.sound:
        raise StorageError(texts.NOT_SOUND.format(report=found))
    click.echo(texts.SOUND)


@_command("seal")
def seal_command(data: Path | None) -> None:
    """Take what the log holds beyond the archive into it, now."""
    with beside_the_server(load({"data": data})) as archive:
        click.echo(texts.SEALED.format(events=archive.seal()))


@_command("compact")
def compact_command(data: Path | None) -> None:
    """Join small files, now."""
    with beside_the_server(load({"data": data})) as archive:
        done = archive.compact()
        click.echo(texts.COMPACTED.format(before=done.before, after=done.after))


@_command("export")
@click.argument("data_set", metavar="events|items")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), required=True, help="The file to write."
)
def export_command(data: Path | None, data_set: str, target: Path) -> None:
    """Write a whole data set into one Parquet file."""
    with beside_the_server(load({"data": data})) as archive:
        rows = archive.export(data_set, target)
    click.echo(texts.COPIED.format(rows=rows, path=target))
