"""Orders, their parts, cancellations and refunds, told in any order through the real database.

The oracle deals out single pieces by hand from what is known in the end.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tailorbird.core.clock import DAY, day_number
from tailorbird.core.money import to_minor
from tailorbird.events.types import Event
from tailorbird.profiles.store import tables
from tailorbird.storage.database import Connection
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

PRICES = {"x": Decimal("2.50"), "y": Decimal("0.125")}
ORDERS = ("o1", "o2", "o3", "o4")
people = st.sampled_from((None, "ann", "ben"))
days = st.integers(0, 5)
pieces = st.lists(st.tuples(st.sampled_from(("x", "y")), st.integers(1, 4)), min_size=1, max_size=3)


class Bought(Struct, frozen=True):
    """One order of the shop: who, when, what, whether its file cut it in two, whether cancelled."""

    order_id: str
    person: str | None
    day: int
    lines: list[tuple[str, int]]
    cut: bool
    cancelled: bool


class Returned(Struct, frozen=True):
    """One refund: who sent it, when, what, and the order it names, if any."""

    refund_id: str
    person: str | None
    day: int
    lines: list[tuple[str, int]]
    order_id: str | None


@st.composite
def bought_things(draw: st.DrawFn) -> list[Bought]:
    names = draw(st.lists(st.sampled_from(ORDERS), unique=True, max_size=4))
    return [
        Bought(name, draw(people), draw(days), draw(pieces), draw(st.booleans()), draw(rarely))
        for name in names
    ]


rarely = st.sampled_from((False, False, True))
named = st.one_of(st.none(), st.none(), st.sampled_from((*ORDERS, "unheard of")))
returned_things = st.lists(st.tuples(people, days, pieces, named), max_size=5).map(
    lambda found: [Returned(f"r{number}", *rest) for number, rest in enumerate(found)]
)
Row = tuple[str, int, str, int, int, int]


def told(bought: list[Bought], returned: list[Returned]) -> list[Event]:
    events = []
    for one in bought:
        every = [_line(n, *pieces) for n, pieces in enumerate(one.lines)]
        parts = [every[:1], every[1:]] if one.cut and len(every) > 1 else [every]
        at = SOME_DAY + one.day * DAY
        for part in parts:
            placed = order(one.order_id, at, part, user=one.person, source="import:orders")
            events.append(placed)
        if one.cancelled:
            events.append(event("Order Cancelled", at + DAY, user="till", order_id=one.order_id))
    for back in returned:
        lines = [_line(n, *pieces) for n, pieces in enumerate(back.lines)]
        at = SOME_DAY + back.day * DAY
        more = {"order_id": back.order_id} if back.order_id else {}
        events.append(refund(back.refund_id, at, lines, user=back.person, **more))
    return events


def _line(ordinal: int, product: str, quantity: int) -> dict[str, Any]:
    return line(product, quantity, str(PRICES[product]), ordinal=ordinal)


def oracle(bought: list[Bought], returned: list[Returned]) -> set[Row]:
    """Deal the pieces out one by one: certain refunds first, each from the newest order."""
    owner = {one.order_id: one.person for one in bought}
    left = {(o.order_id, n): quantity for o in bought for n, (_, quantity) in enumerate(o.lines)}
    taken: Counter[tuple[str, int, str, int]] = Counter()
    newest = sorted(bought, key=lambda one: (-one.day, one.order_id))
    for back in sorted(returned, key=lambda r: (r.order_id is None, r.day, r.refund_id)):
        for number, (product, quantity) in enumerate(back.lines):
            for _ in range(quantity):
                for one in newest:
                    if back.order_id is None:
                        fits = back.person is not None and owner[one.order_id] == back.person
                        fits = fits and one.day <= back.day
                    else:
                        fits = back.order_id == one.order_id
                    spot = next(
                        (
                            n
                            for n, (held, _) in enumerate(one.lines)
                            if held == product and left[one.order_id, n]
                        ),
                        None,
                    )
                    if fits and spot is not None:
                        left[one.order_id, spot] -= 1
                        taken[back.refund_id, number, one.order_id, spot] += 1
                        break
    price = {(b.refund_id, n): PRICES[p] for b in returned for n, (p, _) in enumerate(b.lines)}
    return {(*key, n, to_minor(price[key[:2]] * n, "GBP")) for key, n in taken.items()}


def matches(connection: Connection) -> set[Row]:
    return {tuple(row) for row in connection.execute(tables.refund_matches.select())}


@given(st.data(), bought_things(), returned_things, st.lists(st.integers(1, 4), max_size=8))
@settings(max_examples=70)
def test_each_refunded_piece_finds_its_order_whatever_came_first(
    shop: StillShop,
    data: st.DataObject,
    bought: list[Bought],
    returned: list[Returned],
    sizes: list[int],
) -> None:
    events = data.draw(st.permutations(told(bought, returned)))
    shop.empty()
    shop.take_in_batches(events, sizes)
    assert shop.refusals.read(5) == []
    with shop.database.read() as connection:
        found = matches(connection)
        assert found == oracle(bought, returned)
        _check_sums(connection, found)
    assert _as_sold(shop) == _as_told(bought)
    full = Counter[tuple[str, int]]()
    for refund_id, number, _, _, quantity, _ in found:
        full[refund_id, number] += quantity
    wanted = {(b.refund_id, n): q for b in returned for n, (_, q) in enumerate(b.lines)}
    whole = sum(full[key] == quantity for key, quantity in wanted.items())
    assert shop.profiles.refund_counts() == (whole, len(wanted) - whole)


def _check_sums(connection: Connection, found: set[Row]) -> None:
    money, back = Counter[str](), Counter[tuple[str, int]]()
    for _, _, order_id, ordinal, quantity, amount in found:
        money[order_id] += amount
        back[order_id, ordinal] += quantity
    for head in connection.execute(tables.orders.select()):
        assert head.refunded_minor == money[head.order_id]
    for row in connection.execute(tables.order_lines.select()):
        assert row.refunded == back[row.order_id, row.ordinal] <= row.quantity


def _as_told(bought: list[Bought]) -> dict[str, tuple[str | None, int, int, bool]]:
    def total(one: Bought) -> int:
        parts = [one.lines[:1], one.lines[1:]] if one.cut else [one.lines]
        sums = (sum((PRICES[p] * n for p, n in part), Decimal(0)) for part in parts)
        return sum(to_minor(part, "GBP") for part in sums)

    return {o.order_id: (o.person, o.day, total(o), o.cancelled) for o in bought}


def _as_sold(shop: StillShop) -> dict[str, tuple[str | None, int, int, bool]]:
    with shop.database.read() as connection:
        names = {
            row.profile_id: row.value
            for row in connection.execute(tables.identities.select())
            if row.kind == "user"
        }
        return {
            head.order_id: (
                names.get(head.profile_id),
                (head.placed_at - SOME_DAY) // DAY,
                head.total_minor,
                head.status == "cancelled",
            )
            for head in connection.execute(tables.orders.select())
        }


@given(st.data(), bought_things(), returned_things, st.lists(st.integers(1, 4), max_size=8))
@settings(max_examples=30)
def test_the_days_add_up_to_all_that_was_sold_and_given_back(
    shop: StillShop,
    data: st.DataObject,
    bought: list[Bought],
    returned: list[Returned],
    sizes: list[int],
) -> None:
    events = data.draw(st.permutations(told(bought, returned)))
    shop.empty()
    shop.take_in_batches(events, sizes)
    cancelled = {one.order_id for one in bought if one.cancelled}
    orders, net = Counter[int](), Counter[int]()
    for order_id, (_, day, total, gone) in _as_told(bought).items():
        assert gone == (order_id in cancelled)
        if not gone:
            orders[day] += 1
            net[day] += total
    day_of = {back.refund_id: back.day for back in returned}
    for back in returned:
        net[back.day] -= sum(to_minor(PRICES[p] * n, "GBP") for p, n in back.lines)
    for refund_id, _, order_id, _, _, amount in oracle(bought, returned):
        if order_id in cancelled:
            net[day_of[refund_id]] += amount
    first = day_number(SOME_DAY)
    days_found = shop.profiles.trade_by_day(first, first + 10)
    got = {found.day - first: (found.orders, found.net_minor) for found in days_found}
    wanted = {day: (orders[day], net[day]) for day in range(11)}
    assert {day: got.get(day, (0, 0)) for day in range(11)} == wanted
