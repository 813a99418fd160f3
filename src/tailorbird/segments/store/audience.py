"""What the interpreter over a whole audience reads of the operational database.

Large tables are read by batches of columns, never as objects and never all at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from tailorbird.catalog.store import products
from tailorbird.privacy.store.consents import consents, granted_only, words_for
from tailorbird.profiles.store.tables import cart_lines, orders, person_events, profiles
from tailorbird.profiles.types import OrderStatus
from tailorbird.segments.store.tables import predicted_values
from tailorbird.segments.windows import EARLIEST
from tailorbird.storage.among import among
from tailorbird.storage.database import Connection

ANY = "*"
_events, _orders, _lines = person_events.c, orders.c, cart_lines.c


def everybody(*, traits: bool) -> Select[Any]:
    """Select whoever there is now; with what is told of them, as JSON."""
    told = [cast(profiles.c.traits, String)] if traits else []
    return select(profiles.c.profile_id, *told).where(profiles.c.merged_into.is_(None))


def how_many(connection: Connection) -> int:
    """Return how many people there are now."""
    living = select(func.count()).select_from(profiles).where(profiles.c.merged_into.is_(None))
    return connection.execute(living).scalar() or 0


def whose(names: Mapping[str, int]) -> Select[Any]:
    """Select the events that may be read, by name and from an instant on, with whose they are."""
    mine = select(_events.position, _events.profile_id)
    return mine.where(_events.counts, _read(names))


def any_event() -> Select[Any]:
    """Select all events, without what they say: to see quickly whether there are many."""
    return select(_events.position)


def _read(names: Mapping[str, int]) -> ColumnElement[bool]:
    parts = []
    for since in sorted(set(names.values())):
        named = sorted(name for name, earliest in names.items() if earliest == since)
        whole = [] if since <= EARLIEST else [_events.at >= since]
        listed = [] if ANY in named else [_events.name.in_(named)]
        parts.append(and_(true(), *whole, *listed))
    return or_(*parts)


def placed_orders(since: int = EARLIEST) -> Select[Any]:
    """Select the orders of people that were not cancelled, from an instant on."""
    net = _orders.total_minor - _orders.refunded_minor
    placed = (_orders.status == OrderStatus.PLACED.value) & _orders.profile_id.is_not(None)
    columns = (_orders.order_id, _orders.profile_id, _orders.placed_at)
    if since > EARLIEST:
        placed &= _orders.placed_at >= since
    return select(*columns, net.label("net_minor"), _orders.currency).where(placed)


def carts() -> Select[Any]:
    """Select what waits in carts, as far as it may be used for the person."""
    columns = (_lines.profile_id, _lines.product_id, _lines.quantity, _lines.at)
    return select(*columns).where(_lines.personal)


def labels() -> Select[Any]:
    """Select what the catalogue says of products now."""
    mine = products.c
    return select(mine.product_id, mine.title, mine.category, mine.brand)


def predictions(names: Collection[str]) -> Select[Any]:
    """Select the numbers of these names that were predicted."""
    mine = predicted_values.c
    wanted = select(mine.profile_id, mine.name, mine.value)
    return wanted.where(mine.name.in_(sorted(names)))


def agreed(connection: Connection, asked: Sequence[tuple[str, str]]) -> Select[Any]:
    """Select the yes of everybody who never said no, on these purposes of channels."""
    parts = []
    for channel, purpose in sorted(set(asked)):
        words = words_for(connection, channel, purpose)
        said = or_(*(_is_word(*one) for one in words)) if words else ~true()
        named = (literal(channel).label("channel"), literal(purpose).label("purpose"))
        yes = literal(value=True).label("granted")
        mine = select(consents.c.profile_id, *named, yes).where(said, granted_only())
        parts.append(mine.distinct())
    return select(union_all(*parts).subquery())


def _is_word(channel: str, purpose: str) -> ColumnElement[bool]:
    return (consents.c.channel == channel) & (consents.c.purpose == purpose)


# -- of a sample


def of_these(
    connection: Connection, wanted: Select[Any], people: Collection[str] | None
) -> Select[Any]:
    """Keep of a statement's rows those of these people; of None everybody's."""
    if people is None:
        return wanted
    return wanted.where(among(connection, wanted.selected_columns.profile_id, people))


def happenings() -> Select[Any]:
    """Select what may be asked of events: position, person, instant, name, order, facts as JSON."""
    columns = (_events.position, _events.profile_id, _events.at, _events.name)
    return select(*columns, _events.order_id, _events.facts).where(_events.counts)


def every_prediction() -> Select[Any]:
    """Select all predicted numbers."""
    mine = predicted_values.c
    return select(mine.profile_id, mine.name, mine.value)
