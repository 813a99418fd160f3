"""Measure bought-together on the UCI Online Retail orders: foresight, training time, memory.

Run: python -m benchmarks.bought_together [--shared PATH] [--validation]

``--shared`` is the folder that holds ``data/online_retail/online_retail_2010_2011.parquet``
(default: $TAILORBIRD_SHARED_DATA, else ``../shared`` beside the repository). The last 30 days of
orders are held out. ``--validation`` instead holds out the 30 days before those and learns from
what came earlier: the only window that settings may be tuned on.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tailorbird.core.clock import DAY
from tailorbird.recommendations.baskets import baskets_of
from tailorbird.recommendations.evaluation import (
    Evaluation,
    Range,
    evaluate_bought_together,
)
from tailorbird.recommendations.training import train
from tailorbird.recommendations.types import Context, Sales
from tailorbird.recommendations.variants import likeness_of

FILE = Path("online_retail/online_retail_2010_2011.parquet")
# What the shop books that is not a thing: postage, manual lines, samples, fees, vouchers.
NOT_PRODUCTS = r"^(POST|DOT|M|D|C2|S|B|BANK CHARGES|AMAZONFEE|CRUK|PADS|GIFT_.*)$"
SEED = 20111209


def main() -> None:
    options = _options()
    sales = load_sales(_file(options.shared))
    last = int(sales.at.max()) + 1
    until = last - 30 * DAY if options.validation else last
    _print_training(sales, last)
    _print_title_rule(sales)
    random = np.random.default_rng(SEED)
    _print_evaluation(evaluate_bought_together(sales, until - 30 * DAY, until, random))


def load_sales(path: Path) -> Sales:
    """Read the orders: without cancellations, stock moves, service codes and free lines."""
    table = pq.read_table(path)
    code = pc.utf8_upper(table["StockCode"])
    wanted = pc.and_(
        pc.and_(pc.greater(table["Quantity"], 0), pc.greater(table["UnitPrice"], 0)),
        pc.invert(
            pc.or_(
                pc.match_substring_regex(table["InvoiceNo"], "^[CA]"),
                pc.match_substring_regex(code, NOT_PRODUCTS),
            )
        ),
    )
    kept = table.set_column(1, "StockCode", code).filter(wanted)
    products = kept["StockCode"].combine_chunks().dictionary_encode()
    orders = kept["InvoiceNo"].combine_chunks().dictionary_encode()
    titles = _titles(kept)
    ids = products.dictionary.to_pylist()
    return Sales(
        product_ids=tuple(ids),
        titles=tuple(titles.get(product_id, "") for product_id in ids),
        categories=("",) * len(ids),
        order=orders.indices.to_numpy().astype(np.int32),
        product=products.indices.to_numpy().astype(np.int32),
        quantity=kept["Quantity"].to_numpy().astype(np.int32),
        at=kept["InvoiceDate"].cast(pa.int64()).to_numpy(),
    )


def _titles(table: pa.Table) -> dict[str, str]:
    """Return each product's most frequent description; the alphabet decides ties."""
    counted = table.group_by(["StockCode", "Description"]).aggregate([([], "count_all")])
    ordered = counted.sort_by([("count_all", "ascending"), ("Description", "descending")])
    return {row["StockCode"]: row["Description"] or "" for row in ordered.to_pylist()}


def _print_training(sales: Sales, now: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    trained = train(sales, now)
    seconds = time.process_time() - started
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"lines {len(sales.at):,}, orders {trained.orders:,}, products {trained.products:,}")
    print(f"training everything: {seconds:.2f} s of processor time, {peak:.0f} MB more at the peak")
    together = trained.recommenders["bought_together"]
    context = [Context(now=now, item=product_id) for product_id in sales.product_ids]
    lists = [together.candidates(one, 10) for one in context]
    held = sum(1 for one in lists if one) / max(len(lists), 1)
    sold = np.bincount(sales.product, minlength=len(lists)) / max(len(sales.product), 1)
    lines = sum(share for share, one in zip(sold.tolist(), lists, strict=True) if one)
    print(f"products with partners: {held:.1%}; order lines of those products: {lines:.1%}")


def _print_title_rule(sales: Sales) -> None:
    """Hold the title rule against the shop's numbering: 84029E and 84029G are one thing."""
    baskets = baskets_of(sales)
    families: dict[str, list[int]] = {}
    for product, code in enumerate(baskets.product_ids):
        found = re.fullmatch(r"(\d{5,6})[A-Z]+", code)
        if found:
            families.setdefault(found[1], []).append(product)
    pairs = np.array([pair for family in families.values() for pair in combinations(family, 2)])
    share = likeness_of(baskets).alike(pairs[:, 0], pairs[:, 1]).mean()
    print(f"variants by the shop's numbers: {len(pairs):,} pairs; the title rule finds {share:.1%}")


def _print_evaluation(found: Evaluation) -> None:
    print(
        f"\nlearned from {found.trained_orders:,} orders; "
        f"asked {found.questions:,} questions about {found.held_out_orders:,} held-out orders\n"
    )
    print("| ranking | HR@10 | HR@10 by order | recall | precision | MRR@10 | products shown |")
    print("|---|---|---|---|---|---|---|")
    for row in found.rankings:
        print(
            f"| {row.ranking} | {_shown(row.hit_rate)} | {_shown(row.hit_rate_by_order)} "
            f"| {row.recall:.4f} | {row.precision:.4f} | {row.reciprocal_rank:.4f} "
            f"| {row.products_shown:,} |"
        )
    print("\n| ranking | over | HR@10 difference | by order |\n|---|---|---|---|")
    for gain in found.differences:
        print(
            f"| {gain.ranking} | {gain.over} | {_shown(gain.hit_rate, signed=True)} "
            f"| {_shown(gain.hit_rate_by_order, signed=True)} |"
        )


def _shown(found: Range, *, signed: bool = False) -> str:
    sign = "+" if signed else ""
    return f"{found.value:{sign}.4f} [{found.low:{sign}.4f}, {found.high:{sign}.4f}]"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=None)
    parser.add_argument("--validation", action="store_true")
    return parser.parse_args()


def _file(shared: Path | None) -> Path:
    named = shared / "data" if shared else None
    default = os.environ.get("TAILORBIRD_SHARED_DATA")
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return (named or (Path(default) if default else beside)) / FILE


if __name__ == "__main__":
    main()
