"""What stands beside the archive where everybody of an experiment is counted at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select

from tailorbird.experiments.store.tables import exposures
from tailorbird.experiments.types import Experiment
from tailorbird.profiles.store.tables import order_lines, orders, person_events
from tailorbird.profiles.types import OrderStatus
from tailorbird.storage.archive.types import Form, data_set

_seen, _events, _orders, _lines = exposures.c, person_events.c, orders.c, order_lines.c

EXPOSED = data_set("exposed", profile_id=Form.TEXT, variation=Form.TEXT, first_at=Form.NUMBER)
WHOSE = data_set("whose", position=Form.NUMBER, profile_id=Form.TEXT)
ORDERED = data_set(
    "ordered",
    profile_id=Form.TEXT,
    placed_at=Form.NUMBER,
    net_minor=Form.NUMBER,
    units=Form.NUMBER,
    ours=Form.NUMBER,
    stands=Form.NUMBER,
)


def exposed(experiment: Experiment) -> Select[Any]:
    """Select who first saw which of an experiment's variations while it ran."""
    known = [one.key for one in experiment.variations]
    wanted = select(_seen.profile_id, _seen.variation, _seen.first_at).where(
        _seen.experiment_id == experiment.key,
        _seen.variation.in_(known),
        _seen.first_at >= experiment.started_at,
    )
    if experiment.stopped_at is not None:
        wanted = wanted.where(_seen.first_at <= experiment.stopped_at)
    return wanted


def whose(names: Collection[str], since: int) -> Select[Any]:
    """Select the events of some names that count, from an instant on, with whose they are."""
    mine = select(_events.position, _events.profile_id)
    return mine.where(_events.counts, _events.name.in_(sorted(names)), _events.at >= since)


def any_event() -> Select[Any]:
    """Select all events, without what they say: to see quickly whether there are many."""
    return select(_events.position)


def ordered(currency: str, since: int) -> Select[Any]:
    """Select people's orders that were not cancelled, from an instant on."""
    units = func.coalesce(func.sum(_lines.quantity - _lines.refunded), 0)
    goods = (_lines.order_id == _orders.order_id) & _lines.is_service.is_(False)
    net = _orders.total_minor - _orders.refunded_minor
    stands = (net > 0) | (_orders.refunded_minor == 0)
    return select(
        _orders.profile_id,
        _orders.placed_at,
        net.label("net_minor"),
        select(cast(units, Integer)).where(goods).scalar_subquery().label("units"),
        cast(_orders.currency == currency, Integer).label("ours"),
        cast(stands, Integer).label("stands"),
    ).where(
        _orders.status == OrderStatus.PLACED.value,
        _orders.profile_id.is_not(None),
        _orders.placed_at >= since,
    )
