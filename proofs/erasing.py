"""Erasures killed in the middle of their work, and others that finish them.

``python -m proofs.erasing FOLDER DATABASE FIRST PEOPLE`` finishes what an earlier one left, then
erases one person after the other until it is killed. It says on the output when it begins and ends.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import tailorbird
from proofs.workplace import ROOT
from tailorbird.core.errors import NotFound
from tailorbird.privacy.types import Step


def person(number: int) -> str:
    """The customer id of one of those to be erased; no other has it as its beginning."""
    return f"zqmark{number:03}"


def fill(data: Path, database: str, people: int) -> None:
    """Make a shop of people who looked, bought and came back, half of it in the archive."""
    with tailorbird.open(data, database=database) as shop:
        for part in range(2):
            for number in range(people):
                user, browser = person(number), f"{person(number)}-b"
                shop.identify(
                    user_id=user, anonymous_id=browser, traits={"email": f"{user}@mail.example"}
                )
                shop.track(name="Product Viewed", user_id=user, properties={"product_id": "P1"})
                shop.track(
                    name="Order Completed",
                    user_id=user,
                    properties={
                        "order_id": f"O{part}-{number}",
                        "products": [{"product_id": "P1", "price": 2, "quantity": 1}],
                    },
                )
            shop.wait_until_processed()
            if not part:
                shop.archive.seal()


@dataclass
class Attack:
    """Kills of the process that erases, each confirmed to hit an unfinished erasure."""

    data: Path
    database: str
    people: int
    wanted: int
    kills: int = 0
    discarded: int = 0

    def carry_out(self) -> None:
        """Kill as often as wanted, then let one process finish everything."""
        chance = random.Random(19)
        usual, first = self._time_one(), 1
        while self.kills < self.wanted and first < self.people:
            coming = self._one_life(first, chance.uniform(0, usual))
            # too late: the first one, with everything still cold, took longer than the others do
            usual *= 0.85 if coming > first else 1.0
            first = coming
        for _ in _erase(self.data, self.database, first, self.people):
            pass

    def _time_one(self) -> float:
        """Erase the first person undisturbed; return the seconds it took on this machine now."""
        moments = [time.monotonic() for _ in _erase(self.data, self.database, 0, 1)]
        return moments[1] - moments[0]

    def _one_life(self, first: int, seconds: float) -> int:
        command = [sys.executable, "-m", "proofs.erasing", str(self.data), self.database]
        with subprocess.Popen(
            [*command, str(first), str(self.people)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            begun = process.stdout.readline()  # "begins N", once the folder is open
            time.sleep(seconds)
            process.kill()
            rest = process.stdout.read()
        said = [line.split() for line in (begun + rest).splitlines() if line]
        ended = {int(number) for word, number in said if word == "ends"}
        last = max((int(number) for word, number in said if word == "begins"), default=first)
        if last in ended or not self._under_way():
            self.discarded += 1
        else:
            self.kills += 1
        return max(first, last + 1 if last in ended else last)

    def _under_way(self) -> bool:
        with tailorbird.open(self.data, database=self.database) as shop:
            return bool(shop.stations.erasures.unfinished(Step.LOG, Step.ARCHIVE))


def _erase(data: Path, database: str, first: int, people: int) -> Iterator[str]:
    with tailorbird.open(data, database=database) as shop:
        for number in range(first, people):
            yield f"begins {number}"
            shop.privacy.finish()
            with suppress(NotFound):  # erased before the kill; the rest was finished just now
                shop.privacy.erase(person(number), at_once=True)
            yield f"ends {number}"


def main() -> None:
    """Erase until killed."""
    folder, database, first, people = sys.argv[1:]
    for line in _erase(Path(folder), database, int(first), int(people)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
