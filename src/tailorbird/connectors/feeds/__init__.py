"""Catalogue feeds: a shop's products, fetched from an address or a file, and read.

It fetches and reads; what follows from what a feed says is decided elsewhere.
"""

from tailorbird.connectors.feeds.addresses import checked, is_url, shown
from tailorbird.connectors.feeds.fetching import Fetched, fetch
from tailorbird.connectors.feeds.opening import OpenedFeed, open_feed
from tailorbird.connectors.feeds.service import FeedBook
from tailorbird.connectors.feeds.types import Feed, FeedFormat, FeedPreview, Pulled

__all__ = [
    "Feed",
    "FeedBook",
    "FeedFormat",
    "FeedPreview",
    "Fetched",
    "OpenedFeed",
    "Pulled",
    "checked",
    "fetch",
    "is_url",
    "open_feed",
    "shown",
]
