"""A published year of orders: groups and thresholds, beside SQL written by hand on the same file.

How the file is read, on both sides:

- An order is an invoice with a customer. Invoices without one are of nobody and in no segment.
- What an order is worth is the sum of its rows, charges such as postage among them.
- A credit note (its number begins with C) is no order. Its pieces go back to what the same customer
  bought of the same product before; its price per piece is what is paid back. Pieces that nobody
  bought before (the file begins in the middle of the shop's life, and discounts are written as
  credit notes) take nothing away. No order of the file is cancelled, so all of them count.
- The clock stands at the midnight after the file's last day.

The SQL reckons pieces by a running balance per customer and product: a credit note takes what the
balance has. The product matches piece by piece. Both must leave the same money.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from proofs.claims import Claim
from proofs.full_import import FILE
from proofs.workplace import Workplace
from tailorbird.app import Tailorbird
from tailorbird.connectors.files import OrderRules
from tailorbird.core.clock import from_datetime
from tailorbird.core.config import Config
from tailorbird.testing.clock import StillClock

CI_ROWS = 40_000
ZONE = "Europe/London"
# The published combinations of recency, frequency and money, score by score.
RFM = {
    "rfm_champions": "555 554 545 544 455 454 445",
    "rfm_loyal": "543 444 435 355 354 345 344 335",
    "rfm_potential_loyalists": "553 552 551 542 541 533 532 531 453 452 451 442 441 433 432 431 "
    "423 353 352 351 342 341 333 323",
    "rfm_new_customers": "512 511 422 421 412 411 311",
    "rfm_promising": "525 524 523 522 521 515 514 513 425 424 415 414 413 315 314 313",
    "rfm_need_attention": "535 534 443 434 343 334 325 324",
    "rfm_about_to_sleep": "331 321 312 251 241 231 221 213",
    "rfm_at_risk": "255 254 253 252 245 244 243 242 235 234 225 224 153 152 145 143 142 135 134 "
    "133 125 124",
    "rfm_cannot_lose": "215 214 155 154 144 115 114 113",
    "rfm_hibernating": "332 322 233 232 223 222 212 211 132 123 122",
    "rfm_lost": "151 141 131 121 112 111",
}
_BOUGHT = """
CREATE TABLE sold AS
SELECT *, regexp_matches(InvoiceNo, '^[Cc][0-9]+$') AS back,
       CAST(UnitPrice AS DECIMAL(18, 4)) AS price
FROM (SELECT *, row_number() OVER () AS number FROM read_parquet($file))
WHERE CustomerID IS NOT NULL;

CREATE TABLE orders AS
SELECT CustomerID AS who, InvoiceNo AS invoice,
       arg_min(InvoiceDate, number) AT TIME ZONE $zone AS placed,
       CAST(round(sum(price * Quantity), 2) AS DECIMAL(18, 2)) AS total
FROM sold WHERE NOT back GROUP BY ALL;

CREATE TABLE moves AS  -- pieces bought and credited, by customer and product
SELECT s.CustomerID AS who, upper(s.StockCode) AS product, s.back, s.number, s.price,
       CASE WHEN s.back THEN s.InvoiceDate AT TIME ZONE $zone ELSE o.placed END AS moment,
       s.Quantity AS pieces  -- of a credit note below 0
FROM sold s LEFT JOIN orders o ON o.who = s.CustomerID AND o.invoice = s.InvoiceNo;

CREATE TABLE credited AS  -- what of each credited row had been bought before
WITH balance AS (
  SELECT *, sum(pieces) OVER turn AS level FROM moves
  WINDOW turn AS (PARTITION BY who, product ORDER BY moment, back, number)),
lowest AS (
  SELECT *, greatest(0, -min(level) OVER turn) AS short FROM balance
  WINDOW turn AS (PARTITION BY who, product ORDER BY moment, back, number)),
before AS (
  SELECT *, coalesce(lag(short) OVER turn, 0) AS short_before FROM lowest
  WINDOW turn AS (PARTITION BY who, product ORDER BY moment, back, number))
SELECT who, sum(round(price * (-pieces - (short - short_before)), 2)) AS money
FROM before WHERE back GROUP BY who;

CREATE TABLE buyers AS
SELECT who, count(*) AS frequency,
       CAST(floor((epoch_us($now) - max(epoch_us(placed))) / 86400e6) AS BIGINT) AS recency,
       CAST(floor((epoch_us($now) - min(epoch_us(placed))) / 86400e6) AS BIGINT) AS first_ago,
       sum(total) - coalesce(any_value(money), 0) AS monetary
FROM orders LEFT JOIN credited USING (who) GROUP BY who;

CREATE TABLE gaps AS
SELECT * FROM (
  SELECT (epoch_us(placed) - lag(epoch_us(placed)) OVER turn) // 86400000000 AS days FROM orders
  WINDOW turn AS (PARTITION BY who ORDER BY placed, invoice))
WHERE days >= 1;
"""
_RANK = """
SELECT {value} FROM {table} ORDER BY {value}
LIMIT 1 OFFSET (SELECT CAST(ceil({percent} * count(*) / 100.0) AS BIGINT) - 1 FROM {table})
"""
_GROUPS = """
SELECT CASE WHEN recency <= $r20 THEN 5 WHEN recency <= $r40 THEN 4 WHEN recency <= $r60 THEN 3
            WHEN recency <= $r80 THEN 2 ELSE 1 END
    || CASE WHEN frequency > $f80 THEN 5 WHEN frequency > $f60 THEN 4 WHEN frequency > $f40 THEN 3
            WHEN frequency > $f20 THEN 2 ELSE 1 END
    || CASE WHEN monetary > $m80 THEN 5 WHEN monetary > $m60 THEN 4 WHEN monetary > $m40 THEN 3
            WHEN monetary > $m20 THEN 2 ELSE 1 END AS score, count(*)
