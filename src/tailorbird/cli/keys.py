"""``tailorbird key``: the keys that open the doors, on the folder or through its server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import click

from tailorbird.accounts.keys import OVERLAP_DAYS
from tailorbird.accounts.scopes import ALLOWED, Allowed, Use, use_of
from tailorbird.accounts.types import Key, KeyKind, Scope
from tailorbird.app.keys_asked import (
    CreateKey,
    KeyCommand,
    KeysSaid,
    LimitKey,
    ListKeys,
    RevokeKey,
    RotateKey,
    keys_asked,
)
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.core.clock import to_datetime
from tailorbird.core.config import Config, load

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that holds everything."
)


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return lambda function: key_group.command(name)(_data(function))


@click.group("key")
def key_group() -> None:
    """Keys for the shop's pages and servers."""


@_command("list")
def list_command(data: Path | None) -> None:
    """Show the keys that work: what for, used last, id."""
    for key in _ask(load({"data": data}), ListKeys()).keys:
        click.echo(_line(key))


@_command("create")
@click.argument("name")
@click.option(
    "--for",
    "use",
    type=click.Choice([use.value for use in Use]),
    help="What it is for; see docs/how-to/keys.md.",
)
@click.option(
    "--may",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="Instead: what a secret key may do, one by one.",
)
@click.option("--events-per-second", type=int, help="How much it may send; 0 for no limit.")
def create_command(
    *,
    data: Path | None,
    name: str,
    use: str | None,
    scopes: tuple[str, ...],
    events_per_second: int | None,
) -> None:
    """Make a key called NAME and print it, this once."""
    if (use is None) is not bool(scopes):
        raise click.UsageError(texts.KEY_FOR_OR_MAY)
    chosen = Allowed(KeyKind.SERVER, tuple(map(Scope, scopes)))
    if use is not None:
        chosen = ALLOWED[Use(use)]
    command = CreateKey(
        kind=chosen.kind, name=name, scopes=chosen.scopes, events_per_second=events_per_second
    )
    _show_new(_ask(load({"data": data}), command))


@_command("rotate")
@click.argument("key")
@click.option("--days", default=OVERLAP_DAYS, show_default=True, help="How long both work.")
def rotate_command(*, data: Path | None, key: str, days: int) -> None:
    """Replace KEY, an id or a name, by a new one that may do the same."""
    _show_new(_ask(load({"data": data}), RotateKey(key=key, days=days)))
    click.echo(texts.KEY_OLD_ENDS.format(days=days) if days else texts.KEY_OLD_ENDED)


@_command("revoke")
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
def revoke_command(*, data: Path | None, key: str, yes: bool) -> None:
    """End KEY, an id or a name, at once and for good."""
    if not yes:
        click.confirm(texts.KEY_SURE.format(key=key), abort=True)
    said = _ask(load({"data": data}), RevokeKey(key=key))
    click.echo(texts.KEY_REVOKED.format(name=said.about.name if said.about else key))


@_command("limit")
@click.argument("key")
@click.argument("events_per_second")
def limit_command(*, data: Path | None, key: str, events_per_second: str) -> None:
    """Let KEY send so many EVENTS_PER_SECOND: a number, 0 for no limit, or default."""
    if events_per_second != "default" and not events_per_second.isdecimal():
        raise click.UsageError(texts.KEY_WRONG_LIMIT)
    rate = None if events_per_second == "default" else int(events_per_second)
    said = _ask(load({"data": data}), LimitKey(key=key, events_per_second=rate))
    name = said.about.name if said.about else key
    click.echo(texts.KEY_LIMITED.format(name=name, rate=_rate(rate)))


def _show_new(said: KeysSaid) -> None:
    assert said.about is not None  # noqa: S101  what making a key gives
    click.echo(said.value)
    text = texts.KEY_MADE if said.about.kind is KeyKind.WRITE else texts.KEY_MADE_ONCE
    click.echo(text.format(name=said.about.name))


def _line(key: Key) -> str:
    use = use_of(key)
    return texts.KEY_LINE.format(
        name=key.name,
        use=use or ", ".join(key.scopes) or texts.KEY_NOTHING,
        shown=key.shown,
        used=texts.KEY_NEVER if key.used_at is None else _moment(key.used_at),
        rate=_rate(key.events_per_second),
        ends="" if key.ends_at is None else texts.KEY_ENDS.format(when=_moment(key.ends_at)),
        key_id=key.key_id,
    )


def _rate(events_per_second: int | None) -> str:
    if events_per_second is None:
        return texts.KEY_RATE_DEFAULT
    return texts.KEY_RATE.format(rate=events_per_second) if events_per_second else texts.KEY_ANY


def _moment(at: int) -> str:
    return to_datetime(at).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _ask(config: Config, command: KeyCommand) -> KeysSaid:
    """Do it on the folder, or let the server that holds it do it: its doors know at once."""
    return ask(config, command, KeysSaid, lambda shop: keys_asked(shop.keys, shop.clock, command))
