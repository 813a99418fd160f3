"""Random trees and random people: everybody at once, one by one, and an oracle that is neither.

Half of the events are sealed in the archive, half are still in the log; of each tree a few people
are also held to what was said of how long their answer stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from proofs.claims import Claim
from proofs.segments.agreeing import Agreeing, Difference
from proofs.workplace import Workplace
from tailorbird.testing.segments.trees import trees
from tailorbird.testing.shop import StillShop
from tools import postgres

TREES = {True: 2_000, False: 40}
PEOPLE = {True: 50, False: 20}
OF_A_CROWD = 100  # trees, before others come and do something else


def prove(place: Workplace) -> Iterator[Claim]:
    """The same on a SQLite and on a PostgreSQL log, with other trees and other people."""
    yield _agreement(place, "SQLite", "", seed=2)
    if postgres.find() is None:
        yield Claim("PostgreSQL: all three agree", postgres.MISSING, "0 differ", ok=False)
        return
    with postgres.cluster() as server:
        yield _agreement(place, "PostgreSQL", server.create(), seed=3)


def _agreement(place: Workplace, called: str, address: str, seed: int) -> Claim:
    folder = place.scratch / called
    number, people = TREES[place.full], PEOPLE[place.full]
    with StillShop(folder, database=address) as shop:
        differing = _differing(shop, folder, Random(seed), number, people)
    (place.output / f"parity-{called.lower()}.txt").write_text("\n".join(map(str, differing)))
    by = Counter(one.by for one in differing)
    said = f"{number:,} trees x {people} people, {len(differing)} answers differ {dict(by) or ''}"
    return Claim(f"{called}: all three agree", said, "0 differ", ok=not differing)


def _differing(
    shop: StillShop, folder: Path, chance: Random, number: int, people: int
) -> list[Difference]:
    agreeing = Agreeing(shop, folder)
    found: list[Difference] = []
    past = agreeing.live(chance, people)
    for at, tree in enumerate(trees(chance, number), 1):
        found += agreeing.differences(chance, past, tree)
        if at % OF_A_CROWD == 0:
            past = agreeing.live(chance, people)
    return found
