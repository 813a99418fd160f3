"""Join two profiles that turned out to be one person, in one transaction."""

from __future__ import annotations

from msgspec.structs import replace

from tailorbird.profiles.folding import MOST_VIEWED, with_cart
from tailorbird.profiles.store import facts as facts_store
from tailorbird.profiles.store import orders as orders_store
from tailorbird.profiles.store import people as people_store
from tailorbird.profiles.taking_orders import rematch_person
from tailorbird.profiles.types import Facts
from tailorbird.storage.database import Connection


def join(connection: Connection, old: str, new: str) -> None:
    """Give everything this room keeps of ``old`` to ``new``; doing it again changes nothing.

    The registry of personal data calls it first, then the same of every other room.
    """
    rows = people_store.read_profiles(connection, [old, new])
    if old == new or rows[old].merged_into is not None:
        return
    before = facts_store.read_facts(connection, [old, new])
    facts_store.erase_facts(connection, old)
    facts_store.save_facts(connection, [(before[new], join_facts(before[old], before[new]))])
    people_store.move_events_and_visits(connection, old, new)
    orders_store.reassign(connection, old, new)
    rematch_person(connection, new)
    both = (
        min(rows[old].first_seen, rows[new].first_seen),
        max(rows[old].last_seen, rows[new].last_seen),
        {**rows[old].traits, **rows[new].traits},
    )
    people_store.save_profiles(connection, {new: both})
    people_store.forward(connection, old, new)


def join_facts(old: Facts, new: Facts) -> Facts:
    """Return the views and cart of both: for each product the newer one counts.

    What one of them had in the cart before the other ordered has been bought, or left behind.
    """
    viewed = {view.product_id: view for view in (*old.viewed, *new.viewed)}
    for view in old.viewed:
        if view.at > viewed[view.product_id].at:
            viewed[view.product_id] = view
    cart = {line.product_id: line for line in (*old.cart, *new.cart)}
    for line in old.cart:
        if line.at > cart[line.product_id].at:
            cart[line.product_id] = line
    newest = sorted(viewed.values(), key=lambda view: (-view.at, view.product_id))
    both = replace(
        new,
        viewed=tuple(newest[:MOST_VIEWED]),
        ordered_at=max(old.ordered_at, new.ordered_at),
    )
    return with_cart(both, cart.values())
