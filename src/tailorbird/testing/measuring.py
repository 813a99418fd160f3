"""Random logs of an experiment, and an oracle that counts their outcomes by brute force.

People on several devices who sign in late, exposures, looks, orders, refunds and cancellations,
often at the edge of a window.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tailorbird.core.clock import DAY, HOUR, MINUTE
from tailorbird.events.types import Event
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.store import definitions
from tailorbird.experiments.types import Experiment, Measuring, Status, Variation
from tailorbird.measurement.service import Results
from tailorbird.measurement.store import sums
from tailorbird.measurement.types import Sums
from tailorbird.statistics.types import Paired
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

WINDOW, BEFORE = 7 * DAY, 7 * DAY
PEOPLE = 6
SIGNS_IN, AT_AN_EDGE, CANCELLED, SENT_BACK = 0.7, 0.6, 0.2, 0.5  # how often
ARMS = ("control", "green")
BEGUN = SOME_DAY


def experiment() -> Experiment:
    """Return the experiment that the logs are of."""
    return Experiment(
        experiment_id="button",
        key="button",
        name="Button",
        status=Status.RUNNING,
        variations=tuple(Variation(key=one, name=one, weight=5_000) for one in ARMS),
        measuring=Measuring(window=WINDOW, before=BEFORE),
        created_at=BEGUN,
        started_at=BEGUN,
    )


class Log:
    """A random log, and what an oracle needs to know of it."""

    def __init__(self, chance: Random) -> None:
        self.events: list[Event] = []
        self.shown: list[tuple[int, str, int]] = []
        self.looks: list[tuple[int, int]] = []
        self.orders: list[tuple[int, int, int, int]] = []  # person, when, money, back
        self.signed = {number for number in range(PEOPLE) if chance.random() < SIGNS_IN}
        for number in range(PEOPLE):
            self._live(chance, number)

    def _live(self, chance: Random, number: int) -> None:
        devices = (
            [f"p{number}-phone", f"p{number}-laptop"] if number in self.signed else [f"p{number}"]
        )
        if number in self.signed:
            for device in devices:
                self._add("Signed In", BEGUN + chance.randrange(9 * DAY), device, number)
        for _ in range(chance.randrange(3)):
            arm, at = chance.choice(ARMS), BEGUN + chance.randrange(-DAY, 4 * DAY)
            facts: Any = {"experiment_id": "button", "variation_id": arm}
            self._add(EXPERIMENT_VIEWED, at, chance.choice(devices), **facts)
            self.shown.append((number, arm, at))
        for _ in range(chance.randrange(4)):
            at = self._instant(chance, number)
            for _ in range(chance.randrange(1, 4)):
                device = chance.choice(devices)
                self._add("Product Viewed", at, device, product_id="P")
                self.looks.append((number, at))
                at += chance.choice((MINUTE, HOUR // 2, HOUR // 2 + 1, 59 * MINUTE))
        for _ in range(chance.randrange(3)):
            self._order(chance, number, chance.choice(devices))

    def _instant(self, chance: Random, number: int) -> int:
        """Return an instant, often at an edge of a window."""
        mine = [at for who, _, at in self.shown if who == number]
        if mine and chance.random() < AT_AN_EDGE:
            edges = (-BEFORE - 1, -BEFORE, -1, 0, 1, WINDOW - 1, WINDOW)
            return chance.choice(mine) + chance.choice(edges)
        return BEGUN + chance.randrange(-9 * DAY, 15 * DAY)

    def _order(self, chance: Random, number: int, device: str) -> None:
        at = self._instant(chance, number)
        order_id, pieces = f"O{len(self.orders)}", chance.randrange(1, 4)
        self.events.append(order(order_id, at, [line("P", pieces, "5.00")], browser=device))
        fate, back = chance.random(), 0
        if fate < CANCELLED:
            self._add("Order Cancelled", at + DAY, device, order_id=order_id)
            back = -1
        elif fate < SENT_BACK:
            back = chance.randrange(1, pieces + 1)
            gone = [line("P", back, "5.00")]
            more = {"order_id": order_id, "browser": device}
            self.events.append(refund(f"R-{order_id}", at + 20 * DAY, gone, **more))
        self.orders.append((number, at, pieces, back))

    def _add(self, name: str, at: int, device: str, who: int | None = None, **facts: Any) -> None:
        user = None if who is None else f"C-{who}"
        number = f"m{len(self.events)}"
        self.events.append(event(name, at, browser=device, user=user, message_id=number, **facts))


def oracle(log: Log) -> dict[tuple[str, str], Paired]:
    """Count by brute force, from what the log was made of."""
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number in range(PEOPLE):
        # who never signs in is one browser; who does is one person on both
        mine = [(at, arm) for who, arm, at in log.shown if who == number]
        first: dict[str, int] = {}
        for at, arm in mine:
            first[arm] = min(at, first.get(arm, at))
        inside = {arm: at for arm, at in first.items() if at >= BEGUN}
        if len(inside) != 1:
            continue
        [(arm, t0)] = inside.items()
        for metric, both in _values(log, number, t0).items():
            pairs.setdefault((arm, metric), []).append(both)
    return {key: Paired.of(found) for key, found in pairs.items()}


def _values(log: Log, number: int, t0: int) -> dict[str, tuple[int, int]]:
    found = []
    for low, high in ((t0, t0 + WINDOW), (t0 - BEFORE, t0)):
        looks = sorted(at for who, at in log.looks if who == number and low <= at < high)
        visits = sum(
            index == 0 or at - looks[index - 1] > HOUR // 2 for index, at in enumerate(looks)
        )
        orders = [
            (pieces, max(back, 0))
            for who, at, pieces, back in log.orders
            if who == number and low <= at < high and back >= 0
        ]
        kept = [(pieces, back) for pieces, back in orders if pieces > back]
        found.append(
            {
                "ordered": int(bool(kept)),
                "orders": len(kept),
                "revenue": sum(500 * (pieces - back) for pieces, back in orders),
                "units": sum(pieces - back for pieces, back in orders),
                "visited": int(visits > 0),
                "visits": visits,
                "unsubscribes": 0,
                "complaints": 0,
            }
        )
    after, before = found
    values = {name: (after[name], before[name]) for name in after}
    return {**values, "order_value": (after["revenue"], after["orders"])}


def folded(shop: StillShop) -> Sums:
    """Return the sums as folded now."""
    with shop.database.read() as connection:
        return sums.read(connection, "button")


def begin(shop: StillShop) -> Results:
    """Begin the experiment in an empty shop."""
    shop.database.write(lambda connection: definitions.save(connection, experiment()))
    results = Results(shop.database, shop.progress, shop.stations.measuring, shop.clock)
    results.fill_waiting()
    return results
