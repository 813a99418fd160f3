"""The laws of identity, for any events in any order: compared with an oracle that knows no order.

The oracle looks at the set of links alone, in three plain steps, without recursion, profiles,
merging or a database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from tailorbird.core.clock import MINUTE
from tailorbird.events.types import Event, Lane
from tailorbird.events.vocabulary import IDENTITIES_JOINED
from tailorbird.profiles.store import people as people_store
from tailorbird.profiles.types import Identity, IdentityKind, Person, PersonSummary
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line
from tailorbird.testing.shop import StillShop

USERS = ("ann", "ben", "cem")
MAILBOXES = ("a@example.com", "b@example.com", "c@example.com")
BROWSERS = ("phone", "laptop", "kiosk")


class Who(Struct, frozen=True):
    """The identifiers of one event."""

    user: str | None
    email: str | None
    browser: str | None
    door: str = "server"  # "server" is believed, "signed" for the customer, "browser" for nothing

    @property
    def identities(self) -> list[Identity]:
        pairs = (
            (IdentityKind.USER, self.user if self.door != "browser" else None),
            (IdentityKind.EMAIL, self.email if self.door == "server" else None),
            (IdentityKind.ANONYMOUS, self.browser),
        )
        believed = [Identity(kind, value) for kind, value in pairs if value]
        said = self.user or self.email
        return believed or ([Identity(IdentityKind.CLAIMED, said)] if said else [])

    @property
    def claims_user(self) -> bool:
        return self.door == "browser" and bool(self.user and self.browser)


def maybe(values: Iterable[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(tuple(values)))


doors = st.sampled_from(["server", "server", "server", "signed", "browser", "browser"])
some_who = st.builds(Who, maybe(USERS), maybe(MAILBOXES), maybe(BROWSERS), doors).filter(
    lambda who: bool(who.identities)
)
histories = st.lists(some_who, min_size=1, max_size=9)
batches = st.lists(st.integers(1, 4), max_size=9)


def oracle(history: Iterable[Who]) -> set[frozenset[Identity]]:
    """Return who is who, by the words of the laws."""
    seen: set[Identity] = set()
    users_of: dict[Identity, set[Identity]] = {}
    mailboxes_of: dict[Identity, set[Identity]] = {}
    said: dict[Identity, set[Identity]] = {}
    for who in history:
        seen.update(who.identities)
        if who.claims_user:
            browser = Identity(IdentityKind.ANONYMOUS, who.browser or "")
            said.setdefault(browser, set()).add(Identity(IdentityKind.USER, who.user or ""))
        strongest, *weaker = who.identities
        above = users_of if strongest.kind is IdentityKind.USER else mailboxes_of
        for weak in weaker:
            above.setdefault(weak, set()).add(strongest)
    person: dict[Identity, Identity] = {}
    for kind in (IdentityKind.USER, IdentityKind.EMAIL, IdentityKind.ANONYMOUS):
        for one in (identity for identity in seen if identity.kind is kind):
            known = users_of.get(one, set()) | {person[m] for m in mailboxes_of.get(one, set())}
            person[one] = known.pop() if len(known) == 1 else one
            if person[one].kind is IdentityKind.USER and said.get(one, set()) - {person[one]}:
                person[one] = one  # it says to be somebody else
    person.update({one: one for one in seen if one.kind is IdentityKind.CLAIMED})
    groups: dict[Identity, set[Identity]] = {}
    for one, owner in person.items():
        groups.setdefault(owner, set()).add(one)
    return {frozenset(group) for group in groups.values()}


def happening(number: int, who: Who) -> Event:
    """Each event does something of its own, so that nothing of it can get lost unseen."""
    at = SOME_DAY + number * MINUTE
    say = partial(
        event,
        at=at,
        user=who.user,
        email=who.email,
        browser=who.browser,
        message_id=f"m{number}",
        source="library" if who.door == "server" else "http",
        proven=who.door == "signed",
    )
    match number % 3:
        case 0:
            return say("Product Viewed", product_id=f"p{number}")
        case 1:
            return say("Product Added", product_id=f"p{number}")
        case _:
            return say("Order Completed", order_id=f"o{number}", products=[line(f"p{number}")])


def profiles_of(shop: StillShop) -> Mapping[Identity, str]:
    every = [Identity(IdentityKind.USER, value) for value in USERS]
    every += [Identity(IdentityKind.EMAIL, value) for value in MAILBOXES]
    every += [Identity(IdentityKind.ANONYMOUS, value) for value in BROWSERS]
    every += [Identity(IdentityKind.CLAIMED, value) for value in (*USERS, *MAILBOXES)]
    with shop.database.read() as connection:
        return people_store.profiles_of(connection, every)


def partition(shop: StillShop) -> set[frozenset[Identity]]:
    groups: dict[str, set[Identity]] = {}
    for identity, profile_id in profiles_of(shop).items():
        groups.setdefault(profile_id, set()).add(identity)
    return {frozenset(group) for group in groups.values()}


def everybody(shop: StillShop) -> list[Person]:
    found = [shop.profiles.person(row.profile_id, bought_since=0) for row in _rows(shop)]
    return [person for person in found if person is not None]


def _rows(shop: StillShop) -> list[PersonSummary]:
    return shop.profiles.people("", 1_000)


def in_order(history: list[Who], shuffle: list[int]) -> list[Event]:
    return [happening(number, history[number]) for number in shuffle]


@given(st.data(), histories, batches)
@settings(max_examples=60)
def test_who_is_who_follows_from_the_links_alone(
    shop: StillShop, data: st.DataObject, history: list[Who], sizes: list[int]
) -> None:
    shuffle = data.draw(st.permutations(range(len(history))))
    shop.empty()
    shop.take_in_batches(in_order(history, shuffle), sizes)
    assert partition(shop) == oracle(history)
    assert shop.refusals.read(10) == []


def test_a_signature_covers_the_customer_number_never_the_mailbox(shop: StillShop) -> None:
    history = [
        Who(None, None, "phone", "server"),
        Who("ann", None, None, "server"),
        Who("ann", "a@example.com", "phone", "signed"),
    ]
    shop.empty()
    shop.take_in_batches(in_order(history, [0, 1, 2]), [])  # the last one joins two
    assert partition(shop) == oracle(history)


@given(histories, batches)
@settings(max_examples=30)
def test_saying_it_again_changes_nothing(
    shop: StillShop, history: list[Who], sizes: list[int]
) -> None:
    shop.empty()
    events = in_order(history, list(range(len(history))))
    shop.take(*events)
    before = profiles_of(shop)
    people = {person.profile_id: person.identities for person in everybody(shop)}
    shop.take_in_batches(events, sizes)  # known by their message ids
    again = [happening(number + 300, who) for number, who in enumerate(history)]
    shop.take_in_batches(again, sizes)  # new events of the same people
    assert profiles_of(shop) == before
    assert {person.profile_id: person.identities for person in everybody(shop)} == people


@given(st.data(), histories, batches)
@settings(max_examples=60)
def test_nothing_is_lost_when_people_turn_out_to_be_one(
    shop: StillShop, data: st.DataObject, history: list[Who], sizes: list[int]
) -> None:
    shuffle = data.draw(st.permutations(range(len(history))))
    events = in_order(history, shuffle)
    shop.empty()
    shop.take_in_batches(events, sizes)
    people = everybody(shop)
    told = Counter(m.name for person in people for m in person.timeline)
    joins = told.pop(IDENTITIES_JOINED, 0)
    assert told == Counter(one.name for one in events)
    assert joins == shop.log.last_position(Lane.LIVE) - len(events)
    assert sorted(m.position for p in people for m in p.timeline) == list(
        range(1, shop.log.last_position(Lane.LIVE) + 1)
    )
    assert _views(people) == {
        (e.properties["product_id"], e.occurred_at) for e in events if e.name == "Product Viewed"
    }
    placed = [(o.order_id, o.profile_id) for p in people for o in p.orders]
    assert sorted(order_id for order_id, _ in placed) == sorted(
        e.properties["order_id"] for e in events if e.name == "Order Completed"
    )
    assert {profile for _, profile in placed} <= {person.profile_id for person in people}
    assert sum(person.order_count for person in people) == len(placed)


def _views(people: list[Person]) -> set[tuple[str, int]]:
    return {(view.product_id, view.at) for person in people for view in person.facts.viewed}


@given(histories)
@settings(max_examples=30)
def test_an_old_address_leads_to_a_living_person(shop: StillShop, history: list[Who]) -> None:
    shop.empty()
    ever: set[str] = set()
    for number, who in enumerate(history):
        shop.take(happening(number, who))
        ever.update(profiles_of(shop).values())
    living = {person.profile_id: person for person in everybody(shop)}
    assert set(living) == set(profiles_of(shop).values())
    for profile_id in ever:
        person = shop.profiles.person(profile_id, bought_since=0)
        assert person is not None
        assert person.profile_id in living
        assert person.identities
    assert all(person.identities for person in living.values())


@given(st.data(), histories)
@settings(max_examples=30)
def test_customers_stay_apart_and_a_shared_browser_is_nobodys(
    shop: StillShop, data: st.DataObject, history: list[Who]
) -> None:
    """The law in the shopper's words, without the oracle."""
    shared = data.draw(st.sampled_from(BROWSERS))
    known = data.draw(st.lists(st.sampled_from(USERS), min_size=2, max_size=3, unique=True))
    meetings = [Who(user, None, shared) for user in known]
    told = data.draw(st.permutations([*history, *meetings]))
    shop.empty()
    shop.take(*in_order(told, list(range(len(told)))), lane=Lane.BACKFILL)
    groups = partition(shop)
    assert frozenset({Identity(IdentityKind.ANONYMOUS, shared)}) in groups
    for group in groups:
        assert sum(identity.kind is IdentityKind.USER for identity in group) <= 1


