"""Refunds that tell of pieces, of sums, or of nothing but an order, in any order of arrival.

The oracle works out from what was told, without the order in which it came, what the shop kept.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tailorbird.core.clock import DAY, day_number
from tailorbird.events.types import Event
from tailorbird.profiles.store import tables
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop

PENCE = {"x": 250, "y": 400}
ORDERS = ("o1", "o2", "o3")
SHIPPING = 395
pieces = st.lists(st.tuples(st.sampled_from(("x", "y")), st.integers(1, 4)), min_size=1, max_size=3)


class Placed(Struct, frozen=True):
    """An order of one person; what it came to includes shipping."""

    order_id: str
    day: int
    lines: list[tuple[str, int]]
    cancelled: bool

    @property
    def total(self) -> int:
        return SHIPPING + sum(PENCE[product] * count for product, count in self.lines)


class Back(Struct, frozen=True):
    """A refund: pieces with or without their price, a sum, or neither; of an order, or of none."""

    refund_id: str
    day: int
    order_id: str | None
    lines: list[tuple[str, int]]
    priced: bool
    pence: int | None

    @property
    def is_whole(self) -> bool:
        return not self.lines and self.pence is None and self.order_id is not None


placed_things = st.lists(st.sampled_from(ORDERS), unique=True, max_size=3).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(
                Placed,
                order_id=st.just(name),
                day=st.integers(0, 3),
                lines=pieces,
                cancelled=st.sampled_from((False, False, False, True)),
            )
            for name in names
        )
    )
)
sums = st.one_of(st.none(), st.integers(0, 2_000))
some_order = st.sampled_from((None, *ORDERS, *ORDERS, "unheard of"))
nothing: st.SearchStrategy[list[tuple[str, int]]] = st.just([])


def _backs(
    order_ids: st.SearchStrategy[str | None],
    lines: st.SearchStrategy[list[tuple[str, int]]],
    pence: st.SearchStrategy[int | None],
) -> st.SearchStrategy[Back]:
    return st.builds(
        Back,
        refund_id=st.just(""),
        day=st.integers(0, 5),
        order_id=order_ids,
        lines=lines,
        priced=st.booleans(),
        pence=pence,
    )


whole_orders = _backs(st.sampled_from(ORDERS), nothing, st.none())
backs = st.lists(
    st.one_of(
        whole_orders,
        _backs(st.none(), pieces, sums),
        _backs(some_order, pieces, sums),
        _backs(some_order, nothing, sums),
    ),
    max_size=6,
).map(lambda found: [_named(number, one) for number, one in enumerate(found)])


def _named(number: int, one: Back) -> Back:
    return Back(f"r{number}", one.day, one.order_id, one.lines, one.priced, one.pence)


def told(placed: tuple[Placed, ...], back: list[Back]) -> list[Event]:
    events = []
    for one in placed:
        lines = [line(p, n, _pounds(PENCE[p])) for p, n in one.lines]
        at = SOME_DAY + one.day * DAY
        events.append(order(one.order_id, at, lines, user="ann", total=_pounds(one.total)))
        if one.cancelled:
            events.append(event("Order Cancelled", at + 1, user="till", order_id=one.order_id))
    for refund in back:
        said: dict[str, Any] = {"refund_id": refund.refund_id}
        if refund.order_id:
            said["order_id"] = refund.order_id
        if refund.lines:
            said["products"] = [_back(*pair, priced=refund.priced) for pair in refund.lines]
        if refund.pence is not None:
            said["total"] = _pounds(refund.pence)
        at = SOME_DAY + refund.day * DAY
        events.append(event("Order Refunded", at, user="ann", **said))
    return events


def _back(product: str, count: int, *, priced: bool) -> dict[str, Any]:
    price = {"price": _pounds(PENCE[product])} if priced else {}
    return {"product_id": product, "quantity": count} | price


def _pounds(pence: int) -> str:
    return str(Decimal(pence) / 100)


class Kept(Struct, frozen=True):
    """What the shop kept: money of each order, pieces of each of its lines, money of each day."""

    orders: dict[str, int]
    pieces: dict[tuple[str, int], int]
    days: dict[int, int]


def oracle(placed: tuple[Placed, ...], back: list[Back]) -> Kept:
    """Deal out pieces one by one, then sums, then what is left to whole orders."""
    left = {(o.order_id, n): count for o in placed for n, (_, count) in enumerate(o.lines)}
    whole = {one.order_id for one in back if one.is_whole}
    taken = _taken(placed, back, left, whole)
    worth = {b.refund_id: _worth(b, taken) for b in back}
    off: Counter[str] = Counter()
    undone: Counter[str] = Counter()
    cancelled = {one.order_id for one in placed if one.cancelled}
    for (refund_id, _, of_order), pence in taken.items():
        off[of_order] += pence
        undone[refund_id] += pence * (of_order in cancelled)
    known = {one.order_id: one for one in placed}
    for one in back:
        if one.pence is not None and one.order_id in known:
            rest = one.pence - _products(one, taken)
            off[one.order_id] += rest
            undone[one.refund_id] += rest * (one.order_id in cancelled)
    for order_id in known.keys() & whole:
        first = min((b for b in back if b.is_whole and b.order_id == order_id), key=_turn)
        worth[first.refund_id] = max(0, known[order_id].total - off[order_id])
        off[order_id] += worth[first.refund_id]
        undone[first.refund_id] += worth[first.refund_id] * (order_id in cancelled)
    days: Counter[int] = Counter()
    for bought in placed:
        days[bought.day] += 0 if bought.cancelled else bought.total
    for one in back:
        days[one.day] -= worth[one.refund_id] - undone[one.refund_id]
    kept = {key: 0 if key[0] in whole else count for key, count in left.items()}
    return Kept({o.order_id: o.total - off[o.order_id] for o in placed}, kept, dict(days))


def _turn(one: Back) -> tuple[int, str]:
    return one.day, one.refund_id


def _taken(
    placed: tuple[Placed, ...],
    back: list[Back],
    left: dict[tuple[str, int], int],
    whole: set[str | None],
) -> Counter[tuple[str, int, str]]:
    taken: Counter[tuple[str, int, str]] = Counter()
    newest = sorted(placed, key=lambda one: (-one.day, one.order_id))
    for one in sorted(back, key=lambda b: (b.order_id is None, *_turn(b))):
        for number, (product, count) in enumerate(one.lines):
            for _ in range(count):
                spot = next(
                    (
                        (o.order_id, n)
                        for o in newest
                        if (one.order_id == o.order_id)
                        or (one.order_id is None and o.day <= one.day and o.order_id not in whole)
                        for n, (held, _) in enumerate(o.lines)
                        if held == product and left[o.order_id, n]
                    ),
                    None,
                )
                if spot is not None:
                    left[spot] -= 1
                    taken[one.refund_id, number, spot[0]] += PENCE[product]
    return taken


def _products(one: Back, taken: Counter[tuple[str, int, str]]) -> int:
    if one.priced:
        return sum(PENCE[product] * count for product, count in one.lines)
    return sum(pence for (refund_id, _, _), pence in taken.items() if refund_id == one.refund_id)


def _worth(one: Back, taken: Counter[tuple[str, int, str]]) -> int:
    return _products(one, taken) if one.pence is None else one.pence


def found(shop: StillShop) -> Kept:
    with shop.database.read() as connection:
        heads = connection.execute(tables.orders.select()).all()
        lines = connection.execute(tables.order_lines.select()).all()
    first = day_number(SOME_DAY)
    days = shop.profiles.trade_by_day(first, first + 6)
    return Kept(
        {head.order_id: head.total_minor - head.refunded_minor for head in heads},
        {(row.order_id, row.ordinal): row.quantity - row.refunded for row in lines},
        {day.day - first: day.net_minor for day in days},
    )


@given(st.data(), placed_things, backs, st.lists(st.integers(1, 4), max_size=8))
@settings(max_examples=120)
def test_what_the_shop_kept_does_not_hang_on_what_came_first(
    shop: StillShop,
    data: st.DataObject,
    placed: tuple[Placed, ...],
    back: list[Back],
    sizes: list[int],
) -> None:
    events = data.draw(st.permutations(told(placed, back)))
    shop.empty()
    shop.take_in_batches(events, sizes)
    assert shop.refusals.read(5) == []
    got, wanted = found(shop), oracle(placed, back)
    assert got.orders == wanted.orders
    assert got.pieces == wanted.pieces
    for day in range(7):
        assert got.days.get(day, 0) == wanted.days.get(day, 0)
