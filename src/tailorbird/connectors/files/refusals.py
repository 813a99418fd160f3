"""Writing down every row that was not taken, as a CSV file a merchant can open."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tailorbird.connectors.files.orders import OnRefused
from tailorbird.connectors.files.types import RowRefused

COLUMNS = ("row", "line", "code", "field", "message", "sample")
_FORMULA_SIGNS = ("=", "+", "-", "@")


@contextmanager
def refusal_file(path: Path) -> Iterator[OnRefused]:
    """Give a function that writes one refused row; pass it to ``read_orders`` as ``on_refused``."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)

        def write(refused: RowRefused) -> None:
            writer.writerow(_cell(getattr(refused, name)) for name in COLUMNS)

        yield write


def _cell(value: object) -> object:
    # A spreadsheet must show a cell of the merchant's file, never run it.
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return "'" + value
    return "" if value is None else value
