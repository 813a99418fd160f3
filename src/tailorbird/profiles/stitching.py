"""Give each event its person, keep the identity laws, and join profiles that are one person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tailorbird.core.ids import derived_id
from tailorbird.events.anonymising import message_digest
from tailorbird.events.types import Event
from tailorbird.profiles.identity import (
    claims_of,
    contradicted,
    identities_of,
    links_among,
    only_browser,
    root_of,
    strongest_of,
)
from tailorbird.profiles.store import claims as claims_store
from tailorbird.profiles.store import dating
from tailorbird.profiles.store import people as store
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.database import Connection

Merge = Callable[[str, str], None]
_ALONE = {IdentityKind.USER, IdentityKind.CLAIMED}  # nothing is stronger
FEW = 4  # stronger identifiers remembered of one; hardly anybody has more


class Stitcher:
    """Finds or makes the profile of each event, within one transaction.

    ``merge(old, new)`` is called when a profile has lost its last identifier to another one. New
    people are remembered and written together: call ``write`` before anything else reads them.
    """

    def __init__(self, connection: Connection, merge: Merge) -> None:
        self._connection = connection
        self._merge = merge
        self._profiles: dict[Identity, str] = {}
        self._absent: set[Identity] = set()  # looked for already: nobody has them
        self._few: dict[Identity, list[Identity]] = {}
        self._begun: dict[str, int] = {}
        self._assigned: dict[Identity, str] = {}
        self._claimed: dict[str, list[Identity]] = {}  # by browser
        self._said: dict[str, list[Identity]] = {}  # of these, what is new
        self._seen: dict[dating.Link, int] = {}  # when events of this batch first told of a link
        self.changed: set[str] = set()  # profiles that are new, or have other identifiers now
        self.told: set[str] = set()  # profiles of which something more is known about who is one

    def write(self) -> None:
        """Write the people and identifiers that are new since the last time."""
        store.add_profiles(self._connection, self._begun)
        store.add_identities(self._connection, self._assigned)
        claims_store.add_claims(self._connection, self._said)
        self._begun, self._assigned, self._said = {}, {}, {}

    def date(self) -> None:
        """Write since when identifiers are known to be one's, if a late event says earlier."""
        told = dating.links_of(self._connection, {weak for weak, _ in self._seen})
        earlier = {link: at for link, at in self._seen.items() if link in told and at < told[link]}
        dating.date_links(self._connection, earlier)
        self._seen = {}

    def preload(self, events: Iterable[Event]) -> None:
        """Read what is known of the identifiers of many events at once."""
        events = list(events)
        alone = [only_browser(event) for event in events]
        others = [event for event, browser in zip(events, alone, strict=True) if browser is None]
        self._read_claims({one.anonymous_id for one in others if claims_of(one)} - {None})
        wanted = {identity for event in others for identity in identities_of(event)}
        wanted |= set(filter(None, alone))
        missing = wanted - self._profiles.keys()
        found = store.profiles_of(self._connection, missing)
        self._profiles.update(found)
        self._absent |= missing - found.keys()

    def changes_links(self, event: Event) -> bool:
        """Whether the event tells something new about who is who."""
        if only_browser(event):
            return False
        found = identities_of(event)
        return self._contradicts(event) or (
            len(found) > 1
            and any(not self._is_linked(weak, strong) for weak, strong in links_among(found))
        )

    def profile_of(self, event: Event) -> str | None:
        """Return the profile the event belongs to; None for an event that names nobody."""
        if alone := only_browser(event):
            return self._known(alone) or self._begin(alone, event)
        found = identities_of(event)
        if not found:
            return None
        if self.changes_links(event):
            for weak, strong in links_among(found):
                self._learn(weak, strong, event)
        for link in links_among(found):
            self._seen[link] = min(event.occurred_at, self._seen.get(link, event.occurred_at))
        self._hear(event)
        profile_id = self._known(found[0]) or self._begin(found[0], event)
        if len(found) > 1:
            self.told.add(profile_id)
        return profile_id

    def _hear(self, event: Event) -> None:
        """Remember what a browser claims, and keep it apart if that speaks against a proof."""
        new = self._new_claims(event)
        if not new:
            return
        apart = self._contradicts(event)
        browser = event.anonymous_id or ""
        self._claimed[browser] += new
        self._said.setdefault(browser, []).extend(new)
        if apart:
            self._settle(Identity(IdentityKind.ANONYMOUS, browser), event)

    def _contradicts(self, event: Event) -> bool:
        """Whether a new claim makes a browser that was somebody's stand alone."""
        new = self._new_claims(event)
        if not any(one.kind is IdentityKind.USER for one in new):
            return False
        return contradicted(
            root_of(Identity(IdentityKind.ANONYMOUS, event.anonymous_id or ""), self._stronger), new
        )

    def _new_claims(self, event: Event) -> list[Identity]:
        claimed = claims_of(event)
        if not claimed or event.anonymous_id is None:
            return []
        known = self._claims(event.anonymous_id)
        return [one for one in claimed if one not in known]

    def _claims(self, browser: str) -> list[Identity]:
        if browser not in self._claimed:
            self._read_claims({browser})
        return self._claimed[browser]

    def _read_claims(self, browsers: Iterable[str | None]) -> None:
        missing = {one for one in browsers if one is not None} - self._claimed.keys()
        found = claims_store.claims_by_browser(self._connection, missing)
        self._claimed.update({browser: found.get(browser, []) for browser in missing})

    def _known(self, identity: Identity) -> str | None:
        if identity not in self._profiles and identity not in self._absent:
            self._profiles.update(store.profiles_of(self._connection, [identity]))
        return self._profiles.get(identity)

    def _begin(self, identity: Identity, event: Event) -> str:
        """Start a profile whose id follows from its cause, so that a rebuild finds it again.

        The message is named by its digest, which stays when an erasure takes words from its id.
        """
        cause = message_digest(event.message_id).hex()
        profile_id = derived_id(event.received_at, cause, identity.kind, identity.value)
        self._begun[profile_id] = event.occurred_at
        self.changed.add(profile_id)
        self._assign(identity, profile_id)
        return profile_id

    def _assign(self, identity: Identity, profile_id: str) -> None:
        if self._known(identity) is None:
            self._assigned[identity] = profile_id
        else:
            self.write()
            store.move_identity(self._connection, identity, profile_id)
        self._profiles[identity] = profile_id
        self._absent.discard(identity)

    def _is_linked(self, weak: Identity, strong: Identity) -> bool:
        few = self._few_stronger(weak)
        if strong in few or len(few) < FEW:
            return strong in few
        return store.is_linked(self._connection, weak, strong)

    def _few_stronger(self, weak: Identity) -> list[Identity]:
        if weak not in self._few:
            self._few[weak] = store.stronger_than(self._connection, weak, FEW)
        return self._few[weak]

    def _stronger(self, weak: Identity) -> Iterator[Identity]:
        """Give a few first: they nearly always decide whose an identifier is."""
        if weak.kind in _ALONE:
            return
        few = self._few_stronger(weak)
        yield from few
        if len(few) == FEW:
            yield from store.stronger_than(self._connection, weak)

    def _learn(self, weak: Identity, strong: Identity, event: Event) -> None:
        if self._is_linked(weak, strong):
            return
        before = self._root(weak)
        store.add_link(self._connection, weak, strong, event.occurred_at)
        if len(self._few[weak]) < FEW:
            self._few[weak].append(strong)
        if self._known(strong) is None and not self._adopt(weak, strong):
            self._begin(strong, event)
        affected = [weak]
        if weak.kind is IdentityKind.EMAIL and self._root(weak) != before:
            affected += store.weaker_than(self._connection, weak)
        for identity in affected:
            self._settle(identity, event)

    def _adopt(self, weak: Identity, strong: Identity) -> bool:
        """A newcomer goes on in the profile of the browser or mailbox that is theirs alone."""
        profile_id = self._known(weak)
        if profile_id is None or self._root(weak) != self._root(strong):
            return False
        if strongest_of(self._identities_on(profile_id)) != weak:
            return False
        self._assign(strong, profile_id)
        return True

    def _identities_on(self, profile_id: str) -> list[Identity]:
        self.write()
        return store.identities_on(self._connection, profile_id)

    def _root(self, identity: Identity) -> Identity:
        root = root_of(identity, self._stronger)
        if identity.kind is not IdentityKind.ANONYMOUS or root.kind is not IdentityKind.USER:
            return root
        return identity if contradicted(root, self._claims(identity.value)) else root

    def _settle(self, identity: Identity, event: Event) -> None:
        """Put an identifier where the laws say it belongs now."""
        root, here = self._root(identity), self._known(identity)
        if root != identity:
            there = self._known(root) or self._begin(root, event)
            if here != there:
                self._move(identity, here, there)
        elif here is None or strongest_of(self._identities_on(here)) != identity:
            self.changed |= set() if here is None else {here}
            self._begin(identity, event)

    def _move(self, identity: Identity, here: str | None, there: str) -> None:
        self.changed |= {there} if here is None else {here, there}
        self._assign(identity, there)
        if here is not None and store.is_empty(self._connection, here):
            self._merge(here, there)
