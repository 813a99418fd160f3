"""What is asked of the archive agrees with what the shop folded from the same events."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from tailorbird.app.archiving import Archiving
from tailorbird.core.clock import DAY, HOUR, to_datetime
from tailorbird.core.config import Config
from tailorbird.core.errors import BadInput
from tailorbird.events import questions
from tailorbird.events.types import Event, Lane
from tailorbird.profiles.store.tables import identities, order_lines, orders
from tailorbird.storage import expressions
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StillShop]:
    with StillShop(tmp_path / "shop") as opened:
        yield opened


@pytest.fixture
def archiving(shop: StillShop, tmp_path: Path) -> Archiving:
    config = Config(data=tmp_path / "shop", currency="GBP")
    return Archiving(config, shop.clock, shop.database, shop._folder.log)


def trade(chance: random.Random, number: int) -> Event:
    """An order as shops send them: now and then twice, in parts, cancelled, with postage."""
    at = SOME_DAY + chance.randrange(3 * DAY)
    order_id = f"O{chance.randrange(60)}"
    user = f"u{chance.randrange(9)}"
    kind = chance.random()
    if kind < 0.1:
        said_by = chance.choice(["server", "server", "http"])
        return event("Order Cancelled", at, order_id=order_id, user=user, source=said_by)
    if kind < 0.3:
        browser, product = f"b{chance.randrange(5)}", f"P{chance.randrange(5)}"
        return event("Product Viewed", at, browser=browser, user=user, product_id=product)
    lines = [
        line(
            f"P{chance.randrange(5)}",
            chance.randrange(1, 9),
            str(Decimal(chance.randrange(999)) / 100),
            ordinal=chance.randrange(4),
            is_service=chance.random() < 0.2,
        )
        for _ in range(chance.randrange(1, 4))
    ]
    source = chance.choice(["server", "http", "import:a", "import:b"])
    rest: dict[str, Any] = {"currency": "EUR"} if chance.random() < 0.2 else {}
    return order(order_id, at, lines, user=user, source=source, message_id=f"m{number}", **rest)


def folded(shop: StillShop) -> Counter[tuple[object, ...]]:
    """Pieces and money by day, product and currency, from the tables of orders."""
    found: Counter[tuple[object, ...]] = Counter()
    with shop.database.read() as connection:
        rows = connection.execute(
            select(
                orders.c.placed_at,
                order_lines.c.product_id,
                orders.c.currency,
                order_lines.c.quantity,
                order_lines.c.total_minor,
            )
            .join(orders, orders.c.order_id == order_lines.c.order_id)
            .where(orders.c.status == "placed", order_lines.c.is_service.is_(False))
        )
        for placed_at, product, currency, quantity, minor in rows:
            day = to_datetime(placed_at).date()
            found[day, product, currency, "pieces"] += quantity
            found[day, product, currency, "minor"] += minor
    return found


def asked(archiving: Archiving) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    for row in archiving.ask(questions.sales_by_product):
        key = (row["day"], row["product_id"], row["currency"])
        found[(*key, "pieces")] += int(row["pieces"])
        found[(*key, "minor")] += int(row["total_minor"])
    return found


@pytest.mark.parametrize("seed", range(4))
def test_sales_from_the_archive_are_those_of_the_orders(
    shop: StillShop, archiving: Archiving, seed: int
) -> None:
    chance = random.Random(seed)
    for part in range(3):
        shop.take(*(trade(chance, part * 100 + number) for number in range(60)))
        if part < 2:
            archiving.seal()
    assert sum(folded(shop).values()) > 0
    assert +asked(archiving) == +folded(shop)


def test_events_are_counted_by_day_over_files_and_tail(
    shop: StillShop, archiving: Archiving
) -> None:
    told = [event("Cart Viewed", SOME_DAY + n * HOUR, browser="b") for n in range(48)]
    shop.take(*told[:30])
    archiving.seal()
    shop.take(*told[30:])
    rows = archiving.ask(questions.events_by_day)
    assert [(row["name"], row["events"]) for row in rows] == [("Cart Viewed", 24)] * 2
    assert rows[0]["day"] == to_datetime(SOME_DAY).date()


def test_people_who_were_joined_since_are_one(shop: StillShop, archiving: Archiving) -> None:
    shop.take(
        event("Cart Viewed", SOME_DAY, browser="b1"), event("Cart Viewed", SOME_DAY, browser="b2")
    )
    archiving.seal()
    assert len(archiving.ask(questions.events_by_person)) == 2
    shop.take(event("Cart Viewed", SOME_DAY + 1, browser="b1", user="u1"))
    shop.take(event("Cart Viewed", SOME_DAY + 2, browser="b2", user="u1"))
    found = archiving.ask(questions.events_by_person)
    with shop.database.read() as connection:
        one = connection.execute(select(identities.c.profile_id).distinct()).scalar_one()
    heard = len(shop.log.read(Lane.LIVE, 0, 100))  # the note that two were joined is one more
    assert found == [{"profile_id": one, "events": heard}]
    assert heard == 5


def test_a_question_is_compiled_once(shop: StillShop, archiving: Archiving) -> None:
    shop.take(event("Cart Viewed", SOME_DAY, browser="b1"))
    archiving.ask(questions.events_by_day)
    before = expressions.compiled.cache_info()
    archiving.ask(questions.events_by_day)
    after = expressions.compiled.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_a_copy_holds_every_row_in_the_order_of_the_log(
    shop: StillShop, archiving: Archiving, tmp_path: Path
) -> None:
    shop.take(*(event("Cart Viewed", SOME_DAY + n, browser="b") for n in range(50)))
    archiving.seal()
    shop.take(
        order("O1", SOME_DAY, [line("P1", 2, "0.125"), line("P2")], user="u"), lane=Lane.BACKFILL
    )
    target = tmp_path / "it's a copy.parquet"
    assert archiving.export("events", target) == 51
    assert pq.read_table(target)["position"].to_pylist() == list(range(1, 52))
    assert archiving.export("items", target) == 2
    rows = pq.read_table(target).to_pylist()
    assert [(r["product_id"], r["quantity"], r["total_minor"]) for r in rows] == [
        ("P1", 2, 25),
        ("P2", 1, 100),
    ]
    assert rows[0]["price"] == Decimal("0.125")
    with pytest.raises(BadInput, match="there are events, items"):
        archiving.export("people", target)
    with pytest.raises(BadInput, match="make it first"):
        archiving.export("items", tmp_path / "none" / "x.parquet")


def test_an_answer_comes_in_batches(shop: StillShop, archiving: Archiving) -> None:
    shop.take(*(event("Cart Viewed", SOME_DAY + n * DAY, browser="b") for n in range(5)))
    batches = list(archiving.batches(questions.events_by_day))
    assert sum(batch.num_rows for batch in batches) == 5


def test_the_check_tells_when_a_file_says_something_else(
    shop: StillShop, archiving: Archiving
) -> None:
    shop.take(*(event("Cart Viewed", SOME_DAY + n, browser="b") for n in range(9)))
    archiving.seal()
    assert archiving.check().sound
    assert archiving.check().compared == 9
    (path,) = (Path(path) for path in archiving.files())
    table = pq.read_table(path)
    changed = table.set_column(
        table.schema.get_field_index("payload"),
        "payload",
        [[text.replace('"b"', '"c"') for text in table["payload"].to_pylist()]],
    )
    pq.write_table(changed, path)
    report = archiving.check()
    assert (report.sound, report.different) == (False, 9)


def test_the_log_is_trimmed_only_after_its_days_and_processing(
    shop: StillShop, archiving: Archiving
) -> None:
    shop.append([event("Cart Viewed", SOME_DAY + n, browser="b") for n in range(9)])
    archiving.seal()
    shop.clock.move(31 * DAY)
    assert archiving.trim() == 0  # not processed yet
    shop.process()
    shop.clock.set(SOME_DAY + 29 * DAY)
    assert archiving.trim() == 0
    shop.clock.set(SOME_DAY + 31 * DAY)
    assert archiving.trim() == 8
    assert len(archiving.events.read_lane(Lane.LIVE, 0, 100)) == 9
    assert archiving.check().sound


def test_a_price_with_very_many_digits_is_rounded_in_its_column_only(
    shop: StillShop, archiving: Archiving
) -> None:
    exact = "0.1234567890123456789"
    shop.take(order("O1", SOME_DAY, [line("P1", 1000, exact)], user="u"))
    archiving.seal()
    (item,) = archiving.events.archive.tables("items")
    assert item["price"].to_pylist() == [Decimal("0.123456789012345679")]
    assert item["total_minor"].to_pylist() == [12346]
    (read,) = archiving.events.read_lane(Lane.LIVE, 0, 9)
    assert read.event.properties["products"][0]["price"] == exact
