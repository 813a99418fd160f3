"""Which consent holds. Pure rules over the append-only record."""

from __future__ import annotations

from collections.abc import Iterable

from tailorbird.privacy.types import ConsentRecord

MERGED = "merged profiles"


def present(records: Iterable[ConsentRecord]) -> dict[str, ConsentRecord]:
    """Return the record in force for each purpose: the latest given, withdrawal winning a tie."""
    latest: dict[str, ConsentRecord] = {}
    for record in records:
        held = latest.get(record.purpose)
        if held is None or (record.at, not record.granted) >= (held.at, not held.granted):
            latest[record.purpose] = record
    return latest


def most_restrictive(
    one: dict[str, ConsentRecord], other: dict[str, ConsentRecord], profile_id: str
) -> list[ConsentRecord]:
    """Return what to add when two people turn out to be one and their answers differ.

    A refusal of either survives: it is written down again, as the newest answer.
    """
    added = []
    for purpose in sorted(one.keys() & other.keys()):
        mine, theirs = one[purpose], other[purpose]
        if mine.granted != theirs.granted:
            refusal = theirs if mine.granted else mine
            added.append(
                ConsentRecord(
                    profile_id=profile_id,
                    purpose=purpose,
                    granted=False,
                    at=max(mine.at, theirs.at),
                    source=MERGED,
                    wording=refusal.wording,
                )
            )
    return added
