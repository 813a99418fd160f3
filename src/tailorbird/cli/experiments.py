"""``tailorbird experiment``: what is compared, on the folder or through its server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from tailorbird.app.experiments_asked import (
    AssignVariation,
    CreateExperiment,
    EditExperiment,
    ExperimentCommand,
    ExperimentsSaid,
    ListExperiments,
    ShowExperiment,
    StartExperiment,
    StopExperiment,
    experiments_asked,
)
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.core.clock import to_datetime
from tailorbird.core.config import load
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.types import WHOLE, Experiment, Variation
from tailorbird.experiments.who import Who

_path = click.Path(path_type=Path)
_data = click.option("--data", type=_path, help="Folder that holds everything.")
_key = click.argument("key")


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return lambda function: experiment_group.command(name)(_data(function))


@click.group("experiment")
def experiment_group() -> None:
    """Experiments: who gets which variation.

    KEY is the experiment's key; see docs/reference/experiments.md.
    """


@_command("list")
def list_command(data: Path | None) -> None:
    """Show every experiment and comparison group, the newest first."""
    said = asked(data, ListExperiments())
    for one in said.experiments:
        click.echo(line(one))
    if not said.experiments:
        click.echo(texts.NO_EXPERIMENTS)


@_command("show")
@_key
def show_command(*, data: Path | None, key: str) -> None:
    """Show one experiment, how many people saw what, and what was done to it."""
    said = asked(data, ShowExperiment(key))
    [one] = said.experiments
    click.echo(line(one))
    people = said.seen.people if said.seen else {}
    for arm in one.variations:
        seen = people.get(arm.key, 0)
        shown = texts.EXPERIMENT_ARM.format(
            key=arm.key, name=arm.name, share=arm.weight / WHOLE, people=seen
        )
        click.echo(shown)
    if said.seen and said.seen.in_several:
        click.echo(texts.EXPERIMENT_BOTH.format(people=said.seen.in_several))
    for change in said.changes:
        click.echo(
            texts.EXPERIMENT_CHANGE.format(
                when=_when(change.at), by=change.done_by, what=change.what
            )
        )


@_command("create")
@_key
@click.option("--name", default="", help="What people call it.")
@click.option("--arm", "arms", multiple=True, metavar="KEY:WEIGHT", help="The control first.")
@click.option("--coverage", type=int, help="How many take part, in ten-thousandths.")
@click.option("--file", type=_path, help="Read the rest from this JSON file.")
def create_command(
    *,
    data: Path | None,
    key: str,
    name: str,
    arms: tuple[str, ...],
    coverage: int | None,
    file: Path | None,
) -> None:
    """Write an experiment down as a draft: of two or more --arm, or of a --file."""
    if bool(arms) is (file is not None):
        raise click.UsageError(texts.EXPERIMENT_ARMS_OR_FILE)
    given = {} if file is None else _read(file)
    given |= {"variations": [_arm(one) for one in arms]} if arms else {}
    given |= {"name": name} if name else {}
    given |= {} if coverage is None else {"coverage": coverage}
    try:
        new = msgspec.convert({**given, "key": key}, NewExperiment)
    except msgspec.ValidationError as error:
        raise click.UsageError(str(error)) from error
    _report(asked(data, CreateExperiment(new)), texts.EXPERIMENT_MADE)


@_command("edit")
@_key
@click.option("--name", help="Another name.")
@click.option("--coverage", type=int, help="How many take part; upwards only while it runs.")
def edit_command(*, data: Path | None, key: str, name: str | None, coverage: int | None) -> None:
    """Change what may change while an experiment runs."""
    command = EditExperiment(key=key, name=name, coverage=coverage)
    _report(asked(data, command), texts.EXPERIMENT_CHANGED)


@_command("start")
@_key
def start_command(*, data: Path | None, key: str) -> None:
    """Begin to draw people; from now on it stays what it is."""
    _report(asked(data, StartExperiment(key)), texts.EXPERIMENT_STARTED)


@_command("stop")
@_key
@click.option("--roll-out", help="The variation that everybody gets from now on.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def stop_command(*, data: Path | None, key: str, roll_out: str | None, yes: bool) -> None:
    """End an experiment for good."""
    if not yes:
        click.confirm(texts.EXPERIMENT_SURE.format(key=key), abort=True)
    _report(asked(data, StopExperiment(key=key, roll_out=roll_out)), texts.EXPERIMENT_STOPPED)


@_command("assign")
@_key
@click.option("--browser", help="The browser's anonymousId.")
@click.option("--customer", help="The customer number.")
def assign_command(
    *, data: Path | None, key: str, browser: str | None, customer: str | None
) -> None:
    """Say what somebody would get and why; nothing is counted."""
    who = Who(anonymous_id=browser, user_id=customer)
    said = asked(data, AssignVariation(key=key, who=who))
    assert said.assignment is not None  # noqa: S101  what this command is answered with
    variation = said.assignment.variation or texts.EXPERIMENT_NOTHING
    why = texts.EXPERIMENT_WHY[said.assignment.why]
    click.echo(texts.EXPERIMENT_ASSIGNED.format(variation=variation, why=why, unit=said.unit))


def line(one: Experiment) -> str:
    """Return one experiment on one line."""
    since = one.stopped_at or one.started_at or one.created_at
    said = texts.EXPERIMENT_STATUS[one.status].format(when=_when(since))
    return texts.EXPERIMENT_LINE.format(key=one.key, name=one.name, status=said)


def asked(data: Path | None, command: ExperimentCommand) -> ExperimentsSaid:
    """Carry a command out on the folder, or let its server do it."""
    return ask(
        load({"data": data}),
        command,
        ExperimentsSaid,
        lambda shop: experiments_asked(shop, command),
    )


def _report(said: ExperimentsSaid, text: str) -> None:
    [one] = said.experiments
    click.echo(text.format(key=one.key, name=one.name))


def _arm(text: str) -> Variation:
    key, _, weight = text.rpartition(":")
    if not key or not weight.isdigit():
        raise click.UsageError(texts.EXPERIMENT_WRONG_ARM.format(arm=text))
    return Variation(key=key, name=key, weight=int(weight))


def _read(file: Path) -> dict[str, object]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, object])
    except msgspec.DecodeError as error:
        raise click.UsageError(texts.EXPERIMENT_BAD_FILE.format(why=error)) from error


def _when(at: int) -> str:
    return to_datetime(at).strftime("%Y-%m-%d %H:%M UTC")
