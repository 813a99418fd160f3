"""What a catalogue feed is, and what came of fetching it once."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from tailorbird.connectors.files import FileReport


class FeedFormat(StrEnum):
    """How a feed is written. ``AUTO`` takes whatever its content turns out to be."""

    AUTO = "auto"
    GOOGLE_XML = "google-xml"
    GOOGLE_TSV = "google-tsv"
    SHOPIFY_CSV = "shopify-csv"
    JSON_LINES = "json-lines"
    TABLE = "table"


class Feed(Struct, frozen=True, kw_only=True):
    """A feed and how it stands. ``every`` and all times are microseconds, times UTC.

    ``address`` is a URL (it may hold a password) or the path of a file. ``currency`` is that of
    prices where the feed names none. ``low_stock`` is how many pieces count as few. ``by_group``
    takes all variants of Google's ``item_group_id`` as one product. ``private_allowed`` lets it be
    fetched from inside the shop's own network. ``etag`` and ``last_modified`` are what the
    server said of the content taken last. ``pulled_at`` is 0 before the first time; ``trouble``
    says why the latest attempt failed, empty if it did not.
    """

    name: str
    address: str
    format: str = FeedFormat.AUTO
    every: int
    currency: str
    low_stock: int = 5
    by_group: bool = False
    private_allowed: bool = False
    added_at: int = 0
    next_at: int = 0
    pulled_at: int = 0
    etag: str = ""
    last_modified: str = ""
    products: int = 0
    refused_rows: int = 0
    trouble: str = ""


class Pulled(Struct, frozen=True, kw_only=True):
    """What came of fetching a feed. ``report`` is None where it had not changed since.

    ``declared`` products are new or different, ``withdrawn`` ones are no longer in it and not shown
    any more. ``kept_missing`` are not in it either but stay, because rows could not be read
    and may have been theirs. ``events`` counts what became events, by name.
    """

    feed: str
    report: FileReport | None = None
    declared: int = 0
    withdrawn: int = 0
    kept_missing: int = 0
    events: dict[str, int] = {}


class FeedPreview(Struct, frozen=True, kw_only=True):
    """What a feed says, tried out: nothing of it was taken.

    ``shown`` are the first products as (id, title, price, currency, in stock or not said).
    """

    format: str
    report: FileReport
    columns: dict[str, str]
    shown: list[tuple[str, str, str, str, bool | None]]
