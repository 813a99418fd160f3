"""A segment's people as rows of a file: CSV for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

COLUMNS = ("profile_id", "user_id", "email", "since")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ROWS_AT_ONCE = 500


def csv_parts(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield a CSV file with a heading, some hundred rows at a time.

    What a spreadsheet would take for a formula gets an apostrophe in front: customers choose what
    their mailboxes and numbers are, and a list of them is opened by the merchant.
    """
    part = io.StringIO()
    writer = csv.writer(part)
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_plain(row[column]) for column in COLUMNS])
        if number % ROWS_AT_ONCE == 0:
            yield part.getvalue()
            part.seek(0)
            part.truncate()
    yield part.getvalue()


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
