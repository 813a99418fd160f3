"""Tables written as JSON lines: one object per line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from tailorbird.connectors.files.table import Batch, BrokenRow, Table
from tailorbird.connectors.files.text_files import (
    LONGEST_LINE,
    Position,
    explained,
    open_bytes,
    overlong,
)
from tailorbird.core.errors import BadFile

_BOM = b"\xef\xbb\xbf"
_LINES_THAT_NAME_COLUMNS = 1_000
# Numbers with a point stay text, so that no digit of a price passes through a binary float.
_DECODER = msgspec.json.Decoder(dict[str, object], float_hook=str)


class JsonTable(Table):
    """A JSON lines file: its columns are the keys of the first thousand lines."""

    def __init__(self, path: Path) -> None:
        names: dict[str, None] = {}
        with open_bytes(path) as file:
            for number, line in islice(_lines(path, file), _LINES_THAT_NAME_COLUMNS):
                record = _decode(line)
                names.update(dict.fromkeys(record or ()))
                if record is None and number == 1:
                    raise BadFile(f"{path.name} is not JSON lines: line 1 is no JSON object.")
        if not names:
            raise BadFile(f"{path.name} has no named values; each line should be a JSON object.")
        super().__init__(path, "jsonl", list(names))
        self._position = Position(path)

    @property
    def share_read(self) -> float:
        """How much of the file was read, by bytes."""
        return self._position.share

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of cells; a key that a line lacks is an empty cell."""
        with explained(self.path), self._position.open(self.path) as file:
            lines = enumerate(_lines(self.path, file), 1)
            while chunk := list(islice(lines, rows or self.batch_rows)):
                yield _batch(chunk, columns)


def _lines(path: Path, file: object) -> Iterator[tuple[int, bytes]]:
    """Yield (line number, line) of every line that is not blank."""
    read = partial(file.readline, LONGEST_LINE)  # type: ignore[attr-defined]
    for number, line in enumerate(iter(read, b""), 1):
        if len(line) >= LONGEST_LINE:
            raise overlong(path, number)
        text = line.removeprefix(_BOM) if number == 1 else line
        if not text.isspace():
            yield number, text


def _decode(line: bytes) -> dict[str, object] | None:
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _batch(chunk: list[tuple[int, tuple[int, bytes]]], columns: Sequence[str]) -> Batch:
    numbers: list[int] = []
    lines: list[int] = []
    broken: list[BrokenRow] = []
    records: list[dict[str, object]] = []
    for row, (line, text) in chunk:
        record = _decode(text)
        if record is None:
            broken.append(BrokenRow(row, line, "not_json", ""))
            continue
        records.append(record)
        numbers.append(row)
        lines.append(line)
    cells = tuple([record.get(name) for record in records] for name in columns)
    return Batch(numbers=numbers, lines=lines, columns=cells, broken=tuple(broken))
