"""What the command line asks of feeds, here or through the server that holds the folder."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.app.feeding import Feeds
from tailorbird.connectors.feeds import Feed, Pulled, shown
from tailorbird.connectors.files import OnRefused


class AddFeed(Struct, frozen=True, tag="add_feed"):
    """A feed to add or to change."""

    feed: Feed


class ListFeeds(Struct, frozen=True, tag="list_feeds"):
    """Asks which feeds there are."""


class PullFeed(Struct, frozen=True, kw_only=True, tag="pull_feed"):
    """A feed to fetch now; ``accept_fewer`` takes it also where many products are missing."""

    name: str
    accept_fewer: bool = False


class RemoveFeed(Struct, frozen=True, tag="remove_feed"):
    """A feed to forget."""

    name: str


FeedCommand = AddFeed | ListFeeds | PullFeed | RemoveFeed


class FeedsSaid(Struct, frozen=True, kw_only=True, tag="feeds_said"):
    """The answer: every feed, its address without what opens it; what a fetch brought."""

    feeds: list[Feed]
    pulled: Pulled | None = None


def feeds_asked(feeds: Feeds, command: FeedCommand, on_refused: OnRefused) -> FeedsSaid:
    """Carry out what was asked.

    Raises:
        TailorbirdError: it cannot be done; the message says why.
    """
    pulled = None
    match command:
        case AddFeed():
            feeds.add(command.feed)
        case RemoveFeed():
            feeds.remove(command.name)
        case PullFeed():
            pulled = feeds.pull(
                command.name, accept_fewer=command.accept_fewer, on_refused=on_refused
            )
        case ListFeeds():
            pass
    every = [without_secrets(feed) for feed in feeds.book.all()]
    return FeedsSaid(feeds=every, pulled=pulled)


def without_secrets(feed: Feed) -> Feed:
    """Return a feed, its address without what opens it."""
    return replace(feed, address=shown(feed.address), etag="", last_modified="")
