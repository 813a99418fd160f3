"""``tailorbird person``: answer what somebody asks about their own data."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from tailorbird.app.privacy_requests import Erased, ErasePerson, ExportPerson, PersonExport
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.core.config import load

_path = click.Path(path_type=Path)
_data = click.option("--data", type=_path, help="Folder that holds everything.")


@click.group("person")
def person_group() -> None:
    """Export or erase everything about one person."""


@person_group.command("export")
@click.argument("who")
@_data
@click.option("--out", type=_path, help="Write to this file, which only you may read.")
def export_command(who: str, data: Path | None, out: Path | None) -> None:
    """Write everything about WHO as JSON. WHO is an e-mail, a customer id or a browser id."""
    config = load({"data": data})
    command = ExportPerson(who=who)
    export = ask(config, command, PersonExport, lambda shop: shop.privacy.export(who))
    content = msgspec.json.format(msgspec.json.encode(export), indent=2)
    if out is None:
        click.echo(content.decode())
        return
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content + b"\n")
    rows = sum(len(held) for held in export.tables.values())
    click.echo(texts.EXPORTED.format(rows=rows, events=len(export.events), path=out))


@person_group.command("erase")
@click.argument("who")
@_data
@click.option("--now", "at_once", is_flag=True, help="Rewrite the archive now, not at night.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_command(*, who: str, data: Path | None, at_once: bool, yes: bool) -> None:
    """Erase everything about WHO, for good. WHO is an e-mail, a customer id or a browser id."""
    config = load({"data": data})
    if not yes and not click.confirm(texts.CONFIRM_ERASE.format(who=who), default=False):
        click.echo(texts.NOT_ERASED)
        return
    command = ErasePerson(who=who, at_once=at_once)
    erased = ask(config, command, Erased, lambda shop: shop.privacy.erase(who, at_once=at_once))
    _report(erased)


def _report(erased: Erased) -> None:
    click.echo(texts.ERASED.format(events=erased.events))
    for table, rows in sorted(erased.rows.items()):
        if rows:
            click.echo(f"  {rows:>9,}  {texts.ERASED_ROWS.get(table, table)}")
    click.echo(texts.KEPT)
    for sentence in erased.kept:
        click.echo(f"  - {sentence}")
    if erased.waiting:
        click.echo(texts.ERASED_LATER.format(waiting=erased.waiting))
