"""The registry of personal data: every room's export, erase and merge, and what none covers.

``app`` fills it. Each operation runs over the rooms in the order in which they are registered:
profiles first, because they own who somebody is, then the others from the lowest up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, PersonalData, Rows, Subject
from tailorbird.storage.schema import Chain

# Columns whose names say that they hold who somebody is, or what somebody said.
_IDENTITY = frozenset(
    {
        "profile_id",
        "user_id",
        "anonymous_id",
        "customer_id",
        "visitor_id",
        "person_id",
        "email",
        "mail",
        "phone",
        "address",
        "ip",
        "user_agent",
        "first_name",
        "last_name",
        "full_name",
        "birthday",
        "traits",
        "context",
        "value",
        "payload",
        "detail",
        "sample",
        "merged_into",
        "weak_value",
        "strong_value",
    }
)
_SHOPPER = frozenset({"profile_id", "user_id", "anonymous_id"})  # never in an impersonal table
Columns = Mapping[str, Mapping[str, Iterable[str]]]  # chain -> table -> columns


class Registry:
    """What the rooms said of their personal data."""

    def __init__(self, rooms: Iterable[PersonalData]) -> None:
        self._rooms = tuple(rooms)

    def export(self, connection: Connection, subject: Subject, chain: Chain) -> Rows:
        """Return every row about somebody in one database, by table; empty tables included."""
        found: Rows = {}
        for room in self._of(chain):
            found.update({table: [] for table in room.covered})
            found.update(room.export(connection, subject))
        return found

    def erase(self, connection: Connection, subject: Subject, chain: Chain) -> Counts:
        """Erase somebody in one database; return the rows changed or removed, by table."""
        counts: Counts = {}
        for room in self._of(chain):
            counts.update(room.erase(connection, subject))
        return counts

    def merge(self, connection: Connection, old: str, new: str) -> None:
        """Give everything of the profile ``old`` to ``new``; doing it again changes nothing."""
        for room in self._of(Chain.OPERATIONAL):
            room.merge(connection, old, new)

    def tables(self, chain: Chain) -> dict[str, str]:
        """Return every covered table of one database with the room that covers it."""
        return {table: room.room for room in self._of(chain) for table in room.covered}

    def gaps(self, schema: Columns) -> list[str]:
        """Return a sentence for each table or column of ``schema`` that nobody answers for."""
        return [gap for chain in Chain for gap in self._gaps(chain, schema.get(chain, {}))]

    def _of(self, chain: Chain) -> Iterator[PersonalData]:
        return (room for room in self._rooms if room.chain is chain)

    def _gaps(self, chain: Chain, tables: Mapping[str, Iterable[str]]) -> Iterator[str]:
        covered = {t: set(c) for room in self._of(chain) for t, c in room.covered.items()}
        impersonal = {t for room in self._of(chain) for t in room.impersonal}
        for table, columns in sorted(tables.items()):
            if table not in covered and table not in impersonal:
                yield (
                    f"{chain}.{table}: no room's personal_data.py names this table; cover it, or "
                    "list it as impersonal with a reason."
                )
                continue
            suspect = _IDENTITY if table in covered else _SHOPPER
            for column in sorted((suspect & set(columns)) - covered.get(table, set())):
                yield f"{chain}.{table}.{column}: looks personal, and is not covered."
        for table in sorted((covered.keys() | impersonal) - tables.keys()):
            yield f"{chain}.{table}: is named in a personal_data.py, and does not exist."
        for table in sorted(covered.keys() & impersonal):
            yield f"{chain}.{table}: is both covered and impersonal."
