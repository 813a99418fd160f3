"""``tailorbird migrate``: bring the data of an older version up to this one."""

from __future__ import annotations

from pathlib import Path

import click

from tailorbird.app.migrating import lacking, migrate
from tailorbird.cli import texts
from tailorbird.core.config import Config, load


@click.command("migrate")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of data.")
@click.option("--list", "only_list", is_flag=True, help="Only list the steps.")
def migrate_command(data: Path | None, *, only_list: bool) -> None:
    """Bring the data of an older version up to this one; ``serve`` does the same by itself."""
    config = load({"data": data})
    if not announce(config):
        click.echo(texts.UP_TO_DATE)
    elif not only_list:
        migrate(config)
        click.echo(texts.MIGRATED)


def announce(config: Config) -> bool:
    """Say which steps the data lacks; return whether there are any."""
    steps = lacking(config)
    if not steps:
        return False
    click.echo(texts.MIGRATING)
    for step in steps:
        click.echo(texts.MIGRATION_STEP.format(name=step.name, what=step.what))
    click.echo(texts.MIGRATION_HINT)
    return True
