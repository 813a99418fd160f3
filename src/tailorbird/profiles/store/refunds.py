"""Queries on refunds, and on which order lines they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_, update

from tailorbird.profiles.ordering import FIRST_PRODUCT, WHOLE, Match, Refundable, RefundLine
from tailorbird.profiles.store.orders import UNKNOWN
from tailorbird.profiles.store.tables import order_lines, orders, refund_lines, refund_matches

_CHUNK = 500
Pair = tuple[str, str]  # person, product


def known_refunds(connection: Connection, refund_ids: Iterable[str]) -> set[tuple[str, int]]:
    """Return (refund, ordinal) of those refund lines that are known."""
    wanted = list(dict.fromkeys(refund_ids))
    found: set[tuple[str, int]] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = connection.execute(
            select(refund_lines.c.refund_id, refund_lines.c.ordinal).where(
                refund_lines.c.refund_id.in_(part)
            )
        )
        found.update((refund_id, ordinal) for refund_id, ordinal in rows)
    return found


def add_refunds(connection: Connection, lines: Sequence[RefundLine]) -> None:
    """Insert refund lines that were not known."""
    if lines:
        connection.execute(
            insert(refund_lines),
            [
                {
                    "refund_id": line.refund_id,
                    "ordinal": line.ordinal,
                    "order_id": line.order_id,
                    "profile_id": line.profile_id,
                    "product_id": line.product_id,
                    "title": "",  # the catalogue names goods; a service may be worded by a shopper
                    "quantity": line.quantity,
                    "matched": 0,
                    "unit_price": "" if line.unit_price is None else str(line.unit_price),
                    "total_minor": line.total_minor,
                    "currency": line.currency,
                    "refunded_at": line.refunded_at,
                    "source": line.source,
                }
                for line in lines
            ],
        )


def refunds_of(connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, list[RefundLine]]:
    """Return the refunds of each (person, product)."""
    found: dict[Pair, list[RefundLine]] = {}
    for part in _by_person(pairs):
        people, product_ids = [person for person, _ in part], [product for _, product in part]
        condition = refund_lines.c.profile_id.in_(people) & refund_lines.c.product_id.in_(
            product_ids
        )
        condition &= refund_lines.c.ordinal >= FIRST_PRODUCT
        for line in read_lines(connection, condition):
            found.setdefault((line.profile_id or "", line.product_id), []).append(line)
    return found


def refunds_of_order(connection: Connection, order_id: str) -> list[RefundLine]:
    """Return the refunded products that name an order."""
    of_order = refund_lines.c.order_id == order_id
    return read_lines(connection, of_order & (refund_lines.c.ordinal >= FIRST_PRODUCT))


def give_to_owners(connection: Connection, order_ids: Iterable[str]) -> list[RefundLine]:
    """Return the refunds that name these orders, each given to the person of its order.

    A refund that names a known order is that customer's, whoever told of it: a shop's server
    often speaks with an identifier of its own. While the order is unknown it stays where it is.
    """
    found: list[RefundLine] = []
    wanted = sorted(order_ids)
    for start in range(0, len(wanted), _CHUNK):
        naming = refund_lines.c.order_id.in_(wanted[start : start + _CHUNK])
        if connection.execute(select(refund_lines.c.refund_id).where(naming)).first() is None:
            continue
        order = (orders.c.order_id == refund_lines.c.order_id) & (orders.c.source != UNKNOWN)
        owner = select(orders.c.profile_id).where(order).scalar_subquery()
        known = select(orders.c.order_id).where(order).exists()
        connection.execute(update(refund_lines).where(naming, known).values(profile_id=owner))
        found += read_lines(connection, naming)
    return found


def name_orders(connection: Connection, profile_ids: Iterable[str]) -> list[str]:
    """Write into people's refunds the order each was matched to; return all orders they name.

    A refund that was matched to none stays without.
    """
    theirs = refund_lines.c.profile_id.in_(list(profile_ids))
    mine = read_lines(connection, theirs)
    taken: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for match in matches_of(connection, mine):
        key = (match.refund_id, match.refund_ordinal)
        taken.setdefault(key, []).append((-match.quantity, match.order_id))
    for line in mine:
        key = (line.refund_id, line.ordinal)
        if line.order_id is None and key in taken:
            this = (refund_lines.c.refund_id == key[0]) & (refund_lines.c.ordinal == key[1])
            order_id = min(taken[key])[1]
            connection.execute(update(refund_lines).where(this).values(order_id=order_id))
    named = read_lines(connection, theirs)
    return sorted({line.order_id for line in named if line.order_id is not None})


def orders_of_refund(connection: Connection, refund_id: str) -> dict[int, str]:
    """Return which order each line of a refund belongs to, where that is known."""
    found = read_lines(connection, refund_lines.c.refund_id == refund_id)
    return {line.ordinal: line.order_id for line in found if line.order_id is not None}


def read_lines(connection: Connection, condition: Any) -> list[RefundLine]:
    """Return the refund lines that fulfil a condition."""
    rows = connection.execute(select(refund_lines).where(condition))
    return [
        RefundLine(
            refund_id=row.refund_id,
            ordinal=row.ordinal,
            order_id=row.order_id,
            profile_id=row.profile_id,
            product_id=row.product_id,
            quantity=row.quantity,
            unit_price=Decimal(row.unit_price) if row.unit_price else None,
            total_minor=row.total_minor,
            currency=row.currency,
            refunded_at=row.refunded_at,
            source=row.source,
        )
        for row in rows
    ]


def refunded_pairs(connection: Connection, profile_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Return (person, product) of every refund of these people."""
    wanted = list(dict.fromkeys(profile_ids))
    found: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = connection.execute(
            select(refund_lines.c.profile_id, refund_lines.c.product_id).where(
                refund_lines.c.profile_id.in_(part)
            )
        )
        found.update((profile_id, product_id) for profile_id, product_id in rows)
    return found


