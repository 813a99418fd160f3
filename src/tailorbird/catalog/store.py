"""Every query of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec
from msgspec.structs import asdict
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from tailorbird.catalog.types import CategoryCount, Declaration, Listed, Product
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

products = Table(
    "products",
    OPERATIONAL,
    Column("product_id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("category", String, nullable=False),
    Column("brand", String, nullable=False),
    Column("price", String),  # exact decimal text: SQLite has no decimals
    Column("currency", String, nullable=False),
    Column("url", String, nullable=False),
    Column("image_url", String, nullable=False),
    Column("sellable", Boolean, nullable=False),
    Column("in_stock", Boolean),
    Column("times_ordered", BigInteger, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index(None, "category", "times_ordered"),
    info=kept(Kept.DERIVED),
)
stock_movements = Table(
    "stock_movements",
    OPERATIONAL,
    Column("movement_id", String, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("product_id", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    info=kept(Kept.DERIVED),
)
# What the shop itself said of its products, and between which events it said so: a rebuild folds
# it in again at the same place.
product_declarations = Table(
    "product_declarations",
    OPERATIONAL,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("product_id", String, nullable=False),
    Column("live", BigInteger, nullable=False),
    Column("backfill", BigInteger, nullable=False),
    Column("product", LargeBinary, nullable=False),
    info=kept(Kept.RECORDED),
)
# Orders of products that nobody described yet: counted as soon as one is known, whether the two
# came in one batch or not.
orders_of_unknown = Table(
    "orders_of_unknown",
    OPERATIONAL,
    Column("product_id", String, primary_key=True),
    Column("times", BigInteger, nullable=False),
    info=kept(Kept.DERIVED),
)

_CHUNK = 500
_as_product = msgspec.json.Decoder(Product)
_more = products.c.times_ordered + bindparam("times")
_one = products.c.product_id == bindparam("of_product")
_COUNT = update(products).where(_one).values(times_ordered=_more)
_CHANGE = _COUNT.values(
    {name: bindparam(f"new_{name}") for name in Product.__struct_fields__ if name != "product_id"}
)
_shown = products.c.sellable.is_(True) & products.c.in_stock.is_not(False)


def read_products(connection: Connection, product_ids: Iterable[str]) -> dict[str, Product]:
    """Return the known ones of these products by id."""
    found = {}
    for part in _chunks(product_ids):
        for row in connection.execute(select(products).where(products.c.product_id.in_(part))):
            found[row.product_id] = _product(row)
    return found


def all_labels(connection: Connection) -> list[tuple[str, str, str]]:
    """Return (product id, title, category) of every product."""
    rows = connection.execute(select(products.c.product_id, products.c.title, products.c.category))
    return [(row.product_id, row.title, row.category) for row in rows]


def search(connection: Connection, words: Sequence[str], limit: int) -> list[Product]:
    """Return showable products whose title or id holds every word, most ordered first."""
    text = func.lower(products.c.title + " " + products.c.product_id)
    wanted = [text.contains(word, autoescape=True) for word in words]
    rows = connection.execute(
        select(products)
        .where(_shown, *wanted)
        .order_by(products.c.times_ordered.desc(), products.c.product_id)
        .limit(limit)
    )
    return [_product(row) for row in rows]


def listed(
    connection: Connection, words: Sequence[str], category: str, limit: int, offset: int
) -> tuple[list[Listed], int]:
    """Return a page of all products that hold every word, and how many there are.

    Products that are not shown are among them; ``category`` empty for all. Most ordered first.
    """
    text = func.lower(products.c.title + " " + products.c.product_id)
    wanted = [text.contains(word, autoescape=True) for word in words]
    if category:
        wanted.append(products.c.category == category)
    rows = connection.execute(
        select(products)
        .where(*wanted)
        .order_by(products.c.times_ordered.desc(), products.c.product_id)
        .limit(limit)
        .offset(offset)
    )
    found = [Listed(_product(row), row.times_ordered) for row in rows]
    total = select(func.count()).select_from(products).where(*wanted)
    return found, connection.execute(total).scalar_one()


def in_category(connection: Connection, category: str, limit: int, offset: int) -> list[Product]:
    """Return a category's showable products, most ordered first."""
    rows = connection.execute(
        select(products)
        .where(_shown, products.c.category == category)
        .order_by(products.c.times_ordered.desc(), products.c.product_id)
        .limit(limit)
        .offset(offset)
    )
    return [_product(row) for row in rows]


