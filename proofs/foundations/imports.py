"""Public data sets come in and reconcile with their descriptions; a second time adds nothing.

What is expected is counted here straight from the files, by other code than the import's, and
compared with the published figures where there are any. The data sets do not ship; their folder is
named by ``TAILORBIRD_SHARED_DATA``.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

import tailorbird
from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.app import Tailorbird
from tailorbird.app.files_to_import import (
    CustomersFile,
    EventsFile,
    FileImported,
    FileToImport,
    Imported,
    ImportResult,
    OrdersFile,
    ProductsFile,
)
from tailorbird.core.clock import SECOND
from tailorbird.recommendations.types import Context
from tailorbird.recommendations.viewed_together import ViewedSettings, train_viewed_together
from tailorbird.recommendations.visits import visits_of

DATA = Path(os.environ.get("TAILORBIRD_SHARED_DATA", ROOT.parent / "shared" / "data"))
# As published with the samples: views, cart events, removals, purchases; rows that stand twice.
COSMETICS = {
    "oct": ((319, 287, 252, 141), 75),
    "nov": ((474, 274, 217, 34), 52),
    "dec": ((459, 292, 166, 82), 19),
}
NAMES = {
    "view": "Product Viewed",
    "cart": "Product Added",
    "remove_from_cart": "Product Removed",
}
SHELVES = {"apparel": (22, 20), "jewelery": (41, 20), "home-and-garden": (21, 20)}
LOOKED_AT = 20


@dataclass
class Shop:
    """A shop that files are brought into, twice each, and how long the first time took."""

    place: Workplace
    name: str

    def bring(self, *files: FileToImport) -> Iterator[tuple[FileToImport, Imported, Imported]]:
        """Import each file twice into one empty shop."""
        with tailorbird.open(self.place.scratch / self.name) as shop:
            for file in files:
                yield file, *self._twice(shop, file)

    def _twice(self, shop: Tailorbird, file: FileToImport) -> tuple[Imported, Imported]:
        began = time.monotonic()
        once = shop.import_file(file)
        seconds = time.monotonic() - began
        rows = once.report.rows
        print(f"    {Path(file.path).name}: {rows:,} rows, {rows / seconds:,.0f} rows/s")
        return once, shop.import_file(file)


def prove(place: Workplace) -> Iterator[Claim]:
    """Import every data set; ``ci`` leaves out the largest."""
    if not DATA.is_dir():
        target = "their folder in TAILORBIRD_SHARED_DATA"
        yield Claim("public data sets reconcile", "they are not here", target, ok=False)
        return
    yield from events_of_shops(place)
    yield from _catalogues(place)
    if place.full:
        yield from _olist(place)
    yield from _next_product()


def events_of_shops(place: Workplace) -> Iterator[Claim]:
    """Import the data sets of what visitors did."""
    yield from _cosmetics(place)
    yield from _department_store(place)
    yield from _otto(place)


def _cosmetics(place: Workplace) -> Iterator[Claim]:
    paths = {m: DATA / "rees46" / f"cosmetics_sample_2022_{m}.csv.gz" for m in COSMETICS}
    files = [EventsFile(path=str(path)) for path in paths.values()]
    brought = Shop(place, "cosmetics").bring(*files)
    for month, (_, once, again) in zip(COSMETICS, brought, strict=True):
        published, twice = COSMETICS[month]
        rows = _rows(paths[month])
        kinds = Counter(row["event_type"] for row in rows)
        distinct = Counter(
            row["event_type"] for row in {tuple(r.items()): r for r in rows}.values()
        )
        same = tuple(kinds[kind] for kind in (*NAMES, "purchase")) == published
        yield Claim(
            f"cosmetics {month}: the file is the published one",
            f"{dict(kinds)}",
            f"{published}",
            ok=same,
        )
        yield _matches(f"cosmetics {month}", once, _as_events(distinct))
        yield _count(f"cosmetics {month}: repeated rows dropped and said", _repeated(once), twice)
        yield _count(f"cosmetics {month}: new rows a second time", again.rows_new, 0)


def _department_store(place: Workplace) -> Iterator[Claim]:
    path = DATA / "rees46" / "multicategory_2019-10-01_0000_0240.csv.gz"
    rows = _rows(path)
    distinct = _distinct(rows)
    for _, once, again in Shop(place, "store").bring(EventsFile(path=str(path))):
        found = _report(once).report.found
        for thing, column, published in (
            ("customers", "user_id", 3_208),
            ("sessions", "user_session", 3_584),
            ("products", "product_id", 4_696),
        ):
            counted = len({row[column] for row in rows})
            yield _count(f"department store: {thing}", found[thing], published)
            yield _count(f"department store: {thing}, counted apart", counted, published)
        yield _matches(
            "department store", once, _as_events(Counter(row["event_type"] for row in distinct))
        )
        worth = sum(
            (Decimal(row["price"]) for row in distinct if row["event_type"] == "purchase"),
            Decimal(),
        )
        yield Claim(
            "department store: worth of what was bought",
            f"{_report(once).report.amount:,}",
            f"{worth:,}",
            ok=_report(once).report.amount == worth,
        )
        twice = len(rows) - len(distinct)
        yield _count("department store: repeated rows dropped and said", _repeated(once), twice)
        yield _count("department store: new rows a second time", again.rows_new, 0)


def _catalogues(place: Workplace) -> Iterator[Claim]:
    items = DATA / "rees46" / "cosmetics_items.parquet"
    counted = pc.count_distinct(pq.read_table(items)["product_id"]).as_py()
    for _, once, again in Shop(place, "items").bring(ProductsFile(path=str(items))):
        report = _report(once).report
        yield _count("cosmetics catalogue: rows", report.rows, 109_579)
        yield _count("cosmetics catalogue: products of them", report.found["products"], 54_043)
        yield _count("cosmetics catalogue: products, counted apart", counted, 54_043)
        yield _count("cosmetics catalogue: new rows a second time", again.rows_new, 0)
    shelves = [DATA / "catalog" / f"shopify_{name}.csv" for name in SHELVES]
    brought = Shop(place, "shelves").bring(*(ProductsFile(path=str(path)) for path in shelves))
    for name, (_, once, again) in zip(SHELVES, brought, strict=True):
        rows, products = SHELVES[name]
        report = _report(once).report
        yield _count(f"product file {name}: rows", report.rows, rows)
        yield _count(f"product file {name}: products", report.found["products"], products)
        yield _count(f"product file {name}: new rows a second time", again.rows_new, 0)


def _otto(place: Workplace) -> Iterator[Claim]:
    path = DATA / "otto" / "otto_20_sessions.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        sessions = [json.loads(line) for line in file]
    kinds = Counter(event["type"] for session in sessions for event in session["events"])
    for _, once, again in Shop(place, "otto").bring(EventsFile(path=str(path))):
        report = _report(once).report
        yield _count("otto: events", report.rows, 862)
        yield _count("otto: sessions", report.found["sessions"], 20)
        yield _matches(
            "otto",
            once,
            {
                "Product Viewed": kinds["clicks"],
                "Product Added": kinds["carts"],
                "order lines": kinds["orders"],
            },
        )
        yield _count("otto: clicks, counted apart", kinds["clicks"], 800)
        yield _count("otto: new rows a second time", again.rows_new, 0)


def _olist(place: Workplace) -> Iterator[Claim]:
    olist = DATA / "olist"
    items = olist / "olist_order_items_sample.parquet"
    others = ("orders_sample", "customers_sample", "products")
    joins = tuple(str(olist / f"olist_{name}.parquet") for name in others)
    orders = OrdersFile(path=str(items), joins=joins, values={"quantity": "1", "currency": "BRL"})
    people = CustomersFile(path=str(olist / "olist_customers_sample.parquet"))
    table = pq.read_table(items)
    counted = pc.count_distinct(table["order_id"]).as_py()
    done = [(once, again) for _, once, again in Shop(place, "olist").bring(orders, people)]
    (sold, sold_again), (known, known_again) = done
    if not isinstance(sold, ImportResult):
        raise TypeError("orders give another report")
    worth = Decimal("2768685.99")
    yield _count("olist: order items", sold.report.rows, 22_618)
    yield Claim(
        "olist: worth of the items",
        f"{sold.report.amount:,}",
        f"{worth:,}",
        ok=sold.report.amount == worth,
    )
    yield _count("olist: orders with items", sold.report.orders, counted)
    yield _count("olist: orders of the sample", sold.report.orders + sold.joins[0].unused, 20_000)
    missing = sum(join.missing for join in sold.joins)
    yield _count("olist: items without order, customer or product", missing, 0)
    yield _count("olist: people", _report(known).report.found["customers"], 19_831)
    new = sold_again.rows_new + known_again.rows_new
    yield _count("olist: new rows a second time", new, 0)


def _next_product() -> Iterator[Claim]:
    """Which product is looked at next in a visit, among those not seen in it yet."""
    folder = DATA / "sessions" / "serenade_toy"
    train, test = (_sessions(folder / f"{name}.parquet") for name in ("train", "test"))
    visits = visits_of(
        (str(session), item, at) for session, seen in train.items() for at, item in seen
    )
    now = max(at for seen in train.values() for at, _ in seen)
    lists = train_viewed_together(visits, now, ViewedSettings())
    held: NDArray[np.int64] = np.asarray(visits.baskets.held.sum(axis=0))
    favourites = {visits.baskets.product_ids[place] for place in held.argsort()[::-1][:LOOKED_AT]}
    asked = hits = by_popularity = answered = 0
    for before, target in _questions(test):
        context = Context(now=now, item=before[-1])
        found = lists.candidates(context, LOOKED_AT + len(before))
        new = [one.product_id for one in found if one.product_id not in before][:LOOKED_AT]
        asked += 1
        answered += bool(new)
        hits += target in new
        by_popularity += target in favourites
    measured = f"{hits / asked:.3f} of {asked:,} ({answered / asked:.2f} answered)"
    target_text = f"above best sellers ({by_popularity / asked:.3f})"
    yield Claim(
        "viewed together: next new product among 20", measured, target_text, hits > by_popularity
    )


def _questions(sessions: Mapping[int, list[tuple[int, str]]]) -> Iterator[tuple[list[str], str]]:
    """What was seen so far, and what came next, where that was new in the visit."""
    for seen in sessions.values():
        items = [item for _, item in seen]
        for place in range(1, len(items)):
            if items[place] not in items[:place]:
                yield items[:place], items[place]


def _sessions(path: Path) -> dict[int, list[tuple[int, str]]]:
    table = pq.read_table(path).to_pydict()
    found: dict[int, list[tuple[int, str]]] = {}
    columns = (table["SessionId"], table["Time"], table["ItemId"])
    for session, at, item in sorted(zip(*columns, strict=True)):
        found.setdefault(session, []).append((round(at * SECOND), str(item)))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _distinct(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({tuple(row.items()): row for row in rows}.values())


def _as_events(kinds: Mapping[str, int]) -> dict[str, int]:
    wanted = {name: kinds[kind] for kind, name in NAMES.items() if kinds[kind]}
    return wanted | {"order lines": kinds["purchase"]}


def _matches(what: str, done: Imported, wanted: dict[str, int]) -> Claim:
    report = _report(done).report
    found = {name: n for name, n in report.events.items() if name in NAMES.values()}
    found["order lines"] = report.outcomes["order_line"]
    said = ", ".join(f"{name} {count:,}" for name, count in sorted(found.items()))
    return Claim(f"{what}: events by kind", said, "as counted in the file", found == wanted)


def _repeated(done: Imported) -> int:
    return _report(done).report.outcomes["duplicate"]


def _report(done: Imported) -> FileImported:
    if not isinstance(done, FileImported):
        raise TypeError("this file gives another report")
    return done


def _count(what: str, measured: int, wanted: int) -> Claim:
    return Claim(what, f"{measured:,}", f"{wanted:,}", ok=measured == wanted)
