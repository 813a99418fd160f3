"""``tailorbird owner``: who can read the data folder is the owner, and comes back in by a link."""

from __future__ import annotations

from pathlib import Path

import click

from tailorbird.accounts.types import OwnerLink, ResetOwner
from tailorbird.app import Tailorbird
from tailorbird.cli import texts
from tailorbird.cli.asking import answer_of
from tailorbird.connectors.server import read_note
from tailorbird.core.config import Config, load
from tailorbird.core.errors import AlreadyRunning
from tailorbird.dashboard.login import LINK


@click.group("owner")
def owner_group() -> None:
    """The account that opens the dashboard."""


@owner_group.command("reset")
@click.option("--data", type=click.Path(path_type=Path), help="Folder that holds everything.")
def reset_command(data: Path | None) -> None:
    """Print a one-time link to choose a new e-mail address and password."""
    config = load({"data": data})
    found, runs = _ask(config)
    click.echo(texts.OWNER_LINK.format(url=found.address + LINK + found.token))
    if not runs:
        click.echo(texts.OWNER_NO_SERVER)


def _ask(config: Config) -> tuple[OwnerLink, bool]:
    """Make the link on the folder, or let the server that holds it make it; say if one does."""
    try:
        with Tailorbird(config) as shop:
            return OwnerLink(token=shop.accounts.recovery_link(), address=config.url), False
    except AlreadyRunning:
        note = read_note(config.data)
        if note is None:
            raise
    return answer_of(note, ResetOwner(), OwnerLink), True
