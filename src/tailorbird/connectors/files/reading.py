"""Opening a file of orders: what it is, is decided by its content; its name must not lie."""

from __future__ import annotations

from pathlib import Path

from tailorbird.connectors.files.csv_rows import CsvTable
from tailorbird.connectors.files.json_rows import JsonTable
from tailorbird.connectors.files.parquet_rows import ParquetTable
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.text_files import explained, is_gzip, read_head
from tailorbird.core.errors import BadFile

_PARQUET = b"PAR1"
_OTHER_FORMATS = {
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database",
    b"<": "a web page or XML",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"BZh": "packed with bzip2",
}
_NAMES = {"csv": "CSV", "parquet": "Parquet", "jsonl": "JSON lines"}
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


def open_table(path: Path | str, *, encoding: str | None = None) -> Table:
    """Open a CSV, Parquet or JSON lines file (the text ones may be gzipped).

    Args:
        path: the file.
        encoding: how a CSV file's text is encoded, where it is not UTF-8.

    Raises:
        BadFile: the file is missing, empty, a folder, damaged, unreadable, of another kind, or
            of another kind than its name says. The message says what to do.
    """
    path = Path(path)
    _check_exists(path)
    with explained(path):
        head = read_head(path)
        file_format = sniff_format(path, head)
        _check_name(path, file_format)
        table = _open(path, file_format, head, encoding)
        _check_rows(table)
    return table


def sniff_format(path: Path, head: bytes) -> str:
    """Return "csv", "parquet" or "jsonl" for the first bytes of a file's unpacked content.

    Raises:
        BadFile: the bytes are none of these.
    """
    if not head.strip():
        raise BadFile(f"{path.name} is empty; export it again.")
    if head.startswith(_PARQUET):
        if is_gzip(path):
            raise BadFile(f"{path.name} is Parquet inside gzip; unpack it first.")
        return "parquet"
    for mark, name in _OTHER_FORMATS.items():
        if head.startswith(mark):
            raise BadFile(f"{path.name} is {name}; save the orders as CSV, Parquet or JSON lines.")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        raise BadFile(f"{path.name} is one JSON list; save it as JSON lines, one object per line.")
    return "jsonl" if start.startswith(b"{") else "csv"


def _check_exists(path: Path) -> None:
    if path.is_dir():
        raise BadFile(f"{path.name or path} is a folder; name one file in it.")
    if not path.exists():
        raise BadFile(f"There is no file {path}; check the name.")
    if not path.is_file():
        raise BadFile(f"{path.name} is not an ordinary file; copy its content into one first.")


def _check_name(path: Path, found: str) -> None:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    said = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if said not in (None, found):
        raise BadFile(
            f"{path.name} is named as {_NAMES[said]} but does not hold {_NAMES[said]} "
            f"(it looks like {_NAMES[found]}); rename it or export it again."
        )


def _open(path: Path, file_format: str, head: bytes, encoding: str | None) -> Table:
    if file_format == "parquet":
        return ParquetTable(path)
    return JsonTable(path) if file_format == "jsonl" else CsvTable(path, head, encoding)


def _check_rows(table: Table) -> None:
    if table.total_rows == 0 or next(table.batches(table.columns[:1], 1), None) is None:
        raise BadFile(f"{table.path.name} has column names and no rows; export it again.")
