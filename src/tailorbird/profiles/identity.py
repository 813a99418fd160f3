"""Who is who: the laws of stitching. Pure.

A *link* says that a weaker identifier was used by a stronger one (a browser by a customer, a
mailbox by a customer). The person behind an identifier is a function of the set of links alone:

* a customer id is always itself: no two customers of the shop ever become one;
* a mailbox is the customer who uses it, if there is exactly one; otherwise it stands alone;
* a browser is the one known person seen on it; a browser that several people share stands alone.

What came with the public key and without a proof is a *claim*. It makes no link: it joins nobody,
and what happened stays with the browser it happened on. It can only hold people apart: a browser
that says it is another customer than the one proven on it stands alone.

So the order in which links and claims arrive cannot matter, and learning one twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tailorbird.events.proof import proves_email, proves_user
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import email_of
from tailorbird.profiles.types import Identity, IdentityKind

StrongerThan = Callable[[Identity], Iterable[Identity]]

_STRENGTH = {
    IdentityKind.USER: 2,
    IdentityKind.EMAIL: 1,
    IdentityKind.ANONYMOUS: 0,
    IdentityKind.CLAIMED: 0,
}


def identities_of(event: Event) -> list[Identity]:
    """Return the identifiers an event proves to be one person's, the strongest first.

    One that proves nothing is its browser's; without a browser, whoever is only claimed.
    """
    found = [
        (IdentityKind.USER, event.user_id if proves_user(event) else None),
        (IdentityKind.EMAIL, email_of(event) if proves_email(event) else None),
        (IdentityKind.ANONYMOUS, event.anonymous_id),
    ]
    proven = [Identity(kind, value) for kind, value in found if value]
    said = event.user_id or email_of(event)
    return proven if proven or not said else [Identity(IdentityKind.CLAIMED, said)]


def only_browser(event: Event) -> Identity | None:
    """Return the browser of an event that names nobody else, as most do; None for any other."""
    if event.anonymous_id is None or event.user_id is not None or email_of(event) is not None:
        return None
    return Identity(IdentityKind.ANONYMOUS, event.anonymous_id)


def claims_of(event: Event) -> list[Identity]:
    """Return the customer number and mailbox that an event's browser names without a proof."""
    if event.anonymous_id is None:
        return []
    found = [
        (IdentityKind.USER, None if proves_user(event) else event.user_id),
        (IdentityKind.EMAIL, None if proves_email(event) else email_of(event)),
    ]
    return [Identity(kind, value) for kind, value in found if value]


def proven_user(event: Event) -> str | None:
    """Return the customer an event is believed to be of."""
    return event.user_id if proves_user(event) else None


def contradicted(root: Identity, claimed: Iterable[Identity]) -> bool:
    """Whether a browser says it is another customer than the one proven on it."""
    return root.kind is IdentityKind.USER and any(
        one.kind is IdentityKind.USER and one != root for one in claimed
    )


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
    events: list[Event],
    user_id: str | None,
    anonymous_id: str | None,
    seen_on_browser: Iterable[str],
) -> list[Event]:
    """Return those events of some identifiers that are of the one person who asks.

    Where several customers use a browser (``seen_on_browser``, or in the events themselves), what
    each did signed in is theirs alone, and what was done signed out is nobody's. What another
    browser only claims is not theirs at all.
    """
    mine = [one for one in events if proves_user(one) or one.anonymous_id == anonymous_id]
    users = {*seen_on_browser, user_id, *(event.user_id for event in mine)} - {None}
    if len(users) <= 1:
        return mine
    return [event for event in mine if proven_user(event) == user_id]
