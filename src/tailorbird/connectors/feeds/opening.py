"""Opening a feed that lies in a file: what it is, is decided by its content."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from tailorbird.connectors.feeds.google import GoogleTable, is_google
from tailorbird.connectors.feeds.types import FeedFormat
from tailorbird.connectors.feeds.xml_rows import XmlTable
from tailorbird.connectors.files import PRODUCTS, Table, choose, open_table, settle
from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.text_files import explained, read_head
from tailorbird.core.errors import BadFile

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t"


class OpenedFeed(Struct, frozen=True):
    """A feed as a table of products, which column holds which field, and how it is written."""

    table: Table
    columns: dict[str, str]
    format: FeedFormat

    @property
    def dated(self) -> bool:
        """Whether what it says changes with the day alone; known once it was read."""
        return isinstance(self.table, GoogleTable) and self.table.dated


def open_feed(path: Path, wanted: str, now: int, *, by_group: bool = False) -> OpenedFeed:
    """Open a feed.

    Raises:
        BadFile: it is none that can be read, or not written as ``wanted`` says.
    """
    table, found = _opened(path)
    if wanted not in (FeedFormat.AUTO, FeedFormat.TABLE, found):
        raise BadFile(f"{path.name} should be {wanted} but is {found}; check the address.")
    if found in (FeedFormat.GOOGLE_XML, FeedFormat.GOOGLE_TSV):
        table = GoogleTable(table, now, by_group=by_group)
        return OpenedFeed(table, {name: name for name in table.columns}, found)
    chosen = choose(table.columns, table.sample(), PRODUCTS)
    return OpenedFeed(table, settle(chosen, {}, table.columns, PRODUCTS), found)


def _opened(path: Path) -> tuple[Table, FeedFormat]:
    if _is_xml(path):
        table = XmlTable(path)
        if next(table.batches(("id",), 1), None) is None:
            raise BadFile(f"{path.name} is XML without products (<item> or <entry>).")
        return table, FeedFormat.GOOGLE_XML
    opened = open_table(path)
    return opened, _format_of(opened)


def _is_xml(path: Path) -> bool:
    if not path.is_file():
        return False  # said by whoever opens it
    with explained(path):
        return read_head(path).lstrip(_BEFORE_XML).startswith(b"<")


def _format_of(table: Table) -> FeedFormat:
    if table.format == "jsonl":
        return FeedFormat.JSON_LINES
    names = {normal(name) for name in table.columns}
    if {"handle", "variantprice"} <= names:
        return FeedFormat.SHOPIFY_CSV
    return FeedFormat.GOOGLE_TSV if is_google(table) else FeedFormat.TABLE
