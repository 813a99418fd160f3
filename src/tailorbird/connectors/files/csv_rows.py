"""Tables written as CSV, with whatever separator; a broken row costs that row only."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tailorbird.connectors.files.table import Batch, BrokenRow, Table
from tailorbird.connectors.files.text_files import (
    LONGEST_LINE,
    Position,
    explained,
    overlong,
)
from tailorbird.core.errors import BadFile

SEPARATORS = ",;\t|"
# More lines than any real cell has: a quotation mark that is never closed must not swallow a file.
LONGEST_ROW_LINES = 50
_NOT_TEXT = re.compile(r"[\x00\udc80-\udcff]")


class CsvTable(Table):
    """A CSV file: the first row names the columns."""

    def __init__(self, path: Path, head: bytes, encoding: str | None) -> None:
        self._encoding = text_encoding(encoding) if encoding else sniff_encoding(head)
        text = _decode_head(path, head, self._encoding)
        self._separator = sniff_separator(text)
        rows = _records(path, io.StringIO(text, newline=""), self._separator)
        _, header = next(rows, (1, ""))
        names = [name.strip() for name in header] if isinstance(header, list) else []
        _check_header(path, names)
        super().__init__(path, "csv", names)
        self._position = Position(path)

    @property
    def share_read(self) -> float:
        """How much of the file was read, by bytes."""
        return self._position.share

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of text cells; rows that do not fit the header come as broken."""
        picks = [self.columns.index(name) for name in columns]
        with explained(self.path), self._position.open(self.path) as file:
            errors = "strict" if self._encoding.startswith("utf-16") else "surrogateescape"
            text = io.TextIOWrapper(file, self._encoding, errors=errors, newline="")
            lines = iter(partial(text.readline, LONGEST_LINE), "")
            yield from self._batches(
                _records(self.path, lines, self._separator), picks, rows or self.batch_rows
            )

    def _batches(
        self, records: Iterator[tuple[int, list[str] | str]], picks: list[int], size: int
    ) -> Iterator[Batch]:
        next(records, None)  # the header
        width, row = len(self.columns), 0
        cells: list[list[str]] = []
        numbers: list[int] = []
        lines: list[int] = []
        broken: list[BrokenRow] = []
        for row, (line, record) in enumerate(records, 1):
            if len(record) == width and type(record) is list:
                cells.append(record)
                numbers.append(row)
                lines.append(line)
            else:
                broken.append(_broken(row, line, record))
            if row % size == 0:
                yield _batch(cells, numbers, lines, broken, picks)
                cells, numbers, lines, broken = [], [], [], []
        if cells or broken:
            yield _batch(cells, numbers, lines, broken, picks)


def text_encoding(name: str) -> str:
    """Return Python's own name of a text encoding, one that skips a byte order mark.

    Raises:
        BadFile: there is no such encoding.
    """
    try:
        codec = codecs.lookup(name)
        "a".encode(name)
    except (LookupError, ValueError) as error:
        raise BadFile(f"There is no text encoding called {name}; try utf-8 or cp1252.") from error
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def sniff_encoding(head: bytes) -> str:
    """Return the encoding that the first bytes announce; UTF-8 where they say nothing."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig"


def sniff_separator(text: str) -> str:
    """Return the separator that the header row uses most, outside quotation marks."""
    header = re.sub(r'"[^"]*"', "", text.lstrip("\r\n ").partition("\n")[0])
    return max(SEPARATORS, key=header.count)


def _decode_head(path: Path, head: bytes, encoding: str) -> str:
    text = head.decode(encoding, "ignore" if encoding.startswith("utf-16") else "surrogateescape")
    lines = text.split("\n")
    bad = sum(1 for line in lines if _NOT_TEXT.search(line))
    if bad * 2 > len(lines):
        raise BadFile(
            f"{path.name} is not text that can be read as {encoding.removesuffix('-sig')}; "
            "save it as UTF-8 CSV, or say which encoding it has."
        )
    return text


def _check_header(path: Path, names: list[str]) -> None:
    if len(names) <= 1 or not any(names):
        raise BadFile(
            f"{path.name} does not begin with a row of column names separated by "
            "comma, semicolon, tab or |; it cannot be read as CSV."
        )
    if bad := next((name for name in names if _NOT_TEXT.search(name)), None):
        raise BadFile(f"{path.name} has an unreadable column name ({bad!a}); save it as UTF-8.")


class _Runaway(Exception):
    """A row has taken more lines than any real row."""


class _Feed:
    """Hands lines to the CSV reader and remembers those of the row it is reading."""

    def __init__(self, path: Path, lines: Iterator[str]) -> None:
        self._path = path
        self._lines = lines
        self._again: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while self._again:
            yield self._note(self._again.pop())
        for line in self._lines:
            yield self._note(line)

    def _note(self, line: str) -> str:
        self.number += 1
        self.taken.append(line)
        if len(line) >= LONGEST_LINE:
            raise overlong(self._path, self.number)
        if len(self.taken) > LONGEST_ROW_LINES:
            raise _Runaway
        return line

    def give_back(self) -> str:
        """Return the first line of the row in hand; the others will be read again."""
        first, *rest = self.taken
        self._again.extend(reversed(rest))
        self.number -= len(rest)
        self.taken.clear()
        return first


def _records(
    path: Path, lines: Iterator[str], separator: str
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (line number, cells) of each row, or (line number, raw line) of a broken one."""
    feed = _Feed(path, lines)
    while True:
        reader = csv.reader(feed, delimiter=separator, strict=True)
        try:
            yield from _clean_records(feed, reader)
        except (_Runaway, csv.Error):
            first = feed.give_back()
            yield feed.number, first
        else:
            return


def _clean_records(
    feed: _Feed, reader: Iterator[list[str]]
) -> Iterator[tuple[int, list[str] | str]]:
    for cells in reader:
        raw = feed.taken[0] if len(feed.taken) == 1 else "".join(feed.taken)
        line = feed.number - len(feed.taken) + 1
        feed.taken.clear()
        if not raw.isascii() and _NOT_TEXT.search(raw):
            yield line, raw
        elif cells and (len(cells) > 1 or cells[0].strip()):
            yield line, cells


def _broken(row: int, line: int, record: list[str] | str) -> BrokenRow:
    if isinstance(record, list):
        return BrokenRow(row, line, "wrong_cell_count", f"{len(record)} cells")
    code = "unreadable_text" if _NOT_TEXT.search(record) else "broken_quotes"
    return BrokenRow(row, line, code, "")


def _batch(
    cells: list[list[str]],
    numbers: list[int],
    lines: list[int],
    broken: list[BrokenRow],
    picks: list[int],
) -> Batch:
    columns = list(zip(*cells, strict=True)) if cells else []
    picked = tuple(columns[pick] if columns else () for pick in picks)
    return Batch(numbers=numbers, lines=lines, columns=picked, broken=tuple(broken))
