"""Measure how many rows of an order file a second are taken in, beside only decoding the file.

Run: python -m benchmarks.importing [--size ci]

The file is a made-up shop's: order lines of returning customers, as CSV and as Parquet. *Imported*
counts until every row shows everywhere: read, checked, logged, processed, learned from. *Decoded*
is the same file read row by row into Python values, and nothing done with them.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import tailorbird
from benchmarks.figures import Alternating, Figure, Rounds, run
from proofs.workplace import Workplace

COLUMNS = ("order_id", "customer_id", "product_id", "title", "quantity", "unit_price", "placed_at")
LINES_IN_ORDER = 20  # a wholesaler's orders are long


def measure(place: Workplace) -> Iterator[Figure]:
    """Measure each format, the import and the mere reading in turns."""
    rows, rounds = (100_000, 3) if place.full else (8_000, 1)
    content = list(_rows(rows))
    files: dict[str, tuple[Path, Callable[[Path], int]]] = {
        "CSV": (_csv(place.scratch / "orders.csv", content), _decode_csv),
        "Parquet": (_parquet(place.scratch / "orders.parquet", content), _decode_parquet),
    }
    for form, (file, decode) in files.items():
        both = Alternating(rounds)
        for number in range(rounds):
            both.peers.append(_timed(decode, file))
            both.ours.append(_imported(place, file, rows, f"{form}-{number}"))
        yield Figure(
            f"orders from {form}, shown everywhere",
            Rounds(both.ours, "rows/s"),
            "decoded",
            Rounds(both.peers, "rows/s"),
            note=f"{rows:,} rows",
        )


def _imported(place: Workplace, file: Path, rows: int, name: str) -> float:
    with tailorbird.open(place.scratch / f"shop-{name}") as shop:
        began = time.perf_counter()
        shop.import_orders(file)
        seconds = time.perf_counter() - began
    return rows / seconds


def _timed(decode: Callable[[Path], int], file: Path) -> float:
    began = time.perf_counter()
    rows = decode(file)
    return rows / (time.perf_counter() - began)


def _decode_csv(file: Path) -> int:
    with file.open(newline="") as lines:
        return sum(1 for row in csv.DictReader(lines) if row["order_id"])


def _decode_parquet(file: Path) -> int:
    batches = pq.ParquetFile(file).iter_batches()
    return sum(1 for batch in batches for row in batch.to_pylist() if row["order_id"])


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(11)
    for number in range(count):
        order = number // LINES_IN_ORDER
        item = min(int(chance.expovariate(0.01)), 2_000)
        day = f"2026-{1 + order * 9 // max(count // LINES_IN_ORDER, 1):02}-{1 + order % 28:02}"
        yield (
            f"O{order}",
            f"C{order % 1_500}",
            f"P{item:04}",
            f"Product number {item}",
            1 + number % 3,
            f"{1 + item % 40}.95",
            f"{day}T10:{order % 60:02}:00Z",
        )


def _csv(path: Path, rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def _parquet(path: Path, rows: list[tuple[object, ...]]) -> Path:
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(COLUMNS, map(list, columns), strict=True))), path)
    return path


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
