"""``tailorbird segment``: who belongs together, on the folder or through its server."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import click

from tailorbird.api.control import Said
from tailorbird.app.segments_asked import (
    AskWhy,
    CountPeople,
    CreateSegment,
    DeleteSegment,
    EditSegment,
    ExportSegment,
    LastCheck,
    ListMembers,
    ListPresets,
    ListSegments,
    OnPeople,
    SegmentCommand,
    SegmentsSaid,
    ShowSegment,
    Why,
    segments_asked,
)
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.core.clock import to_datetime
from tailorbird.core.config import load
from tailorbird.segments.results import Preset, SelfCheck
from tailorbird.segments.sheets import csv_parts
from tailorbird.segments.text_form import write
from tailorbird.segments.types import Segment, State

ASKED_BY = "the command line"
_path = click.Path(path_type=Path)
_data = click.option("--data", type=_path, help="Folder that holds everything.")
_file = click.option("--file", type=_path, help="Read the condition from this file.")
_about = click.option("--about", help="What it is for, in your words.")


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return lambda function: segment_group.command(name)(_data(function))


@click.group("segment")
def segment_group() -> None:
    """Segments: who belongs together, right to the second.

    SEGMENT is an id or a name, CONDITION is text or JSON; see docs/reference/segments.md.
    """


@_command("list")
def list_command(data: Path | None) -> None:
    """Show every segment, how many are in it, and what it says."""
    said = _ask(data, ListSegments())
    for one in said.segments:
        click.echo(_line(one))
        click.echo(texts.SEGMENT_INDENTED.format(line=said.sentences[one.segment_id]))
    if not said.segments:
        click.echo(texts.NO_SEGMENTS)


@_command("show")
@click.argument("segment")
def show_command(*, data: Path | None, segment: str) -> None:
    """Show one SEGMENT with its condition as text."""
    said = _ask(data, ShowSegment(segment))
    [one] = said.segments
    click.echo(_line(one))
    for line in (one.description, said.sentences[one.segment_id]):
        if line:
            click.echo(texts.SEGMENT_INDENTED.format(line=line))
    click.echo(texts.SEGMENT_TEXT.format(text=write(one.tree)))


@_command("create")
@click.argument("name")
@click.argument("condition", required=False)
@_file
@click.option("--preset", default="", help="Take one that is ready to use.")
@click.option("--of", default="", help="The category or brand of a preset about its fans.")
@_about
def create_command(
    *,
    data: Path | None,
    name: str,
    condition: str | None,
    file: Path | None,
    preset: str,
    of: str,
    about: str | None,
) -> None:
    """Make a segment called NAME of a CONDITION, or of a preset."""
    given = _condition(condition, file)
    if (given is None) is not bool(preset):
        raise click.UsageError(texts.SEGMENT_ONE_CONDITION)
    command = CreateSegment(
        name=name, condition=given or "", preset=preset, of=of, description=about or ""
    )
    _report(_ask(data, command))


@_command("edit")
@click.argument("segment")
@click.argument("condition", required=False)
@_file
@click.option("--name", help="Another name.")
@_about
def edit_command(
    *,
    data: Path | None,
    segment: str,
    condition: str | None,
    file: Path | None,
    name: str | None,
    about: str | None,
) -> None:
    """Change a SEGMENT; with another CONDITION it is filled anew."""
    command = EditSegment(
        segment=segment, name=name, condition=_condition(condition, file), description=about
    )
    _report(_ask(data, command))


@_command("delete")
@click.argument("segment")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete_command(*, data: Path | None, segment: str, yes: bool) -> None:
    """Remove a SEGMENT that no other one reads."""
    if not yes:
        click.confirm(texts.SEGMENT_SURE.format(segment=segment), abort=True)
    [one] = _ask(data, DeleteSegment(segment)).segments
    click.echo(texts.SEGMENT_REMOVED.format(name=one.name))


@_command("count")
@click.argument("condition", required=False)
@_file
def count_command(*, data: Path | None, condition: str | None, file: Path | None) -> None:
    """Say how many people a CONDITION holds now."""
    said = _ask(data, CountPeople(condition=_needed(condition, file)))
    click.echo(texts.SEGMENT_COUNT.format(people=said.count or 0))


@_command("estimate")
@click.argument("condition", required=False)
@_file
def estimate_command(*, data: Path | None, condition: str | None, file: Path | None) -> None:
    """Say about how many people a CONDITION holds, from a sample."""
    about = _ask(data, CountPeople(condition=_needed(condition, file), exactly=False)).estimate
    if about is not None:
        click.echo(
            texts.SEGMENT_ESTIMATE.format(
                count=about.count,
                low=about.low,
                high=about.high,
                sampled=about.sampled,
                people=about.people,
            )
        )


@_command("members")
@click.argument("segment")
@click.option("--limit", default=50, show_default=True, help="How many at most.")
def members_command(*, data: Path | None, segment: str, limit: int) -> None:
    """Show who is in a SEGMENT, those who entered last first."""
    found = _ask(data, ListMembers(segment=segment, limit=limit)).members
    for one in found:
        click.echo(
            texts.SEGMENT_MEMBER.format(
                since=_when(one.since), label=one.label, profile_id=one.profile_id
            )
        )
    if not found:
        click.echo(texts.SEGMENT_NOBODY)


@_command("why")
@click.argument("segment")
@click.argument("who")
def why_command(*, data: Path | None, segment: str, who: str) -> None:
    """Say why WHO is in a SEGMENT or not. WHO is an e-mail, a customer, browser or profile id."""
    said = _ask(data, AskWhy(segment=segment, who=who))
    if said.why is not None:
        _explain(said.why, who, said.segments[0].name)


@_command("export")
@click.argument("segment")
@click.option("--to", type=_path, help="Write to this file, which only you may read.")
def export_command(*, data: Path | None, segment: str, to: Path | None) -> None:
    """Write everybody of a SEGMENT who may be on a list as CSV."""
    rows: list[dict[str, str]] = []
    said = _ask(data, ExportSegment(segment=segment, asked_by=ASKED_BY), rows.extend)
    if to is None:
        click.echo("".join(csv_parts(rows)), nl=False)
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(to, flags, 0o600), "w", encoding="utf-8", newline="") as file:
        file.writelines(csv_parts(rows))
    click.echo(texts.SEGMENT_EXPORTED.format(people=said.people, path=to))


@_command("presets")
def presets_command(data: Path | None) -> None:
    """Show the segments ready to use, and the numbers this shop's orders taught."""
    said = _ask(data, ListPresets())
    for one in said.presets:
        click.echo(_preset(one))
    click.echo(texts.SEGMENT_PRESETS_OF)
    if said.learned:
        click.echo(texts.SEGMENT_LEARNED)
    for number in said.learned:
        click.echo(
            texts.SEGMENT_NUMBER.format(
                name=number.name,
                value=number.value,
                basis=number.basis,
                fallback=texts.SEGMENT_FALLBACK if number.fallback else "",
            )
        )


