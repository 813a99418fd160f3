"""The ``tailorbird`` command and its groups."""

from __future__ import annotations

import errno
import logging
import sys
from importlib.metadata import entry_points, version

import click

from tailorbird.cli import texts
from tailorbird.cli.archiving import archive_group
from tailorbird.cli.connecting import connect_group
from tailorbird.cli.experiments import experiment_group
from tailorbird.cli.feeds import feed_group
from tailorbird.cli.floors import floors_group
from tailorbird.cli.holdouts import holdout_group
from tailorbird.cli.importing import import_group
from tailorbird.cli.keys import key_group
from tailorbird.cli.migrating import migrate_command
from tailorbird.cli.owner import owner_group
from tailorbird.cli.person import person_group
from tailorbird.cli.rebuilding import checkpoint_command, rebuild_command
from tailorbird.cli.results import result_command
from tailorbird.cli.segments import segment_group
from tailorbird.cli.serving import serve_command
from tailorbird.cli.working import worker_command
from tailorbird.core.errors import TailorbirdError

PLUGINS = "tailorbird.commands"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _Commands(click.Group):
    """Our commands, and those that installed packages add under ``tailorbird.commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        added = {point.name for point in entry_points(group=PLUGINS)}
        return sorted({*super().list_commands(ctx), *added})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, loading an added one only when it is used."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        added = [point for point in entry_points(group=PLUGINS) if point.name == cmd_name]
        loaded = added[0].load() if added else None
        return loaded if isinstance(loaded, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("tailorbird"), prog_name="tailorbird")
def commands() -> None:
    """Self-hosted personalization for online stores."""


commands.add_command(serve_command)
commands.add_command(archive_group)
commands.add_command(connect_group)
experiment_group.add_command(result_command)
commands.add_command(experiment_group)
commands.add_command(feed_group)
commands.add_command(floors_group)
commands.add_command(holdout_group)
commands.add_command(import_group)
commands.add_command(key_group)
commands.add_command(owner_group)
commands.add_command(person_group)
commands.add_command(rebuild_command)
commands.add_command(checkpoint_command)
commands.add_command(segment_group)
commands.add_command(worker_command)
commands.add_command(migrate_command)


def main() -> None:
    """Run the command line; what goes wrong is said in one sentence."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except TailorbirdError as error:
        click.echo(f"Error ({error.code}): {error.message}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(_said(error), err=True)
        sys.exit(TailorbirdError.exit_code)


def _said(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return texts.NO_ROOM
    return texts.FILE_ERROR.format(path=error.filename or "A file", reason=error.strerror or error)
