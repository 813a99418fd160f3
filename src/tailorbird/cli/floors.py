"""``tailorbird floors``: what the shop's data can carry, and the owner's own word on it."""

from __future__ import annotations

from pathlib import Path

import click

from tailorbird.app.floors_asked import (
    DecideFloor,
    FloorCommand,
    FloorsSaid,
    ListFloors,
    floors_asked,
)
from tailorbird.cli.asking import ask
from tailorbird.core.config import load
from tailorbird.guardrails import texts
from tailorbird.guardrails.measures import Gate, Standing
from tailorbird.guardrails.types import Unlocks

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that holds everything."
)
_tactic = click.argument("tactic")
_because = click.option("--because", required=True, help="Why; it stands beside the decision.")


@click.group("floors")
def floors_group() -> None:
    """What the shop's data can carry, and what opens next."""


@floors_group.command("list")
@_data
def list_command(data: Path | None) -> None:
    """Show every tactic: open or not yet, what is missing, and when it opens."""
    found = _asked(data, ListFloors()).outlook
    assert found is not None  # noqa: S101  what this command is answered with
    click.echo(f"{found.stage.number}  {texts.STAGES[found.stage.number]}")
    weeks = {one.gate.tactic: one for one in found.next}
    for gate in found.gates:
        _show(gate, weeks.get(gate.tactic))


@floors_group.command("open")
@_data
@_tactic
@_because
def open_command(*, data: Path | None, tactic: str, because: str) -> None:
    """Open a TACTIC whatever the counts say."""
    _decide(data, tactic, because, opened=True)


@floors_group.command("close")
@_data
@_tactic
@_because
def close_command(*, data: Path | None, tactic: str, because: str) -> None:
    """Close a TACTIC whatever the counts say."""
    _decide(data, tactic, because, opened=False)


@floors_group.command("reset")
@_data
@_tactic
@_because
def reset_command(*, data: Path | None, tactic: str, because: str) -> None:
    """Let the counts decide about a TACTIC again."""
    _decide(data, tactic, because, opened=None)


def _decide(data: Path | None, tactic: str, because: str, *, opened: bool | None) -> None:
    said = _asked(data, DecideFloor(tactic=tactic, opened=opened, reason=because))
    assert said.gate is not None  # noqa: S101  what this command is answered with
    _show(said.gate, None)


def _asked(data: Path | None, command: FloorCommand) -> FloorsSaid:
    return ask(load({"data": data}), command, FloorsSaid, lambda shop: floors_asked(shop, command))


def _show(gate: Gate, unlocks: Unlocks | None) -> None:
    click.echo(f"{gate.tactic}  {texts.TACTICS[gate.tactic]}: {texts.QUALITIES[gate.quality]}")
    for one in gate.missing:
        click.echo(f"  {_need(one)}")
    if unlocks is not None and gate.missing:
        click.echo(f"  {_when(unlocks.weeks)}")
    if word := gate.override:
        said = texts.BY_HAND[word.opened].format(by=word.done_by, reason=word.reason)
        click.echo(f"  {said}")


def _when(weeks: int | None) -> str:
    if weeks is None:
        return texts.OPENS_NEVER
    return texts.OPENS.format(weeks=weeks) if weeks > 1 else texts.OPENS_SOON


def _need(one: Standing) -> str:
    window = texts.WINDOW.format(days=one.days) if one.days else ""
    return texts.NEED.format(
        have=one.have, least=one.least, measure=texts.MEASURES[one.measure], window=window
    )
