"""What must hold of segments, whatever goes wrong: who is in them, since when, and who was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tailorbird import pipeline
from tailorbird.events.types import Event
from tailorbird.segments.announcing import ENTERED, EXITED
from tailorbird.segments.book import Entry, reads_of_all
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.store import definitions, members, naming, people
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.types import State
from tailorbird.storage.copying import rows_of
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.simulation.invariants import Finding
from tailorbird.testing.simulation.segments import setting_of

if TYPE_CHECKING:
    from tailorbird.storage.database import Connection
    from tailorbird.testing.shop import StillShop

Rows = list[dict[str, Any]]
Told = tuple[str, str, bool, int]  # segment, person, entered, when


def once_looked_at(shop: StillShop) -> Iterator[Finding]:
    """Once everybody who is due was looked at, all are where they belong."""
    while pipeline.look_at_due(shop.stations):
        pass
    yield from of_the_members(shop)
    yield from of_the_sizes(shop)
    yield from of_the_turns(shop)


def of_the_members(shop: StillShop) -> Iterator[Finding]:
    """Everybody is in the filled segments they belong in now, and will be looked at in time."""
    with shop.database.read() as connection:
        entries = [
            entry
            for entry in shop.stations.membership.book(connection).entries
            if entry.segment.state is State.LIVE
        ]
        who = list(people.every_living(connection))
        histories = read_histories(connection, who, reads_of_all(entries))
        held = members.memberships(connection, who)
        timers = {row["profile_id"]: row["due_at"] for row in _rows(connection, "segment_timers")}
    for one in who:
        reader, timer = Reader(histories[one]), timers.get(one)
        yield from _of_one(shop, one, reader, entries, (held[one], timer))


def _of_one(
    shop: StillShop,
    who: str,
    reader: Reader,
    entries: Iterable[Entry],
    kept: tuple[set[str], int | None],
) -> Iterator[Finding]:
    inside, timer = kept
    for entry in entries:
        name = f"{entry.segment.segment_id} “{entry.segment.name}”"
        verdict = judge(entry.tree, reader, shop.clock.now(), setting_of(shop))
        if verdict.held is not (entry.segment.segment_id in inside):
            how = f"{who} is {'not ' if verdict.held else ''}in {name}"
            yield "who is in a segment belongs there", how
        if verdict.until is not None and (timer is None or timer > verdict.until):
            how = f"{name} may change for {who} at {verdict.until}, to be looked at: {timer}"
            yield "whom time may move is looked at in time", how


def of_the_sizes(shop: StillShop) -> Iterator[Finding]:
    """What is counted is what is there, and nobody who is gone is in anything."""
    with shop.database.read() as connection:
        living = set(people.every_living(connection))
        inside = _rows(connection, "segment_members")
        every = definitions.read_all(connection)
    for row in inside:
        if row["profile_id"] not in living:
            how = f"{row['profile_id']} is nobody, and in {row['segment_id']}"
            yield "who is in a segment belongs there", how
    there = Counter(row["segment_id"] for row in inside)
    for one in every:
        if one.size != there.pop(one.segment_id, 0):
            yield "sizes are what is there", f"{one.segment_id} is said to hold {one.size}"
    if there:
        yield "sizes are what is there", f"people are in {sorted(there)}, which are no more"


def of_the_turns(shop: StillShop) -> Iterator[Finding]:
    """People enter and leave in turns; only of those who were several there may be more."""
    with shop.database.read() as connection:
        joined = _joined(connection)
        moved = _rows(connection, "segment_movements")
    moved.sort(key=itemgetter("segment_id", "profile_id", "number"))
    for (segment, one), turns in groupby(moved, key=itemgetter("segment_id", "profile_id")):
        entered = [row["entered"] for row in turns]
        in_turns = entered == [number % 2 == 0 for number in range(len(entered))]
        if one not in joined and not in_turns:
            yield "people enter and leave in turns", f"{one} in {segment}: {entered}"


def of_the_announcements(shop: StillShop, log: Iterable[Event]) -> Iterator[Finding]:
    """Each movement of somebody who can be named is told once, and nothing else is."""
    with shop.database.read() as connection:
        joined = _joined(connection)
        there = {one.segment_id for one in definitions.read_all(connection)}
        who = list(people.every_living(connection))
        named = naming.strongest(connection, who).keys() - joined
        owners = {
            (row["kind"], row["value"]): row["profile_id"]
            for row in _rows(connection, "identities")
        }
        moved = Counter(
            (row["segment_id"], row["profile_id"], bool(row["entered"]), row["at"])
            for row in _rows(connection, "segment_movements")
        )
    told = Counter(one for one in _told(log, owners) if one[0] in there)
    for one in sorted(told.keys() | moved.keys()):
        segment, person, entered, at = one
        as_others = told[segment, "", entered, at]  # by a name that is nobody's own now
        if person in named and not told[one] <= moved[one] <= told[one] + as_others:
            how = f"{one} happened {moved[one]} times, told {told[one]} times"
            yield "who enters and leaves is told once", how


def _told(log: Iterable[Event], owners: Mapping[tuple[str, str], str]) -> Iterator[Told]:
    """Yield what events of segments tell, of whoever has that identifier now."""
    for event in log:
        if event.name not in (ENTERED, EXITED):
            continue
        email = (event.context.get("traits") or {}).get("email")
        names = [("user", event.user_id), ("anonymous", event.anonymous_id), ("email", email)]
        name = next(((kind, value) for kind, value in names if value), ("", ""))
        who = owners.get(name, "") if name[1] != "tablet" else ""
        segment = event.properties.get("segment_id", "")
        yield segment, who, event.name == ENTERED, event.occurred_at


def _joined(connection: Connection) -> set[str]:
    return {row["merged_into"] for row in _rows(connection, "profiles")}


def _rows(connection: Connection, table: str) -> Rows:
    return [dict(row) for row in rows_of(connection, OPERATIONAL.tables[table])]