@_command("check")
def check_command(data: Path | None) -> None:
    """Say how the nightly check of who is in went last; exit with 1 where it found differences."""
    found = _ask(data, LastCheck()).check
    click.echo(texts.SEGMENT_UNCHECKED if found is None else _checked(found))
    if found is not None and found.differences:
        raise SystemExit(1)


def _condition(condition: str | None, file: Path | None) -> str | None:
    if condition is not None and file is not None:
        raise click.UsageError(texts.SEGMENT_ONE_CONDITION)
    return condition if file is None else file.read_text(encoding="utf-8", errors="replace")


def _needed(condition: str | None, file: Path | None) -> str:
    given = _condition(condition, file)
    if given is None:
        raise click.UsageError(texts.SEGMENT_ONE_CONDITION)
    return given


def _line(one: Segment) -> str:
    state = texts.SEGMENT_FILLING if one.state is State.FILLING else ""
    return texts.SEGMENT_LINE.format(
        name=one.name, size=one.size, state=state, segment_id=one.segment_id
    )


def _report(said: SegmentsSaid) -> None:
    [one] = said.segments
    text = texts.SEGMENT_MADE if one.state is State.LIVE else texts.SEGMENT_MADE_FILLING
    sentence = said.sentences[one.segment_id]
    click.echo(text.format(name=one.name, size=one.size, sentence=sentence))


def _explain(why: Why, who: str, name: str) -> None:
    until = ""
    if why.valid_until is not None:
        until = texts.SEGMENT_UNTIL.format(when=_when(why.valid_until))
    said = texts.SEGMENT_IN if why.member else texts.SEGMENT_OUT
    click.echo(said.format(who=who, name=name, until=until))
    for line in why.lines:
        click.echo(
            texts.SEGMENT_WHY.format(
                indent="  " * line.level,
                held=texts.SEGMENT_HELD[line.held],
                text=line.text,
                found=texts.SEGMENT_FOUND.format(found=line.found) if line.found else "",
            )
        )


def _preset(one: Preset) -> str:
    return texts.SEGMENT_PRESET.format(
        key=one.key, name=one.name, meaning=one.meaning, text=write(one.tree)
    )


def _checked(found: SelfCheck) -> str:
    said = texts.SEGMENT_DIFFERED if found.differences else texts.SEGMENT_AGREED
    return said.format(
        when=_when(found.at),
        people=found.people,
        segments=found.segments,
        differences=found.differences,
        examples=", ".join(found.examples),
    )


def _when(at: int) -> str:
    return to_datetime(at).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _ask(data: Path | None, command: SegmentCommand, keep: OnPeople | None = None) -> SegmentsSaid:
    on_people = keep or _nothing

    def hear(said: Said) -> None:
        if said.people is not None:
            on_people(said.people)

    return ask(
        load({"data": data}),
        command,
        SegmentsSaid,
        lambda shop: segments_asked(shop, command, on_people),
        hear,
    )


def _nothing(_rows: list[dict[str, str]]) -> None:
    """No list was asked for."""
