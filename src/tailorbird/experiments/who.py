"""Who asks: the person behind some identifiers, what they are drawn by, and what they saw before.

Whoever signs in, or comes with another device, is one person, so what they saw first counts on all
of them. What was acknowledged a moment ago counts, too: it is waited for, or read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tailorbird.core.errors import BadInput
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Progress
from tailorbird.events.proof import proves_user
from tailorbird.events.types import Event, Lane
from tailorbird.experiments.exposures import exposure_of, together
from tailorbird.experiments.store import exposures, people
from tailorbird.experiments.types import Exposure
from tailorbird.profiles.facts_of_events import counts
from tailorbird.profiles.identity import strongest_of
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.database import Connection, Database

WAIT_FOR_OWN_EVENTS = 0.05  # seconds a caller waits for what was acknowledged before
MOST_IDENTIFIER = 255  # as long as an event's may be


class Who(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom an assignment is for: what the caller knows of them, any of the three."""

    anonymous_id: str | None = None
    user_id: str | None = None
    profile_id: str | None = None


class Known(Struct, frozen=True, kw_only=True):
    """What is known of who asks. ``profile_id`` is None for somebody never heard of."""

    profile_id: str | None
    unit: str
    identifiers: tuple[Identity, ...] = ()
    seen: tuple[Exposure, ...] = ()

    @property
    def shown(self) -> dict[str, list[str]]:
        """The variations they saw of each experiment, the first first."""
        found: dict[str, list[str]] = {}
        for one in sorted(self.seen, key=_order):
            found.setdefault(one.experiment_id, []).append(one.variation)
        return found


def _order(exposure: Exposure) -> tuple[int, str]:
    return exposure.first_at, exposure.variation


def check(who: Who) -> None:
    """Refuse identifiers that nobody can have.

    Raises:
        BadInput: one is too long, or holds what no database keeps.
    """
    for name in ("anonymous_id", "user_id", "profile_id"):
        value = getattr(who, name)
        if value is not None and (len(value) > MOST_IDENTIFIER or "\x00" in value):
            raise BadInput(f"{name} is at most {MOST_IDENTIFIER} characters.", field=name)


class People:
    """Finds who asks. Safe for many threads."""

    def __init__(self, database: Database, log: EventLog, progress: Progress) -> None:
        self._database = database
        self._log = log
        self._progress = progress

    def known(self, who: Who) -> Known:
        """Return what is known of somebody, with every event acknowledged before this call."""
        found, tail = self._with_tail(who)
        if tail and self._progress.wait(Lane.LIVE, tail[-1][0], WAIT_FOR_OWN_EVENTS):
            found, tail = self._with_tail(who)
        return _with_events(found, who, [event for _, event in tail])

    def _with_tail(self, who: Who) -> tuple[Known, list[tuple[int, Event]]]:
        with self._database.read() as connection:
            found = read_known(connection, who)
            folded = self._progress.stored(connection, Lane.LIVE)
        tail = self._log.tail(folded, anonymous_id=who.anonymous_id, user_id=who.user_id)
        return found, [(one.position, one.event) for one in tail]


def read_known(connection: Connection, who: Who) -> Known:
    """Return what is processed of somebody."""
    profile_id = _profile(connection, who)
    if profile_id is None:
        return Known(profile_id=None, unit=who.anonymous_id or who.user_id or "")
    identities = people.identifiers(connection, profile_id)
    return Known(
        profile_id=profile_id,
        unit=unit_of(who, identities, profile_id),
        identifiers=tuple(identities),
        seen=tuple(exposures.of_people(connection, [profile_id])),
    )


def _profile(connection: Connection, who: Who) -> str | None:
    if who.profile_id is not None:
        return people.present(connection, who.profile_id)
    user = Identity(IdentityKind.USER, who.user_id or "")
    browser = Identity(IdentityKind.ANONYMOUS, who.anonymous_id or "")
    wanted = [one for one in (user, browser) if one.value]
    if user.value and browser.value:
        return _of_both(connection, user, browser)
    return people.profile_of(connection, wanted)


def _of_both(connection: Connection, user: Identity, browser: Identity) -> str | None:
    """A newcomer on a browser has what it knows only if nobody else is known on it."""
    known = people.profile_of(connection, [user])
    if known is not None:
        return known
    held = people.profile_of(connection, [browser])
    if held is None or strongest_of(people.identifiers(connection, held)) != browser:
        return None
    return held


def unit_of(who: Who, identities: Sequence[Identity], profile_id: str) -> str:
    """Return what somebody is drawn by: their browser, else what else they are known by."""
    if who.anonymous_id:
        return who.anonymous_id
    for kind in (IdentityKind.ANONYMOUS, IdentityKind.USER):
        found = next((one.value for one in identities if one.kind is kind), None)
        if found is not None:
            return found
    return who.user_id or profile_id


def _with_events(found: Known, who: Who, events: Iterable[Event]) -> Known:
    mine = [one for one in events if proves_user(one) or one.anonymous_id == who.anonymous_id]
    said = [exposure_of(one, found.profile_id or "") for one in mine if counts(one)]
    more = [one for one in said if one is not None]
    if not more:
        return found
    seen = together([*found.seen, *more], {})
    return Known(
        profile_id=found.profile_id,
        unit=found.unit,
        identifiers=found.identifiers,
        seen=tuple(seen),
    )
