"""Segments live in the simulated shop: who is in at the end is who belongs there, however it went.

They are there from the beginning, so that every event, death, join, erasure and rebuild passes
through them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tailorbird.segments.book import reads_of_all
from tailorbird.segments.facts import Setting
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.store import definitions, members, people
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.text_form import read
from tailorbird.segments.types import Segment, State
from tailorbird.storage.copying import rows_of
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.simulation.invariants import Finding

if TYPE_CHECKING:
    from tailorbird.storage.database import Connection
    from tailorbird.testing.shop import StillShop

TREES = {
    "put something in": 'did "Product Added" at least 2 times',
    "lately": "did anything in last 3 days",
    "quiet buyers": "orders count at least 1 and not orders count at least 1 in last 10 days",
    "spenders": "orders sum at least 20",
    "something waits": "cart at least 1",
    "may be written to": "consent email for marketing",
}


def begin(shop: StillShop) -> None:
    """Write the segments of a shop that has nobody yet."""

    def change(connection: Connection) -> None:
        number = definitions.count_change(connection)
        for key, (name, text) in enumerate(TREES.items()):
            definitions.save(
                connection,
                Segment(
                    segment_id=f"segment-{key}",
                    name=name,
                    tree=read(text),
                    version=number,
                    state=State.LIVE,
                ),
            )

    shop.database.write(change)


def of_the_segments(shop: StillShop) -> Iterator[Finding]:
    """Everybody is in the segments they belong in now, and came and went in turns."""
    setting = Setting(zone=ZoneInfo("UTC"), currency=shop.currency)
    with shop.database.read() as connection:
        entries = shop.stations.membership.book(connection).entries
        who = list(people.every_living(connection))
        histories = read_histories(connection, who, reads_of_all(entries))
        held = members.memberships(connection, who)
        strangers = {row["profile_id"] for row in _rows(connection, "segment_members")} - set(who)
        moved = sorted(
            _rows(connection, "segment_movements"),
            key=itemgetter("segment_id", "profile_id", "number"),
        )
        joined = {row["merged_into"] for row in _rows(connection, "profiles")}
    for one in who:
        for entry in entries:
            right = judge(entry.tree, Reader(histories[one]), shop.clock.now(), setting).held
            if right is not (entry.segment.segment_id in held[one]):
                how = f"{one} is {'not ' if right else ''}in “{entry.segment.name}”"
                yield "who is in a segment belongs there", how
    for one in sorted(strangers):
        yield "who is in a segment belongs there", f"{one} is nobody, and in a segment"
    for (segment, one), turns in groupby(moved, key=itemgetter("segment_id", "profile_id")):
        entered = [row["entered"] for row in turns]
        in_turns = entered == [number % 2 == 0 for number in range(len(entered))]
        if one not in joined and not in_turns:
            yield "people enter and leave in turns", f"{one} in {segment}: {entered}"


def _rows(connection: Connection, table: str) -> list[dict[str, object]]:
    return [dict(row) for row in rows_of(connection, OPERATIONAL.tables[table])]
