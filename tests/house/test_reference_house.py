"""The reference pages say what the program does: nothing missing, nothing that is not there."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

import tailorbird
from tailorbird.api import (
    browser_settings,
    collect,
    describing,
    recommend,
    storefront,
    webhooks,
    well_known,
)
from tailorbird.api.experiments import assigning, features
from tailorbird.api.experiments import paths as experiment_paths
from tailorbird.api.floors import paths as floor_paths
from tailorbird.api.klaviyo import paths as klaviyo_paths
from tailorbird.api.openapi import document
from tailorbird.api.segments import paths as segment_paths
from tailorbird.cli.main import commands as program
from tailorbird.core.config import Config
from tailorbird.events.vocabulary import VOCABULARY
from tailorbird.profiles.facts_of_events import OWN_EVENTS
from tools import openapi
from tools.house.reference_rules import documented

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text()


def test_every_setting_has_a_row_with_its_default() -> None:
    text = page("settings.md")
    assert documented(text) == set(Config.__struct_fields__)
    for name in Config.__struct_fields__:
        default = getattr(Config(), name)
        shown = f"`{default}`" if str(default) else "empty"
        assert f"| `{name}` | {shown} |" in text


def test_every_call_has_a_row() -> None:
    described = set(document()["paths"])
    served = {*collect.ALL_PATHS, browser_settings.ASKED, recommend.PATH, *storefront.PATHS}
    served |= {assigning.PATH, *features.RULES, *experiment_paths.PATHS, *floor_paths.PATHS}
    assert described == {*served, *klaviyo_paths.PATHS, *segment_paths.PATHS}
    assert documented(page("http.md")) == {
        *described,
        *describing.PATHS,
        *webhooks.PATHS,
        *well_known.PATHS,
    }


def test_the_copy_of_the_description_of_calls_is_what_the_program_says() -> None:
    renew = "run: .venv/bin/python -m tools.openapi"
    assert page("openapi.json") == openapi.text(), renew


def test_every_event_has_a_row() -> None:
    assert documented(page("events.md")) == set(VOCABULARY) | OWN_EVENTS


def test_all_recurring_work_has_a_row(tmp_path: Path) -> None:
    with tailorbird.open(tmp_path / "shop") as shop:
        assert documented(page("jobs.md")) == shop.housekeeping.names


def commands(group: click.Command, before: str = "") -> list[tuple[str, click.Command]]:
    found = []
    if isinstance(group, click.Group):
        for name in group.list_commands(click.Context(group)):
            command = group.get_command(click.Context(group), name)
            assert command is not None
            found += commands(command, f"{before}{name} ") or [(f"{before}{name}", command)]
    return found


def test_every_command_has_a_row() -> None:
    assert documented(page("commands.md")) == {name for name, _ in commands(program)}


@pytest.mark.parametrize(("name", "command"), commands(program))
def test_every_option_of_a_command_is_documented(name: str, command: click.Command) -> None:
    row = next(line for line in page("commands.md").splitlines() if line.startswith(f"| `{name}`"))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            longest = max(parameter.opts, key=len)
            assert f"`{longest}" in row