@given(st.data(), histories, batches)
@settings(max_examples=40)
def test_who_only_claims_to_be_somebody_learns_nothing_of_them(
    shop: StillShop, data: st.DataObject, history: list[Who], sizes: list[int]
) -> None:
    """A browser of a stranger says to be anybody, in any order: it knows what it did itself."""
    claims = data.draw(
        st.lists(
            st.builds(Who, maybe(USERS), maybe(MAILBOXES), st.just("stranger")).map(
                lambda who: structs.replace(who, door="browser")
            ),
            min_size=1,
            max_size=5,
        )
    )
    told = data.draw(st.permutations([*history, *claims]))
    processed = data.draw(st.integers(0, len(told)))
    shop.empty()
    events = in_order(told, list(range(len(told))))
    shop.take_in_batches(events[:processed], sizes)
    shop.append(events[processed:])
    own = [one for one in events if one.anonymous_id == "stranger"]
    facts = shop.profiles.facts(anonymous_id="stranger", user_id=None, bought_since=0)
    assert {view.product_id for view in facts.viewed} == {
        one.properties["product_id"] for one in own if one.name == "Product Viewed"
    }
    assert facts.bought.keys() == {
        product["product_id"]
        for one in own
        if one.name == "Order Completed"
        for product in one.properties["products"]
    }
    assert {line.product_id for line in facts.cart} <= {
        one.properties["product_id"] for one in own if one.name == "Product Added"
    }