def refundable_of(connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, list[Refundable]]:
    """Return the order lines of each (person, product)."""
    found: dict[Pair, list[Refundable]] = {}
    for part in _by_person(pairs):
        people, product_ids = [person for person, _ in part], [product for _, product in part]
        condition = orders.c.profile_id.in_(people) & order_lines.c.product_id.in_(product_ids)
        for person, product, line in _refundable(connection, condition):
            found.setdefault((person, product), []).append(line)
    return found


def refundable_in_order(connection: Connection, order_id: str, product_id: str) -> list[Refundable]:
    """Return one order's lines of one product."""
    condition = (orders.c.order_id == order_id) & (order_lines.c.product_id == product_id)
    return [line for *_, line in _refundable(connection, condition)]


def _refundable(connection: Connection, condition: Any) -> Iterator[tuple[str, str, Refundable]]:
    rows = connection.execute(
        select(
            orders.c.profile_id,
            order_lines.c.product_id,
            order_lines.c.order_id,
            order_lines.c.ordinal,
            order_lines.c.quantity,
            orders.c.placed_at,
            order_lines.c.unit_price,
            _CAME_BACK_WHOLE.exists(),
        )
        .join(orders, orders.c.order_id == order_lines.c.order_id)
        .where(condition)
    )
    for person, product, order_id, ordinal, quantity, placed_at, price, whole in rows:
        line = Refundable(
            order_id=order_id,
            ordinal=ordinal,
            quantity=quantity,
            placed_at=placed_at,
            unit_price=Decimal(price),
            whole=bool(whole),
        )
        yield person, product, line


_others = refund_lines.alias()
_CAME_BACK_WHOLE = (
    select(refund_lines.c.refund_id)
    .where(refund_lines.c.order_id == orders.c.order_id, refund_lines.c.ordinal == WHOLE)
    .where(
        ~select(_others.c.refund_id)
        .where(_others.c.refund_id == refund_lines.c.refund_id, _others.c.ordinal != WHOLE)
        .exists()
    )
)


