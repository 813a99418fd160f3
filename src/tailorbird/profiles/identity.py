"""Who is who: the laws of stitching. Pure.

A *link* says that a weaker identifier was used by a stronger one (a browser by a customer, a
mailbox by a customer). The person behind an identifier is a function of the set of links alone:

* a customer id is always itself: no two customers of the shop ever become one;
* a mailbox is the customer who uses it, if there is exactly one; otherwise it stands alone;
* a browser is the one known person seen on it; a browser that several people share stands alone.

So the order in which links arrive cannot matter, and learning one twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tailorbird.events.types import Event
from tailorbird.events.vocabulary import email_of
from tailorbird.profiles.types import Identity, IdentityKind

StrongerThan = Callable[[Identity], Iterable[Identity]]

_STRENGTH = {IdentityKind.USER: 2, IdentityKind.EMAIL: 1, IdentityKind.ANONYMOUS: 0}


def identities_of(event: Event) -> list[Identity]:
    """Return the identifiers an event carries, the strongest first."""
    found = [
        (IdentityKind.USER, event.user_id),
        (IdentityKind.EMAIL, email_of(event)),
        (IdentityKind.ANONYMOUS, event.anonymous_id),
    ]
    return [Identity(kind, value) for kind, value in found if value]


def links_among(identities: list[Identity]) -> list[tuple[Identity, Identity]]:
    """Return (weaker, strongest) for each weaker identifier of one event, strongest first."""
    strongest, *weaker = identities
    return [(weak, strongest) for weak in weaker]


def strongest_of(identities: list[Identity]) -> Identity:
    """Return the identifier a profile belongs to: there is one of the highest kind on each."""
    return max(identities, key=lambda identity: (_STRENGTH[identity.kind], identity.value))


def root_of(identity: Identity, stronger_than: StrongerThan) -> Identity:
    """Return the identifier that stands for the person behind ``identity``.

    Stops asking at the second person found: a browser of thousands is as quick as one of two.
    """
    root = None
    for stronger in stronger_than(identity):
        found = root_of(stronger, stronger_than)
        if root is not None and found != root:
            return identity
        root = found
    return root or identity


def events_of_one(
    events: list[Event], user_id: str | None, seen_on_browser: Iterable[str]
) -> list[Event]:
    """Return those events of some identifiers that are of the one person who asks.

    Where several customers use a browser (``seen_on_browser``, or in the events themselves), what
    each did signed in is theirs alone, and what was done signed out is nobody's.
    """
    users = {*seen_on_browser, user_id, *(event.user_id for event in events)} - {None}
    if len(users) <= 1:
        return events
    return [event for event in events if event.user_id == user_id]