def categories(connection: Connection) -> list[CategoryCount]:
    """Return categories with their showable products, the largest first."""
    size = func.count()
    rows = connection.execute(
        select(products.c.category, size)
        .where(_shown, products.c.category != "")
        .group_by(products.c.category)
        .order_by(size.desc(), products.c.category)
    )
    return [CategoryCount(category, count) for category, count in rows]


def save_products(
    connection: Connection,
    known: Collection[str],
    changed: Mapping[str, Product],
    ordered: Mapping[str, int],
) -> None:
    """Insert or change products, and add how often each was ordered."""
    new = [product for key, product in changed.items() if key not in known]
    if new:
        before = _take_unknown(connection, [product.product_id for product in new])
        times = Counter(before) + Counter(ordered)
        rows = [{**_row(one), "times_ordered": times[one.product_id]} for one in new]
        connection.execute(insert(products), rows)
    old = [
        {"of_product": key, "times": ordered.get(key, 0), **_row(product, "new_")}
        for key, product in changed.items()
        if key in known
    ]
    if old:
        connection.execute(_CHANGE, old)
    _count(connection, {key: times for key, times in ordered.items() if key not in changed})


def _count(connection: Connection, ordered: Mapping[str, int]) -> None:
    """Add orders of products that are not changed otherwise, known or not."""
    found: set[str] = set()
    for part in _chunks(ordered):
        wanted = select(products.c.product_id).where(products.c.product_id.in_(part))
        found.update(connection.execute(wanted).scalars())
    counted = [{"of_product": key, "times": ordered[key]} for key in found]
    if counted:
        connection.execute(_COUNT, counted)
    unknown = {key: times for key, times in ordered.items() if key not in found}
    before = _take_unknown(connection, unknown)
    rows = [
        {"product_id": key, "times": times + before.get(key, 0)} for key, times in unknown.items()
    ]
    if rows:
        connection.execute(insert(orders_of_unknown), rows)


def _take_unknown(connection: Connection, product_ids: Iterable[str]) -> dict[str, int]:
    """Return how often these products were ordered before they were known, and forget it."""
    taken: dict[str, int] = {}
    for part in _chunks(product_ids):
        mine = orders_of_unknown.c.product_id.in_(part)
        rows = connection.execute(select(orders_of_unknown).where(mine)).all()
        taken.update({row.product_id: row.times for row in rows})
    for part in _chunks(taken):
        mine = orders_of_unknown.c.product_id.in_(part)
        connection.execute(delete(orders_of_unknown).where(mine))
    return taken


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    every = list(names)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def save_movements(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Record stock movements; one that is known stays as it is."""
    for row in rows:
        key = (stock_movements.c.movement_id == row["movement_id"]) & (
            stock_movements.c.ordinal == row["ordinal"]
        )
        if connection.execute(select(stock_movements.c.quantity).where(key)).first() is None:
            connection.execute(insert(stock_movements).values(row))


def add_declarations(
    connection: Connection, products: Iterable[Product], live: int, backfill: int
) -> None:
    """Write down what the shop said, and how far each lane had been processed by then."""
    rows = [
        {
            "product_id": product.product_id,
            "live": live,
            "backfill": backfill,
            "product": msgspec.json.encode(product),
        }
        for product in products
    ]
    if rows:
        connection.execute(insert(product_declarations), rows)


def read_declarations(connection: Connection, after: int, limit: int) -> list[Declaration]:
    """Return what the shop said of its products beyond a number, in the order it was said."""
    rows = connection.execute(
        select(product_declarations)
        .where(product_declarations.c.number > after)
        .order_by(product_declarations.c.number)
        .limit(limit)
    )
    return [
        Declaration(
            number=row.number,
            live=row.live,
            backfill=row.backfill,
            product=_as_product.decode(row.product),
        )
        for row in rows
    ]


def last_declaration(connection: Connection) -> int:
    """Return the number of the newest declaration, 0 if there is none."""
    return connection.execute(select(func.max(product_declarations.c.number))).scalar() or 0


def _row(product: Product, prefix: str = "") -> dict[str, object]:
    row = asdict(product)
    row["price"] = None if product.price is None else str(product.price)
    return {f"{prefix}{name}": value for name, value in row.items()}


def _product(row: Row[tuple[object, ...]]) -> Product:
    return Product(
        product_id=row.product_id,
        title=row.title,
        category=row.category,
        brand=row.brand,
        price=None if row.price is None else Decimal(row.price),
        currency=row.currency,
        url=row.url,
        image_url=row.image_url,
        sellable=row.sellable,
        in_stock=row.in_stock,
        first_seen=row.first_seen,
        updated_at=row.updated_at,
    )
