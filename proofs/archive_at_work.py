"""A program that does one kind of work on an archive again and again, made to be killed.

``python -m proofs.archive_at_work FOLDER seal|compact|erase`` writes ``begin N`` before each piece
of work and ``end N`` after it, so that whoever kills it knows whether it was in the middle. It
prepares what the work needs (events, small files, an erased person in the log) outside of these.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tailorbird.core.clock import DAY
from tailorbird.events import store
from tailorbird.events.anonymising import anonymised
from tailorbird.events.archiving import EventArchive, Identifiers
from tailorbird.events.log import EventLog
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.storage.database import Database
from tailorbird.storage.engines.files import Place
from tailorbird.storage.schema import Chain, upgrade
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order

NOW = SOME_DAY + 10 * DAY
EVENTS = 400
PEOPLE = 3_000
Work = Callable[[], object]


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Database, EventLog, EventArchive]]:
    """Open a log and its archive in a folder."""
    database = Database(f"sqlite:///{folder / 'log.db'}")
    try:
        upgrade(database, Chain.LOG)
        archive = EventArchive(database, Place("", folder / "archive"), "GBP")
        yield database, EventLog(database), archive
    finally:
        database.close()


def happened(chance: random.Random, first: int) -> list[Event]:
    """Views and orders of many people over two days, each with a message id of its own."""
    found = []
    for number in range(first, first + EVENTS):
        at = SOME_DAY + number % EVENTS * 2 * DAY // EVENTS
        who, name = chance.randrange(PEOPLE), f"m{number}"
        if number % 4:
            product = f"P{who % 50}"
            found.append(
                event("Product Viewed", at, browser=f"b{who}", message_id=name, product_id=product)
            )
        else:
            lines = [line(f"P{piece}", piece, "1.95") for piece in range(1, 4)]
            found.append(order(f"O{number}", at, lines, user=f"u{who}", message_id=name))
    return found


def erase_from_log(database: Database, log: EventLog, who: int) -> Identifiers:
    """Take somebody from the log's own rows, as an erasure does first."""
    whom = Identifiers(user_ids=[f"u{who}"], anonymous_ids=[f"b{who}"])
    held = [
        LoggedEvent(one.position, anonymised(one.event))
        for one in log.read(Lane.LIVE, 0, 10**9)
        if one.event.user_id in whom.user_ids or one.event.anonymous_id in whom.anonymous_ids
    ]
    database.write(lambda connection: store.rewrite_events(connection, held))
    return whom


def less(logged: LoggedEvent) -> Event:
    """Return an archived event without its person."""
    return anonymised(logged.event)


def main(folder: Path, kind: str) -> None:
    """Work until killed."""
    with opened(folder) as (database, log, archive):
        start = log.last_position(Lane.LIVE)
        chance = random.Random(start)
        number = 0
        while True:
            log.append(happened(chance, start + number * EVENTS))
            work = _prepared(kind, database, log, archive, chance)
            print(f"begin {number}", flush=True)
            work()
            print(f"end {number}", flush=True)
            number += 1


def _prepared(
    kind: str, database: Database, log: EventLog, archive: EventArchive, chance: random.Random
) -> Work:
    if kind == "seal":
        return lambda: archive.seal(NOW)
    archive.seal(NOW)
    if kind == "compact":
        return lambda: archive.compact(NOW)
    who = chance.randrange(PEOPLE)
    whom = erase_from_log(database, log, who)
    (folder_of(database) / "erased.txt").open("a").write(f"{who}\n")
    return lambda: archive.rewrite(whom, less, NOW)


def folder_of(database: Database) -> Path:
    """Return the folder a log's file lies in."""
    return Path(database.place).parent


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
