"""Thirty days of orders held out: does "bought together" foresee them better than plain ways?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.bought_together import load_sales
from proofs.claims import Claim
from proofs.full_import import FILE
from proofs.workplace import Workplace
from tailorbird.core.clock import DAY
from tailorbird.recommendations.evaluation import (
    AS_SHOWN,
    OURS,
    Difference,
    Range,
    evaluate_bought_together,
)

SEED = 20111209
HELD_OUT_DAYS = 30


def prove(place: Workplace) -> Iterator[Claim]:
    """Print the table, then one claim per plain way."""
    sales = load_sales(FILE)
    until = int(sales.at.max()) + 1
    random = np.random.default_rng(SEED)
    found = evaluate_bought_together(sales, until - HELD_OUT_DAYS * DAY, until, random)
    lines = [
        (
            f"learned from {found.trained_orders:,} orders, asked {found.questions:,} questions "
            f"about {found.held_out_orders:,} orders of the last {HELD_OUT_DAYS} days"
        ),
        *(
            f"{row.ranking:<28} HR@10 {_said(row.hit_rate)}  by order "
            f"{_said(row.hit_rate_by_order)}  products shown {row.products_shown:,}"
            for row in found.rankings
        ),
    ]
    (place.output / "e-hit-rate.txt").write_text("\n".join([*lines, ""]))
    print("\n".join(f"    {line}" for line in lines))
    yield from (_claim(gain) for gain in found.differences if gain.ranking == OURS)
    yield from (_price_of_variety(gain) for gain in found.differences if gain.ranking == AS_SHOWN)


def _claim(gain: Difference) -> Claim:
    better = gain.hit_rate.above_zero
    name = f"HR@10 of ours, by score, over {gain.over}"
    return Claim(name, _difference(gain), "95 % interval above 0", ok=better)


def _price_of_variety(gain: Difference) -> Claim:
    """What shoppers see holds look-alikes back; what that costs in hits is said, not hidden."""
    return Claim(
        f"HR@10 as shown, look-alikes held back, over {gain.over}",
        _difference(gain),
        "no target: the price of variety",
        ok=True,
    )


def _difference(gain: Difference) -> str:
    return f"{gain.hit_rate.value:+.4f} [{gain.hit_rate.low:+.4f}, {gain.hit_rate.high:+.4f}]"


def _said(found: Range) -> str:
    return f"{found.value:.4f} [{found.low:.4f}, {found.high:.4f}]"
