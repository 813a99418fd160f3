"""``tailorbird holdout``: who is left out, so that what a tactic brings can be measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from tailorbird.app.experiments_asked import (
    AskOutlook,
    BeginHoldout,
    EndHoldout,
    ListExperiments,
)
from tailorbird.cli import texts
from tailorbird.cli.experiments import asked, line
from tailorbird.core.clock import to_datetime
from tailorbird.experiments.holdouts import WEEKS
from tailorbird.experiments.types import WHOLE, Experiment

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that holds everything."
)
_of = click.option("--of", "tactic", help="The tactic; left out: everything.")
_share = click.argument("share", type=int)


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return lambda function: holdout_group.command(name)(_data(function))


@click.group("holdout")
def holdout_group() -> None:
    """Comparison groups: people who are left out, in fair turns.

    SHARE is in ten-thousandths: 500 for 5 % of the people.
    """


@_command("list")
def list_command(data: Path | None) -> None:
    """Show the comparison groups that run."""
    said = asked(data, ListExperiments(groups=True))
    for one in said.experiments:
        click.echo(line(one))
        click.echo(_turn(one))
    if not said.experiments:
        click.echo(texts.NO_HOLDOUTS)


@_command("begin")
@_share
@_of
@click.option("--weeks", type=int, default=WEEKS, help="How long a turn lasts.")
def begin_command(*, data: Path | None, share: int, tactic: str | None, weeks: int) -> None:
    """Hold out a SHARE of the people from now on."""
    [one] = asked(data, BeginHoldout(share=share, tactic=tactic, weeks=weeks)).experiments
    click.echo(texts.HOLDOUT_BEGUN.format(key=one.key, name=one.name))
    click.echo(_turn(one))


@_command("end")
@_of
def end_command(*, data: Path | None, tactic: str | None) -> None:
    """Let everybody in again."""
    [one] = asked(data, EndHoldout(tactic=tactic)).experiments
    click.echo(texts.HOLDOUT_ENDED.format(key=one.key, name=one.name))


@_command("outlook")
@_share
@click.option("--lift", type=float, help="The lift that is assumed: 0.1 for 10 %.")
def outlook_command(*, data: Path | None, share: int, lift: float | None) -> None:
    """Say about what holding out a SHARE costs at this shop, and when it answers."""
    found = asked(data, AskOutlook(share=share, lift=lift)).outlook
    assert found is not None  # noqa: S101  what this command is answered with
    click.echo(
        texts.HOLDOUT_COST.format(
            share=found.share / WHOLE,
            orders=found.orders_lost,
            lift=found.assumed_lift,
            of=found.volume.orders,
        )
    )
    for one in found.waits:
        if one.months is None or one.people is None:
            click.echo(texts.HOLDOUT_NEVER.format(lift=one.lift))
            continue
        said = texts.HOLDOUT_WAIT.format(lift=one.lift, people=one.people, months=one.months)
        click.echo(said)


def _turn(one: Experiment) -> str:
    until = to_datetime(one.ends_at or 0).strftime("%Y-%m-%d")
    return texts.HOLDOUT_TURN.format(
        share=one.variations[0].weight / WHOLE, turn=(one.rotation or 0) + 1, until=until
    )
