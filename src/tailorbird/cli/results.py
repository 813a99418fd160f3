"""``tailorbird experiment result``: what an experiment brought."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tailorbird.app.experiments_asked import ShowResult
from tailorbird.cli import texts
from tailorbird.cli.experiments import asked
from tailorbird.statistics.types import Method


@click.command("result")
@click.option("--data", type=click.Path(path_type=Path), help="Folder that holds everything.")
@click.argument("key")
@click.option(
    "--method",
    type=click.Choice([one.value for one in Method]),
    default=Method.SEQUENCE.value,
    help="How ranges are made; the default holds however often one looks.",
)
@click.option("--adjusted", is_flag=True, help="Take off what was known before (CUPED).")
@click.option("--json", "whole", is_flag=True, help="Every number with its inputs, as JSON.")
def result_command(
    *, data: Path | None, key: str, method: str, adjusted: bool, whole: bool
) -> None:
    """Say what an experiment brought, with likely ranges, and what is wrong with its data."""
    wanted = ShowResult(key=key, method=Method(method), adjusted=adjusted, whole=whole)
    said = asked(data, wanted)
    if whole:
        click.echo(json.dumps(said.export, indent=1, default=str))
        return
    for fault in said.faults:
        click.echo(texts.RESULT_FAULT.format(fault=fault))
    for sentence in said.sentences:
        click.echo(sentence)
