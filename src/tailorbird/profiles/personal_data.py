"""What this room keeps of people: who they are, what they did, what they bought."""

from __future__ import annotations

from tailorbird.core.ids import new_token
from tailorbird.profiles.joining import join
from tailorbird.profiles.store import claims as claims_store
from tailorbird.profiles.store import people as people_store
from tailorbird.profiles.store import subjects as store
from tailorbird.profiles.taking_orders import release_person
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, PersonalData, Subject


def _erase(connection: Connection, subject: Subject) -> Counts:
    """Forget a person; orders stay, as nobody's, because they are the shop's books.

    What they shared with somebody stays shared, under a pseudonym: else the browser of two would
    now become the other's alone, with all that was done on it.
    """
    below, above = store.neighbours(connection, subject)
    claiming = _browsers_claiming(connection, subject)
    others = [*(strong for _, strong in below), *claiming]
    store.drop_traits(connection, store.profiles_behind(connection, others), subject.identifiers)
    store.forget_erased_links(connection, subject)
    apart = [one for one in claiming if people_store.stronger_than(connection, one, most=1)]
    store.add_erased_links(
        connection, [*(weak for weak, _ in above), *apart], f"erased:{new_token()}"
    )
    return {**release_person(connection, subject), **store.erase_profile(connection, subject)}


def _browsers_claiming(connection: Connection, subject: Subject) -> list[Identity]:
    """Return the browsers of others that said to be this person's."""
    mine = store.identities_of_subject(subject)
    found = claims_store.browsers_claiming(connection, mine)
    return [
        Identity(IdentityKind.ANONYMOUS, one) for one in found if one not in subject.anonymous_ids
    ]


PERSONAL_DATA = PersonalData(
    room="profiles",
    covered={
        "profiles": ("profile_id", "traits", "merged_into"),
        "identities": ("value", "profile_id"),
        "identity_links": ("weak_value", "strong_value"),
        "identity_claims": ("anonymous_id", "value"),
        "erased_links": ("weak_value",),
        "person_events": ("profile_id", "detail", "facts"),
        "views": ("profile_id",),
        "cart_lines": ("profile_id",),
        "visits": ("profile_id",),
        "orders": ("profile_id",),
        "order_lines": ("title",),
        "refund_lines": ("profile_id", "title"),
    },
    impersonal={"refund_matches": "pieces of order lines that came back; no person in it"},
    export=store.export_rows,
    erase=_erase,
    merge=join,
)
