"""``tailorbird feed``: where the catalogue's feeds lie, and what came of fetching them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC
from pathlib import Path

import click

from tailorbird.api.control import Said
from tailorbird.app.feeds_asked import (
    AddFeed,
    FeedCommand,
    FeedsSaid,
    ListFeeds,
    PullFeed,
    RemoveFeed,
    feeds_asked,
)
from tailorbird.cli import texts
from tailorbird.cli.asking import ask
from tailorbird.connectors.feeds import Feed, FeedFormat, Pulled, is_url
from tailorbird.connectors.files import OnRefused, RowRefused, refusal_file
from tailorbird.core.clock import MINUTE, to_datetime
from tailorbird.core.config import Config, load

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that holds everything."
)


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return lambda function: feed_group.command(name)(_data(function))


@click.group("feed")
def feed_group() -> None:
    """Catalogue feeds: the shop's products, fetched again and again."""


@_command("add")
@click.argument("name")
@click.argument("address")
@click.option("--every", default=60, show_default=True, help="Minutes between two fetches.")
@click.option(
    "--format", "feed_format", type=click.Choice([one.value for one in FeedFormat]), default="auto"
)
@click.option("--currency", default="", help="ISO code used where the feed names none.")
@click.option("--low-stock", default=5, show_default=True, help="How many pieces are few.")
@click.option("--by-group", is_flag=True, help="Google: item_group_id names the product.")
@click.option("--private", is_flag=True, help="It may lie inside the shop's own network.")
def add_command(
    *,
    data: Path | None,
    name: str,
    address: str,
    every: int,
    feed_format: str,
    currency: str,
    low_stock: int,
    by_group: bool,
    private: bool,
) -> None:
    """Add a feed at ADDRESS, a URL or a file, or change the one called NAME."""
    feed = Feed(
        name=name,
        address=address if is_url(address) else str(Path(address).absolute()),
        format=feed_format,
        every=every * MINUTE,
        currency=currency,
        low_stock=low_stock,
        by_group=by_group,
        private_allowed=private,
    )
    _ask(load({"data": data}), AddFeed(feed))
    click.echo(texts.FEED_ADDED.format(name=name, every=every))


@_command("list")
def list_command(data: Path | None) -> None:
    """Show every feed, when it was fetched and what is wrong with it."""
    feeds = _ask(load({"data": data}), ListFeeds()).feeds
    for feed in feeds:
        click.echo(_line(feed))
        if feed.trouble:
            click.echo(texts.FEED_TROUBLE.format(trouble=feed.trouble))
    if not feeds:
        click.echo(texts.NO_FEEDS)


@_command("pull")
@click.argument("name")
@click.option("--accept-fewer", is_flag=True, help="Also where many products are missing.")
@click.option("--refused", type=click.Path(path_type=Path), help="Write refused rows to this CSV.")
def pull_command(*, data: Path | None, name: str, accept_fewer: bool, refused: Path | None) -> None:
    """Fetch the feed NAME now."""
    command = PullFeed(name=name, accept_fewer=accept_fewer)
    with ExitStack() as files:
        keep = None if refused is None else files.enter_context(refusal_file(refused))
        pulled = _ask(load({"data": data}), command, keep).pulled
    if pulled is not None:
        _report(pulled)


@_command("remove")
@click.argument("name")
def remove_command(*, data: Path | None, name: str) -> None:
    """Forget the feed NAME; its products stay as they are."""
    _ask(load({"data": data}), RemoveFeed(name))
    click.echo(texts.FEED_REMOVED.format(name=name))


def _line(feed: Feed) -> str:
    when = texts.FEED_NEVER
    if feed.pulled_at:
        when = to_datetime(feed.pulled_at).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return texts.FEED_LINE.format(
        name=feed.name,
        address=feed.address,
        every=feed.every // MINUTE,
        when=when,
        products=feed.products,
        refused=feed.refused_rows,
    )


def _report(pulled: Pulled) -> None:
    if pulled.report is None:
        click.echo(texts.FEED_UNCHANGED)
        return
    click.echo(
        texts.FEED_PULLED.format(
            rows=pulled.report.rows,
            products=pulled.report.found.get("products", 0),
            declared=pulled.declared,
            withdrawn=pulled.withdrawn,
        )
    )
    if pulled.kept_missing:
        click.echo(texts.FEED_KEPT.format(products=pulled.kept_missing))
    for name, events in sorted(pulled.events.items()):
        click.echo(texts.FEED_EVENT.format(events=events, name=name))
    for kind in pulled.report.refusals:
        first = kind.samples[0]
        place = first.line if first.line is not None else first.row
        click.echo(texts.FEED_REFUSED.format(rows=kind.rows, why=first.message, line=place))


def _ask(config: Config, command: FeedCommand, on_refused: OnRefused | None = None) -> FeedsSaid:
    keep = on_refused or _nothing

    def hear(said: Said) -> None:
        if said.refused is not None:
            keep(said.refused)

    return ask(
        config, command, FeedsSaid, lambda shop: feeds_asked(shop.feeds, command, keep), hear
    )


def _nothing(_row: RowRefused) -> None:
    """Nobody asked for the refused rows; their kinds and counts are in the report."""
