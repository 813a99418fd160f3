"""Queries on what a person looks at and keeps in the cart now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
)

from tailorbird.profiles.store.orders import UNKNOWN
from tailorbird.profiles.store.tables import cart_lines, order_lines, orders, views
from tailorbird.profiles.types import CartLine, Facts, ViewedProduct
from tailorbird.storage.among import among
from tailorbird.storage.bulk import keep_newest

_viewed = select(views.c.profile_id, views.c.product_id, views.c.at)
_carted = select(
    cart_lines.c.profile_id,
    cart_lines.c.product_id,
    cart_lines.c.quantity,
    cart_lines.c.at,
    cart_lines.c.personal,
)


def read_facts(connection: Connection, profile_ids: Iterable[str]) -> dict[str, Facts]:
    """Return views, cart and last order of each person; ``bought_since`` reads what was bought."""
    found = read_carts(connection, profile_ids)
    seen: dict[str, list[ViewedProduct]] = {}
    theirs = among(connection, views.c.profile_id, list(found))
    for key, product, at in connection.execute(_viewed.where(theirs)).all():
        seen.setdefault(key, []).append(ViewedProduct(product, at))
    return {
        key: replace(
            facts,
            viewed=tuple(sorted(seen.get(key, ()), key=lambda view: (-view.at, view.product_id))),
        )
        for key, facts in found.items()
    }


def read_carts(connection: Connection, profile_ids: Iterable[str]) -> dict[str, Facts]:
    """Return cart and last order of each person; what they looked at is left out."""
    wanted = list(dict.fromkeys(profile_ids))
    carts: dict[str, list[CartLine]] = {}
    theirs = among(connection, cart_lines.c.profile_id, wanted)
    for key, *line in connection.execute(_carted.where(theirs)).all():
        carts.setdefault(key, []).append(CartLine(*line))
    ordered = _last_orders(connection, wanted)
    return {
        key: Facts(
            profile_id=key,
            cart=tuple(sorted(carts.get(key, ()), key=lambda line: (line.at, line.product_id))),
            ordered_at=ordered.get(key, 0),
        )
        for key in wanted
    }


def _last_orders(connection: Connection, profile_ids: list[str]) -> dict[str, int]:
    rows = connection.execute(
        select(orders.c.profile_id, func.max(orders.c.placed_at))
        .where(among(connection, orders.c.profile_id, profile_ids), orders.c.source != UNKNOWN)
        .group_by(orders.c.profile_id)
    )
    return {profile_id: int(at) for profile_id, at in rows.all()}


def bought_since(connection: Connection, profile_id: str, since: int) -> dict[str, int]:
    """Return each product bought since an instant, with when it was last bought."""
    rows = connection.execute(
        select(order_lines.c.product_id, func.max(orders.c.placed_at))
        .join(orders, orders.c.order_id == order_lines.c.order_id)
        .where(
            orders.c.profile_id == profile_id,
            orders.c.placed_at >= since,
            order_lines.c.is_service.is_(False),
        )
        .group_by(order_lines.c.product_id)
    )
    return {product_id: int(at) for product_id, at in rows}


def note_views(connection: Connection, seen: Mapping[tuple[str, str], int], most: int) -> None:
    """Remember when people last saw products, (person, product) -> when; ``most`` of each person.

    Nothing is read to do so: somebody may have seen much, and nearly all of it stays as it was.
    """
    keep_newest(connection, views, [(*key, at) for key, at in sorted(seen.items())], views.c.at)
    people = list(dict.fromkeys(profile_id for profile_id, _ in seen))
    crowded = (
        select(views.c.profile_id)
        .where(among(connection, views.c.profile_id, people))
        .group_by(views.c.profile_id)
        .having(func.count() > most)
    )
    if many := connection.execute(crowded).scalars().all():
        connection.execute(delete(views).where(_beyond(connection, many, most)))


def _beyond(connection: Connection, people: Sequence[str], most: int) -> ColumnElement[bool]:
    """Tell the views of people that are older than ``most`` others of theirs."""
    newest = views.c.at.desc(), views.c.product_id
    place = func.row_number().over(partition_by=views.c.profile_id, order_by=newest)
    theirs = among(connection, views.c.profile_id, people)
    ranked = select(views.c.profile_id, views.c.product_id, place.label("n")).where(theirs)
    numbered = ranked.subquery()
    old = select(numbered.c.profile_id, numbered.c.product_id).where(numbered.c.n > most)
    return tuple_(views.c.profile_id, views.c.product_id).in_(old)


def save_facts(connection: Connection, changed: Iterable[tuple[Facts, Facts]]) -> None:
    """Write what changed of people's views and carts: (before, after) of each person once."""
    pairs = list(changed)
    _save_views(connection, pairs)
    save_carts(connection, [after for before, after in pairs if after.cart != before.cart])


def _save_views(connection: Connection, pairs: list[tuple[Facts, Facts]]) -> None:
    gone, added = [], []
    for before, after in pairs:
        old, new = set(before.viewed), set(after.viewed)
        gone += [(after.profile_id, view) for view in old - new]
        added += [(after.profile_id, view) for view in new - old]
    if gone:
        this_one = views.c.profile_id == bindparam("who"), views.c.product_id == bindparam("what")
        keys = [{"who": profile_id, "what": view.product_id} for profile_id, view in gone]
        connection.execute(delete(views).where(*this_one), keys)
    if added:
        rows = [
            {"profile_id": profile_id, "product_id": view.product_id, "at": view.at}
            for profile_id, view in added
        ]
        connection.execute(insert(views), rows)


def save_carts(connection: Connection, changed: list[Facts]) -> None:
    """Write people's carts as they are now."""
    if changed:
        theirs = cart_lines.c.profile_id == bindparam("who")
        whose = [{"who": facts.profile_id} for facts in changed]
        connection.execute(delete(cart_lines).where(theirs), whose)
    rows = [
        {
            "profile_id": facts.profile_id,
            "product_id": line.product_id,
            "quantity": line.quantity,
            "at": line.at,
            "personal": line.personal,
        }
        for facts in changed
        for line in facts.cart
    ]
    if rows:
        connection.execute(insert(cart_lines), rows)


def erase_facts(connection: Connection, profile_id: str) -> None:
    """Forget one profile's views and cart, after they went to another."""
    connection.execute(delete(views).where(views.c.profile_id == profile_id))
    connection.execute(delete(cart_lines).where(cart_lines.c.profile_id == profile_id))
