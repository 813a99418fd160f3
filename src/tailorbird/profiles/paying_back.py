"""What refunds are worth beyond the pieces they name: sums of money, and whole orders.

Everything follows from the set of what is known, never from the order in which it came: a sum
counts less what the same refund's products are worth; an order that came back whole is worth what
its other refunds left of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from tailorbird.core.money import to_minor
from tailorbird.profiles.ordering import STATED, WHOLE, Match, RefundLine
from tailorbird.profiles.store import refund_money as store
from tailorbird.profiles.store import refunds as refunds_store
from tailorbird.profiles.types import Sold
from tailorbird.storage.database import Connection

ALL = STATED  # the number under which an order as a whole is matched


def settle(
    connection: Connection, order_ids: Iterable[str], refund_ids: Iterable[str] = ()
) -> set[str]:
    """Work out anew what refunds gave back of orders, where lines of these have changed.

    Return the orders whose figures were reckoned again.
    """
    changed = set(order_ids)
    told = {*refund_ids, *store.refunds_on(connection, changed)}
    money = store.money_lines(connection, changed, told)
    named = {line.order_id for line in money if line.order_id}
    if named - changed:
        money = store.money_lines(connection, changed | named, told)
    if money:
        _pay_back(connection, money, named)
    refunds_store.resum_orders(connection, changed | named)
    return changed | named


def _pay_back(connection: Connection, money: list[RefundLine], named: set[str]) -> None:
    sums = store.product_sums(connection, {line.refund_id for line in money})
    worth = {(line.refund_id, line.ordinal): line for line in valued(money, sums)}
    matches: list[Match] = []
    for order_id, order in store.sold(connection, named).items():
        mine = [line for line in worth.values() if line.order_id == order_id]
        taken, whole = matched(order_id, order, mine, sums)
        matches += taken
        if whole is not None:
            worth[whole.refund_id, whole.ordinal] = whole
    known = {(line.refund_id, line.ordinal): line for line in money}
    store.save_worth(connection, [line for key, line in worth.items() if line != known[key]])
    refunds_store.replace_matches(connection, list(worth.values()), matches)


def valued(money: Iterable[RefundLine], sums: Mapping[str, int]) -> Iterator[RefundLine]:
    """Yield lines of money at what they are worth as long as their order is not known."""
    for line in money:
        stated = 0
        if line.ordinal == STATED and line.unit_price is not None:
            stated = to_minor(line.unit_price, line.currency) - sums.get(line.refund_id, 0)
        yield replace(line, total_minor=stated)


def matched(
    order_id: str, order: Sold, money: Sequence[RefundLine], sums: Mapping[str, int]
) -> tuple[list[Match], RefundLine | None]:
    """Return what an order's lines of money take from it, and the one that took it whole, if any.

    The first refund that says nothing but the order takes all that the others leave, pieces and
    money; where a refund says more, that counts.
    """
    stated = [line for line in money if line.ordinal == STATED]
    matches = [_match(line, order_id, ALL, 1, line.total_minor) for line in stated]
    more = {line.refund_id for line in stated} | sums.keys()
    whole = [line for line in money if line.ordinal == WHOLE and line.refund_id not in more]
    if not whole:
        return matches, None
    first = min(whole, key=lambda line: (line.refunded_at, line.refund_id))
    left = order.total_minor - order.refunded_minor - sum(line.total_minor for line in stated)
    matches.append(_match(first, order_id, ALL, 1, max(0, left)))
    matches += [_match(first, order_id, line, n, 0) for line, n in order.left.items() if n > 0]
    return matches, replace(first, total_minor=max(0, left), currency=order.currency)


def _match(line: RefundLine, order_id: str, ordinal: int, pieces: int, amount: int) -> Match:
    return Match(
        refund_id=line.refund_id,
        refund_ordinal=line.ordinal,
        order_id=order_id,
        order_ordinal=ordinal,
        quantity=pieces,
        amount_minor=amount,
    )
