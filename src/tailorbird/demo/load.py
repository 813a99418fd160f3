"""Bring the demo shop's year of real orders in, once, moved so that it ends today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tailorbird.app import Tailorbird
from tailorbird.app.files_to_import import ImportResult
from tailorbird.app.import_plans import plan
from tailorbird.connectors.files import OrderRules, open_table, period
from tailorbird.core.clock import DAY
from tailorbird.demo.catalogue import as_sold_here
from tailorbird.demo.categories import category_of

FILE = Path(__file__).parent / "data" / "online_retail.parquet"
CURRENCY = "GBP"
TIMEZONE = "Europe/London"
SOURCE = "online-retail"
SHIFT, LOADED = "demo_shift", "demo_loaded"
Advance = Callable[[float, int], None]


def is_loaded(shop: Tailorbird) -> bool:
    """Whether the whole history is in already."""
    return bool(shop.settings.get(LOADED))


def load(shop: Tailorbird, advance: Advance | None = None) -> ImportResult:
    """Import the history; again, or after a crash, only what is missing."""
    rules = OrderRules(currency=CURRENCY, timezone=TIMEZONE, source=SOURCE, shift=_shift(shop))
    result = shop.import_orders(FILE, rules=rules, category_of=category_of, advance=advance)
    declare(shop)
    shop.settings.set(LOADED, value=True)
    return result


def declare(shop: Tailorbird) -> None:
    """Give every product its title in reading case, and its page and picture in this shop."""
    known = shop.products([product_id for product_id, *_ in shop.catalog.labels()])
    shop.declare_products([as_sold_here(product, shop.now()) for product in known.values()])


def _shift(shop: Tailorbird) -> int:
    """Whole days, so that the last order falls on the day of the first start, never ahead of it."""
    remembered = shop.settings.get(SHIFT)
    if remembered is not None:
        return int(remembered)
    table = open_table(FILE)
    mapping, rules = plan(table, OrderRules(currency=CURRENCY, timezone=TIMEZONE), {})
    span = period(table, mapping, rules, shop.now())
    last = span[1] if span is not None else shop.now()
    return int(shop.settings.get_or_set(SHIFT, (shop.now() - last) // DAY * DAY))