FROM buyers GROUP BY 1
"""
_OTHERS = {
    "lapsed": "recency > $lapsed",
    "at_risk": "recency > $at_risk AND recency <= $lapsed",
    "vip": "monetary > $m80 AND frequency >= 3",
    "repeat": "frequency >= 2",
}


def prove(place: Workplace) -> Iterator[Claim]:
    """Import the file, ask the product, ask the file."""
    path = FILE if place.full else _first_rows(place.scratch / "orders.parquet")
    now = _midnight_after(path)
    theirs = _by_hand(path, now)
    config = Config(data=place.scratch / "shop", currency="GBP", timezone=ZONE)
    with Tailorbird(config, StillClock(from_datetime(now))) as shop:
        shop.import_orders(path, rules=OrderRules(currency="GBP", timezone=ZONE))
        shop.archive.seal()
        yield from _thresholds(shop, theirs)
        yield from _counts(shop, theirs)


def _first_rows(target: Path) -> Path:
    pq.write_table(pq.read_table(FILE).slice(0, CI_ROWS), target)
    return target


def _midnight_after(path: Path) -> datetime:
    last: datetime = pq.read_table(path, columns=["InvoiceDate"])["InvoiceDate"].to_pylist()[-1]
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)


class _ByHand:
    """What the file says: thresholds, how many people each group has, how many bought at all."""

    def __init__(self, thresholds: dict[str, float], counts: dict[str, int], people: int) -> None:
        self.thresholds, self.counts, self.people = thresholds, counts, people


def _by_hand(path: Path, now: datetime) -> _ByHand:
    with duckdb.connect(":memory:", config={"threads": 2}) as asked:
        given = {"file": str(path), "zone": ZONE, "now": now}
        for statement in _BOUGHT.split(";\n"):
            if statement.strip():
                names = [name for name in given if f"${name}" in statement]
                asked.execute(statement, {name: given[name] for name in names})
        short = _short_names(asked)
        scores = dict(asked.execute(_GROUPS, _used(_GROUPS, short)).fetchall())
        counts = {key: sum(scores.get(one, 0) for one in RFM[key].split()) for key in RFM}
        for key, condition in _OTHERS.items():
            question = f"SELECT count(*) FROM buyers WHERE {condition}"
            counts[key] = _one(asked, question, _used(question, short))
        people = _one(asked, "SELECT count(*) FROM buyers")
    full = {"r": "rfm_recency_", "f": "rfm_frequency_", "m": "rfm_monetary_"}
    thresholds = {
        f"{full[key[0]]}{key[1:]}" if key[1:].isdigit() else f"{key}_after_days": value
        for key, value in short.items()
    }
    return _ByHand(thresholds, counts, people)


def _short_names(asked: Any) -> dict[str, float]:
    found = {
        f"{column[0]}{percent}": _one(asked, _rank("buyers", column, percent))
        for column in ("recency", "frequency", "monetary")
        for percent in (20, 40, 60, 80)
    }
    found["lapsed"] = _one(asked, _rank("gaps", "days", 90))
    found["at_risk"] = _one(asked, _rank("gaps", "days", 75))
    return found


def _rank(table: str, value: str, percent: int) -> str:
    return _RANK.format(table=table, value=value, percent=percent)


def _used(question: str, values: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if f"${name}" in question}


def _one(asked: Any, question: str, values: dict[str, float] | None = None) -> Any:
    return asked.execute(question, values or {}).fetchone()[0]


def _thresholds(shop: Tailorbird, theirs: _ByHand) -> Iterator[Claim]:
    shop.segments.learn()
    ours = {one.name: one for one in shop.segments.learned()}
    same = [
        name
        for name, value in theirs.thresholds.items()
        if abs(ours[name].value - float(value)) < 1e-6 and not ours[name].fallback
    ]
    yield Claim(
        "learned numbers that SQL by hand finds too",
        f"{len(same)} of {len(ours)}",
        "all",
        ok=len(same) == len(ours) == len(theirs.thresholds),
    )
    lapsed = ours["lapsed_after_days"]
    yield Claim(
        "lapsed after so many days, learned from pauses",
        f"{lapsed.value:g} days, of {lapsed.basis:,} pauses",
        f"{theirs.thresholds['lapsed_after_days']:g} days",
        ok=lapsed.value == theirs.thresholds["lapsed_after_days"],
    )


def _counts(shop: Tailorbird, theirs: _ByHand) -> Iterator[Claim]:
    trees = {one.key: one.tree for one in shop.segments.presets()}
    in_groups = 0
    for key, wanted in theirs.counts.items():
        found = shop.segments.count(trees[key])
        in_groups += found if key in RFM else 0
        yield Claim(f"people in {key}", f"{found:,}", f"{wanted:,}", ok=found == wanted)
    yield Claim(
        "every buyer in exactly one RFM group",
        f"{in_groups:,}",
        f"{theirs.people:,} buyers",
        ok=in_groups == theirs.people,
    )
