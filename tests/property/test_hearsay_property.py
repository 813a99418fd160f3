"""Whatever a page says of orders, refunds, stock and prices: it changes none of them.

Anybody can send with the public key, and the numbers of orders can be guessed.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.core.clock import MINUTE
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import BACK_IN_STOCK, LOW_STOCK, PRICE_DROPPED, SHOPS_WORD
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

ABOUT_TRADE = ("orders", "order_lines", "refund_lines", "refund_matches", "stock_movements")
ABOUT_GOODS = ("products", "product_days")
ORDERS = ("o1", "o2", "o3")
GOODS = ("cup", "pot")
orders = st.sampled_from(ORDERS)
goods = st.sampled_from(GOODS)
minutes = st.integers(0, 20)


@st.composite
def of_the_shop(draw: st.DrawFn) -> Event:
    """An order, a refund, a cancellation or a count of the stock, as the shop tells it."""
    at, who = SOME_DAY + draw(minutes) * MINUTE, draw(st.sampled_from(("ann", "ben")))
    order_id, lines = draw(orders), [line(draw(goods), draw(st.integers(1, 4)))]
    return draw(
        st.sampled_from(
            [
                order(order_id, at, lines, user=who),
                order(order_id, at, lines, browser=f"{who}'s phone", source="http"),
                refund(f"r{order_id}", at, lines, user=who, order_id=order_id),
                refund(f"r{at}", at, lines, user=who),
                event("Order Cancelled", at, user=who, order_id=order_id),
                event("Stock Adjusted", at, user="till", adjustment_id=f"s{at}", products=lines),
            ]
        )
    )


@st.composite
def of_a_page(draw: st.DrawFn) -> Event:
    """The same and more, said with the public key by anybody: a customer who proves it, too."""
    at, lines = SOME_DAY + draw(minutes) * MINUTE, [line(draw(goods), draw(st.integers(1, 4)))]
    browser = draw(st.sampled_from(("ann's phone", "ann's tablet", "a stranger's")))
    user = draw(st.sampled_from((None, "ann")))
    # her phone tells of orders: proving it hers would rightly bring her refunds to them
    proven = browser == "ann's tablet" and user is not None and draw(st.booleans())
    who: dict[str, Any] = {"browser": browser, "user": user, "proven": proven, "source": "http"}
    name, one = draw(st.sampled_from(sorted(SHOPS_WORD))), lines[0]
    told: dict[str, Any] = {"order_id": draw(orders), "products": lines}
    match name:
        case "Order Refunded":
            told |= {"refund_id": draw(st.sampled_from((f"r{told['order_id']}", "mine")))}
            if draw(st.booleans()):
                del told["order_id"]
        case "Stock Adjusted":
            told = {"adjustment_id": f"s{at}", "products": lines}
        case _ if name in (PRICE_DROPPED, BACK_IN_STOCK, LOW_STOCK):
            told = {"product_id": one["product_id"], "price": "0.01", "inventory_quantity": 0}
    return event(name, at, **who, **told)


def rows(shop: StillShop, names: tuple[str, ...]) -> dict[str, list[str]]:
    with shop.database.read() as connection:
        return {
            table.name: sorted(
                # whose an order is may have another number, as profiles are numbered by chance
                repr({key: held for key, held in row.items() if key != "profile_id"})
                for row in connection.execute(table.select()).mappings()
            )
            for table in OPERATIONAL.sorted_tables
            if table.name in names
        }


def test_the_tables_looked_at_are_there() -> None:
    assert set(ABOUT_TRADE) <= set(OPERATIONAL.tables)


@given(
    st.lists(of_the_shop(), min_size=1, max_size=8),
    st.lists(of_a_page(), min_size=1, max_size=8),
    st.data(),
    st.lists(st.integers(1, 4), max_size=8),
)
@settings(max_examples=60)
def test_trade_and_goods_are_as_if_no_page_had_said_a_word(
    shop: StillShop, told: list[Event], said: list[Event], data: st.DataObject, sizes: list[int]
) -> None:
    places = [data.draw(st.integers(0, len(told))) for _ in said]
    shop.empty()
    shop.take_in_batches(told, sizes)
    without = rows(shop, ABOUT_TRADE + ABOUT_GOODS)
    shop.empty()
    mixed = [
        one
        for place, mine in enumerate([*told, None])
        for one in [*(s for s, at in zip(said, places, strict=True) if at == place), mine]
        if one is not None
    ]
    shop.take_in_batches(mixed, sizes)
    assert rows(shop, ABOUT_TRADE + ABOUT_GOODS) == without
    noted = {refusal.code: times for refusal, times in shop.refusals.read(5)}
    assert noted == {"hearsay": len({one.message_id for one in said})}
