"""What to call a person on a page."""

from __future__ import annotations

from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.naming import NAMING
from tailorbird.profiles.types import IdentityKind, Person

_SAY = Phrases(NAMING)


def name_of(label: str) -> str:
    """Return what to call somebody by their best identifier, empty for a visitor.

    >>> name_of("ann@example.com"), name_of("17850"), name_of("")
    ('ann@example.com', 'Customer 17850', 'Anonymous visitor')
    """
    if "@" in label:
        return label
    return _SAY("customer", value=label) if label else _SAY("anonymous")


def name_of_person(person: Person) -> str:
    """Return what to call a person: by their mailbox, else their customer number."""
    known = {identity.kind: identity.value for identity in reversed(person.identities)}
    return name_of(known.get(IdentityKind.EMAIL) or known.get(IdentityKind.USER, ""))
