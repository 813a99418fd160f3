"""What people said on consent, with since when those who said it are known to be one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tailorbird.privacy import service as privacy
from tailorbird.privacy.types import Answers
from tailorbird.privacy.uses import Use
from tailorbird.profiles.answering import known_of
from tailorbird.profiles.store import dating
from tailorbird.storage.database import Connection


def answers_of(connection: Connection, profile_id: str) -> Answers:
    """Return all that somebody said on consent."""
    said = privacy.answers(connection, profile_id)
    if not (said.signals or any(not one.granted for one in said.records)):
        return said  # nothing that could be lifted
    return _dated(connection, {profile_id: said})[profile_id]


def answers_of_refusing(connection: Connection, use: Use) -> dict[str, Answers]:
    """Return what everybody said who ever refused a use, by profile."""
    return _dated(connection, privacy.limiting(connection, use))


def answers_of_all(connection: Connection, people: Sequence[str]) -> dict[str, Answers]:
    """Return what each of these people said, of those who ever said anything."""
    return _dated(connection, privacy.answers_of_all(connection, people))


def _dated(connection: Connection, said: Mapping[str, Answers]) -> dict[str, Answers]:
    mine = dating.identities_of_all(connection, said)
    links = dating.links_of(connection, {one for every in mine.values() for one in every})
    by_weak: dict[object, dict[dating.Link, int]] = {}
    for link, since in links.items():
        by_weak.setdefault(link[0], {})[link] = since
    found = {}
    for who, answers in said.items():
        own = mine.get(who, [])
        theirs = {link: at for one in own for link, at in by_weak.get(one, {}).items()}
        found[who] = replace(answers, known=known_of(answers, own, theirs))
    return found
