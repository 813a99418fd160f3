"""Queries on learned numbers and predicted values, and on what is learned from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete, func, insert, select, update

from tailorbird.profiles.store.tables import orders
from tailorbird.profiles.types import OrderStatus
from tailorbird.segments.results import LearnedNumber
from tailorbird.segments.store.tables import learned_numbers, predicted_values

_PART = 5_000


def learned(connection: Connection) -> list[LearnedNumber]:
    """Return what was learned, by name."""
    rows = connection.execute(select(learned_numbers).order_by(learned_numbers.c.name))
    return [
        LearnedNumber(
            name=row.name,
            value=row.value,
            basis=row.basis,
            fallback=row.fallback,
            version=row.version,
            learned_at=row.learned_at,
        )
        for row in rows
    ]


def save_learned(connection: Connection, found: Iterable[LearnedNumber]) -> None:
    """Write numbers in the place of what they were."""
    for one in found:
        values = {
            "value": one.value,
            "basis": one.basis,
            "fallback": one.fallback,
            "version": one.version,
            "learned_at": one.learned_at,
        }
        this = learned_numbers.c.name == one.name
        if not connection.execute(update(learned_numbers).where(this).values(values)).rowcount:
            connection.execute(insert(learned_numbers).values(name=one.name, **values))


def buyers(connection: Connection, now: int, currency: str) -> Iterator[tuple[str, int, int]]:
    """Yield (person, when, net money) of every order that counts, by person and time.

    Money is in minor units, 0 where it is in another currency.
    """
    mine = orders.c
    wanted = select(
        mine.profile_id, mine.placed_at, mine.total_minor - mine.refunded_minor, mine.currency
    ).where(
        mine.profile_id.is_not(None),
        mine.status == OrderStatus.PLACED.value,
        mine.placed_at <= now,
    )
    wanted = wanted.order_by(mine.profile_id, mine.placed_at, mine.order_id)
    for who, at, net, used in connection.execute(wanted.execution_options(yield_per=_PART)):
        yield who, at, net if used == currency else 0


def replace_predicted(
    connection: Connection, name: str, values: Iterable[tuple[str, float]]
) -> None:
    """Write what is predicted for everybody under one name, in the place of what was."""
    connection.execute(delete(predicted_values).where(predicted_values.c.name == name))
    rows = [{"profile_id": who, "name": name, "value": value} for who, value in values]
    for start in range(0, len(rows), _PART):
        connection.execute(insert(predicted_values), rows[start : start + _PART])


def predicted_names(connection: Connection) -> list[str]:
    """Return the names under which anything is predicted."""
    wanted = select(predicted_values.c.name).group_by(predicted_values.c.name)
    return sorted(connection.execute(wanted.add_columns(func.count())).scalars())
