"""What the interpreter for one person reads of people, loaded for several at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from tailorbird.catalog.store import products
from tailorbird.privacy.consent import state
from tailorbird.profiles.asking import answers_of
from tailorbird.profiles.facts_of_events import EventFacts, decode
from tailorbird.profiles.store.tables import cart_lines, orders, person_events, profiles
from tailorbird.profiles.types import OrderStatus
from tailorbird.segments.facts import Happening, History, Label, PlacedOrder, Waiting
from tailorbird.segments.reads import Reads
from tailorbird.segments.store.tables import predicted_values
from tailorbird.storage.among import among

T = TypeVar("T")
ANY = "*"
_NOTHING = EventFacts()
_events, _orders, _lines = person_events.c, orders.c, cart_lines.c


def read_histories(
    connection: Connection, people: Sequence[str], reads: Reads
) -> dict[str, History]:
    """Return what may be asked of each of these people, as far as it is read at all."""
    happenings = _by_person(_happenings(connection, people, reads))
    placed = _by_person(_placed(connection, people)) if reads.orders else {}
    carts = _by_person(_carts(connection, people)) if reads.cart else {}
    traits = dict(_traits(connection, people)) if reads.traits else {}
    consents = {one: _consents(connection, one) for one in people} if reads.consent else {}
    predicted = _by_person(_predicted(connection, people)) if reads.predicted else {}
    labels = _labels(connection, happenings, carts) if reads.catalogue else {}
    return {
        who: History(
            profile_id=who,
            happenings=tuple(happenings.get(who, ())),
            orders=tuple(placed.get(who, ())),
            cart=tuple(carts.get(who, ())),
            traits=traits.get(who, {}),
            consents=consents.get(who, {}),
            predicted=dict(predicted.get(who, ())),
            labels=labels,
        )
        for who in people
    }


def _by_person(found: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    by_person: dict[str, list[T]] = {}
    for who, one in found:
        by_person.setdefault(who, []).append(one)
    return by_person


def _happenings(
    connection: Connection, people: Sequence[str], reads: Reads
) -> Iterator[tuple[str, Happening]]:
    names, details = reads.events, reads.details
    if not names:
        return
    wanted = select(
        _events.profile_id,
        _events.position,
        _events.at,
        _events.name,
        _events.order_id,
        _events.facts,
    ).where(among(connection, _events.profile_id, people), _events.counts)
    if ANY not in names:
        wanted = wanted.where(among(connection, _events.name, sorted(names)))
    rows = _all(connection, wanted.order_by(_events.profile_id, _events.at, _events.position))
    for who, position, at, name, order_id, facts in rows:
        # reading what an event tells costs more than the rest, and is seldom asked for
        asked = facts and (name in details or ANY in details)
        told = decode(facts) if asked else _NOTHING
        yield (
            who,
            Happening(
                position=position,
                at=at,
                name=name,
                order_id=order_id,
                properties=told.properties,
                items=told.items,
                device=told.device,
                country=told.country,
                region=told.region,
                city=told.city,
            ),
        )


def _placed(connection: Connection, people: Sequence[str]) -> Iterator[tuple[str, PlacedOrder]]:
    wanted = select(orders).where(
        among(connection, _orders.profile_id, people), _orders.status == OrderStatus.PLACED.value
    )
    for row in _all(connection, wanted.order_by(_orders.placed_at, _orders.order_id)):
        yield (
            row.profile_id,
            PlacedOrder(
                order_id=row.order_id,
                placed_at=row.placed_at,
                net_minor=row.total_minor - row.refunded_minor,
                currency=row.currency,
            ),
        )


def _carts(connection: Connection, people: Sequence[str]) -> Iterator[tuple[str, Waiting]]:
    wanted = select(_lines.profile_id, _lines.product_id, _lines.quantity, _lines.at).where(
        among(connection, _lines.profile_id, people), _lines.personal
    )
    for who, product_id, quantity, at in _all(connection, wanted):
        yield who, Waiting(product_id=product_id, quantity=quantity, at=at)


def _traits(connection: Connection, people: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    theirs = among(connection, profiles.c.profile_id, people)
    rows = _all(connection, select(profiles.c.profile_id, profiles.c.traits).where(theirs))
    return ((row.profile_id, row.traits) for row in rows)


def _consents(connection: Connection, profile_id: str) -> dict[tuple[str, str], bool]:
    held = state(answers_of(connection, profile_id))
    return {(asked.channel.value, str(asked.purpose)): one.granted for asked, one in held.items()}


def _predicted(
    connection: Connection, people: Sequence[str]
) -> Iterator[tuple[str, tuple[str, float]]]:
    theirs = among(connection, predicted_values.c.profile_id, people)
    for row in _all(connection, select(predicted_values).where(theirs)):
        yield row.profile_id, (row.name, row.value)


def _labels(
    connection: Connection,
    happenings: dict[str, list[Happening]],
    carts: dict[str, list[Waiting]],
) -> dict[str, Label]:
    named = {item.product_id for told in happenings.values() for one in told for item in one.items}
    named |= {line.product_id for lines in carts.values() for line in lines}
    theirs = among(connection, products.c.product_id, sorted(named))
    columns = (products.c.product_id, products.c.title, products.c.category, products.c.brand)
    return {
        product_id: Label(title=title, category=category, brand=brand)
        for product_id, title, category, brand in _all(connection, select(*columns).where(theirs))
    }


def _all(connection: Connection, wanted: Select[Any]) -> Sequence[Any]:
    return connection.execute(wanted).all()
