"""Event by event, all at once, and an oracle: the same sums, on random logs in random orders."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.testing.measuring import Log, begin, folded, oracle
from tailorbird.testing.shop import StillShop
from tools import postgres

LOGS = {True: 400, False: 12}
MOST_AT_ONCE = 9


def prove(place: Workplace) -> Iterator[Claim]:
    """On SQLite and, with fewer logs, on PostgreSQL."""
    yield _claim(place, "SQLite", "", LOGS[place.full])
    if postgres.find() is None:
        yield Claim("PostgreSQL: the same sums", postgres.MISSING, "0 differ", ok=False)
        return
    with postgres.cluster() as server:
        yield _claim(place, "PostgreSQL", server.create(), max(LOGS[place.full] // 4, 4))


def _claim(place: Workplace, called: str, address: str, number: int) -> Claim:
    events, measured, differing = 0, 0, 0
    with StillShop(place.scratch / called, database=address) as shop:
        for seed in range(number):
            chance = Random(seed)
            log = Log(chance)
            shop.empty()
            results = begin(shop)
            chance.shuffle(log.events)
            at = 0
            while at < len(log.events):
                size = chance.randrange(1, MOST_AT_ONCE)
                shop.take(*log.events[at : at + size])
                at += size
            step_by_step, expected = folded(shop), oracle(log)
            results.refill_all()
            differing += not step_by_step == expected == folded(shop)
            events += len(log.events)
            measured += sum(one.n for (_, metric), one in expected.items() if metric == "orders")
    said = f"{number:,} logs, {events:,} events, {measured:,} people measured, {differing} differ"
    return Claim(f"{called}: event by event, anew, and an oracle", said, "0 differ",
                 ok=not differing and measured > 0)  # fmt: skip
