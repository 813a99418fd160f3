"""Calls about people: who they are, and what they agreed to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from tailorbird.api.klaviyo.answers import Faults, duplicate
from tailorbird.api.klaviyo.desk import Call, Desk, Reply, found, within
from tailorbird.connectors.klaviyo.consents import answers_of
from tailorbird.connectors.klaviyo.events import named, profile_event
from tailorbird.connectors.klaviyo.people import Who, is_news, resource_of, who_was
from tailorbird.connectors.klaviyo.types import (
    ProfileAttributes,
    ProfileCall,
    ProfileResource,
    SubscriptionCall,
)
from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.core.ids import new_id
from tailorbird.profiles.types import IdentityKind, Person

MOST_SUBSCRIBERS = 1_000
MOST_ASKED = 100
PAGE, MOST_PAGE = 20, 100
_BODY = "data.attributes"
_FILTER = re.compile(r"(equals|any)\((id|email|external_id),(.*)\)", re.DOTALL)
_CURSOR = re.compile(r"page(?:%5B|\[)cursor(?:%5D|\])=([\w-]+)")
_KINDS = {"email": IdentityKind.EMAIL, "external_id": IdentityKind.USER}


def create_profile(desk: Desk, call: Call) -> Reply:
    """Make a profile; one that exists already is named and left as it is."""
    profile = call.read(ProfileCall).data
    with within(_BODY):
        who = named(profile, None)
        event = profile_event(profile, who, call.door)
    desk.finding.settle()
    if known := _person(desk, who):
        return 409, Faults([duplicate(known.profile_id, new_id(call.door.now))])
    desk.accept([event])
    return 201, _one(_settled(desk, who), call)


def import_profile(desk: Desk, call: Call) -> Reply:
    """Make a profile, or change the one that has one of these identifiers."""
    profile = call.read(ProfileCall).data
    with within(_BODY):
        who = desk.who(profile, call)
    desk.finding.settle()
    known = _person(desk, who)
    return (200 if known else 201), _change(desk, call, profile, who, known)


def update_profile(desk: Desk, call: Call) -> Reply:
    """Change the profile with an id."""
    profile = call.read(ProfileCall).data
    desk.finding.settle()
    known = found(desk.finding.by_id(call.resource_id), "profile")
    with within(_BODY):
        who = named(profile, who_was(known))
    return 200, _change(desk, call, profile, who, known)


def tell_profile(desk: Desk, call: Call) -> Reply:
    """Take what a browser says of its visitor; nothing is told back."""
    profile = call.read(ProfileCall).data
    with within(_BODY):
        event = profile_event(profile, desk.who(profile, call), call.door)
    desk.accept([event])
    return 202, None


def get_profile(desk: Desk, call: Call) -> Reply:
    """Return the profile with an id."""
    desk.finding.settle()
    return 200, _one(found(desk.finding.by_id(call.resource_id), "profile"), call)


def get_profiles(desk: Desk, call: Call) -> Reply:
    """Return the profiles that a filter names, or a page of all."""
    desk.finding.settle()
    here = f"{call.url}/api/profiles"
    if asked := call.query.get("filter"):
        people = _asked(desk, asked)
        return 200, {"data": _resources(people, call), "links": {"self": here, "next": None}}
    size, after = _page(call)
    held = desk.finding.page(after, size + 1)
    shown = held[:size]
    more = f"{here}?page%5Bcursor%5D={shown[-1].profile_id}" if len(held) > size else None
    return 200, {"data": _resources(shown, call), "links": {"self": here, "next": more}}


def subscribe(desk: Desk, call: Call) -> Reply:
    """Take who may be written to."""
    return _answered(desk, call, granted=True)


def unsubscribe(desk: Desk, call: Call) -> Reply:
    """Take who may not be written to any more."""
    return _answered(desk, call, granted=False)


def _answered(desk: Desk, call: Call, *, granted: bool) -> Reply:
    asked = call.read(SubscriptionCall).data.attributes
    if len(asked.profiles.data) > MOST_SUBSCRIBERS:
        raise TooLarge(f"At most {MOST_SUBSCRIBERS:,} profiles in one call.", field=_BODY)
    events = []
    for number, one in enumerate(asked.profiles.data):
        given = one.attributes
        said = ProfileAttributes(email=given.email, external_id=given.external_id)
        with within(f"{_BODY}.profiles.data[{number}].attributes"):
            who = desk.who(ProfileResource(said, one.id), call)
            wording = asked.custom_source or ""
            events += answers_of(
                one,
                who,
                call.door,
                granted=granted,
                wording=wording,
                historical=asked.historical_import is True,
            )
    desk.accept(events)
    return 202, None


def _change(
    desk: Desk, call: Call, profile: ProfileResource, who: Who, known: Person | None
) -> dict[str, Any]:
    """Take what is new; a call that says nothing new is one whose answer was lost."""
    with within(_BODY):
        event = profile_event(profile, who, call.door)
    if known is not None and not is_news(event.traits, who, known):
        return _one(known, call)
    desk.accept([event])
    return _one(_settled(desk, who), call)


def _settled(desk: Desk, who: Who) -> Person:
    desk.finding.settle()
    person: Person = found(_person(desk, who), "profile")
    return person


def _person(desk: Desk, who: Who) -> Person | None:
    """Return the first person that has one of these identifiers, the strongest asked first."""
    asked = (
        (IdentityKind.USER, who.user_id),
        (IdentityKind.EMAIL, who.email),
        (IdentityKind.ANONYMOUS, who.anonymous_id),
    )
    people = (desk.finding.by_identifier(kind, value) for kind, value in asked if value)
    return next((person for person in people if person), None)


def _asked(desk: Desk, asked: str) -> list[Person]:
    """Return the people a filter names, each once."""
    read = _FILTER.fullmatch(asked.strip())
    if read is None:
        raise BadInput(
            'filter: expected equals(email,"ada@example.com"), or any(…,[…]), over id, email or '
            "external_id.",
            field="filter",
        )
    field, values = read[2], _values(read[1], read[3])
    if field == "id":
        people = [desk.finding.by_id(value) for value in values]
    else:
        lower = (value.lower() if field == "email" else value for value in values)
        people = [desk.finding.by_identifier(_KINDS[field], value) for value in lower]
    return list({person.profile_id: person for person in people if person}.values())


def _values(operator: str, given: str) -> list[str]:
    try:
        values = msgspec.json.decode(given, type=list[str] if operator == "any" else str)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput(
            'filter: values stand in double quotes, such as "ada@example.com".', field="filter"
        ) from error
    values = [values] if isinstance(values, str) else values
    if len(values) > MOST_ASKED:
        raise TooLarge(f"filter: at most {MOST_ASKED} values.", field="filter")
    return [value for value in values if "\x00" not in value]


def _page(call: Call) -> tuple[int, str]:
    given = call.query.get("page[size]", str(PAGE))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST_PAGE):
        raise BadInput(f"page[size]: expected 1 to {MOST_PAGE}.", field="page[size]")
    cursor = call.query.get("page[cursor]", "")
    inside = _CURSOR.search(cursor)  # some clients send the whole address back
    after = inside[1] if inside else cursor
    if "\x00" in after:
        raise BadInput("page[cursor]: send back what links.next says.", field="page[cursor]")
    return int(given), after


def _one(person: Person, call: Call) -> dict[str, Any]:
    return {"data": _resources([person], call)[0]}


def _resources(people: Iterable[Person], call: Call) -> list[dict[str, Any]]:
    """Return people as profiles, with the fields that were asked for."""
    wanted = {name for name in call.query.get("fields[profile]", "").split(",") if name}
    resources = [resource_of(person, call.url) for person in people]
    for resource in resources if wanted else ():
        held = resource["attributes"]
        resource["attributes"] = {name: held[name] for name in held if name in wanted}
    return resources