def _by_person(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Split pairs so that one query asks for one person's products: no needless combinations."""
    for _, mine in groupby(sorted(pairs), key=lambda pair: pair[0]):
        every = list(mine)
        for start in range(0, len(every), _CHUNK):
            yield every[start : start + _CHUNK]


def matches_of(connection: Connection, refunds: Sequence[RefundLine]) -> set[Match]:
    """Return which pieces these refunds are known to have taken."""
    wanted = sorted({refund.refund_id for refund in refunds})
    mine = {(refund.refund_id, refund.ordinal) for refund in refunds}
    found: set[Match] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = connection.execute(
            select(refund_matches).where(refund_matches.c.refund_id.in_(part))
        )
        found.update(Match(**row) for row in rows.mappings())
    return {match for match in found if (match.refund_id, match.refund_ordinal) in mine}


def replace_matches(
    connection: Connection, refunds: Sequence[RefundLine], matches: Sequence[Match]
) -> set[str]:
    """Write which pieces these refunds took from which lines; return the orders that changed."""
    before, after = matches_of(connection, refunds), set(matches)
    gone, new = before - after, after - before
    if gone:
        keys = tuple_(*refund_matches.primary_key.columns)
        connection.execute(delete(refund_matches).where(keys.in_([_key(m) for m in gone])))
    if new:
        connection.execute(insert(refund_matches), [asdict(match) for match in new])
    changed = {(match.refund_id, match.refund_ordinal) for match in gone | new}
    _save_matched(connection, [r for r in refunds if (r.refund_id, r.ordinal) in changed], matches)
    return {match.order_id for match in gone | new}


def _key(match: Match) -> tuple[str, int, str, int]:
    return match.refund_id, match.refund_ordinal, match.order_id, match.order_ordinal


def _save_matched(
    connection: Connection, refunds: Sequence[RefundLine], matches: Sequence[Match]
) -> None:
    if not refunds:
        return
    pieces: Counter[tuple[str, int]] = Counter()
    worth: Counter[tuple[str, int]] = Counter()
    for match in matches:
        pieces[match.refund_id, match.refund_ordinal] += match.quantity
        worth[match.refund_id, match.refund_ordinal] += match.amount_minor
    rows = []
    for refund in refunds:
        key = (refund.refund_id, refund.ordinal)
        unpriced = refund.unit_price is None and refund.ordinal >= FIRST_PRODUCT
        minor = worth[key] if unpriced else refund.total_minor
        row = {"of_refund": key[0], "of_ordinal": key[1], "now": pieces[key], "now_minor": minor}
        rows.append(row)
    connection.execute(_MATCHED, rows)


_MATCHED = (
    update(refund_lines)
    .where(
        refund_lines.c.refund_id == bindparam("of_refund"),
        refund_lines.c.ordinal == bindparam("of_ordinal"),
    )
    .values(matched=bindparam("now"), total_minor=bindparam("now_minor"))
)


def resum_orders(connection: Connection, order_ids: Iterable[str]) -> None:
    """Add up again what of each order, and of each of its lines, came back."""
    wanted = sorted(order_ids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        money = select(func.coalesce(func.sum(refund_matches.c.amount_minor), 0)).where(
            refund_matches.c.order_id == orders.c.order_id
        )
        pieces = select(func.coalesce(func.sum(refund_matches.c.quantity), 0)).where(
            refund_matches.c.order_id == order_lines.c.order_id,
            refund_matches.c.order_ordinal == order_lines.c.ordinal,
        )
        connection.execute(
            update(orders)
            .where(orders.c.order_id.in_(part))
            .values(refunded_minor=money.scalar_subquery())
        )
        connection.execute(
            update(order_lines)
            .where(order_lines.c.order_id.in_(part))
            .values(refunded=pieces.scalar_subquery())
        )


def refund_counts(connection: Connection) -> tuple[int, int]:
    """Return how many refund lines are fully matched to order lines, and how many are not."""
    full = func.sum(
        (refund_lines.c.matched >= refund_lines.c.quantity).cast(refund_lines.c.matched.type)
    )
    total, matched = connection.execute(
        select(func.count(), func.coalesce(full, 0)).select_from(refund_lines)
    ).one()
    return int(matched), int(total - matched)
