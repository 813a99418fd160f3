"""Klaviyo's profiles and what is known of a person here, one as the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tailorbird.connectors.klaviyo.types import ProfileAttributes, ProfileResource
from tailorbird.core.clock import to_datetime
from tailorbird.core.errors import BadInput
from tailorbird.events.validation import identifier
from tailorbird.profiles.types import IdentityKind, Person

TYPE = "profile"
MOST_EMAIL = 254
# Klaviyo's attribute -> the trait it is kept as. An address on the network is not wanted.
_TRAITS = {
    "phone_number": "phone",
    "first_name": "firstName",
    "last_name": "lastName",
    "organization": "organization",
    "locale": "locale",
    "title": "title",
    "image": "avatar",
}
_PLACES = {
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "country": "country",
    "region": "region",
    "zip": "postalCode",
    "timezone": "timezone",
}


class Who(Struct, frozen=True):
    """The identifiers of somebody, of which there is at least one."""

    user_id: str | None = None
    email: str | None = None
    anonymous_id: str | None = None

    @property
    def key(self) -> str:
        """The strongest of them, with its kind."""
        kinds = zip(self.__struct_fields__, (self.user_id, self.email), strict=False)
        found = next((f"{kind}:{value}" for kind, value in kinds if value), None)
        return found or f"anonymous_id:{self.anonymous_id}"


def who_is(given: ProfileAttributes) -> Who:
    """Return by what a profile names somebody.

    Raises:
        BadInput: by nothing that is understood; a phone number alone is no identifier here.
    """
    user_id = identifier(given.external_id, "external_id")
    anonymous_id = identifier(given.anonymous_id, "anonymous_id")
    email = _email(given.email)
    if not (user_id or email or anonymous_id):
        raise BadInput(
            "A profile needs an external_id, an email or an anonymous_id; a phone number alone "
            "does not tell who it is."
        )
    return Who(user_id, email, anonymous_id)


def _email(given: str | None) -> str | None:
    email = (given or "").strip().lower()
    if not email:
        return None
    if len(email) > MOST_EMAIL or email.count("@") != 1 or "\x00" in email:
        raise BadInput("email: expected an e-mail address such as ada@example.com.", field="email")
    return email


def who_was(person: Person) -> Who:
    """Return the strongest identifier of each kind that a known person has."""
    by_kind = {identity.kind: identity.value for identity in reversed(person.identities)}
    return Who(
        by_kind.get(IdentityKind.USER),
        by_kind.get(IdentityKind.EMAIL),
        by_kind.get(IdentityKind.ANONYMOUS),
    )


def traits_of(profile: ProfileResource) -> dict[str, Any]:
    """Return what a profile says of somebody beside who they are; None unsets a trait.

    Raises:
        BadInput: it asks for a change that is not offered.
    """
    given = profile.attributes
    said = {trait: getattr(given, name) for name, trait in _TRAITS.items()}
    places = {trait: (given.location or {}).get(name) for name, trait in _PLACES.items()}
    known = {name: value for name, value in {**said, **places}.items() if value is not None}
    return {**_unset(profile), **(given.properties or {}), **known}


def _unset(profile: ProfileResource) -> dict[str, None]:
    patch = profile.meta.patch_properties if profile.meta else None
    if patch is None:
        return {}
    if patch.append or patch.unappend:
        raise BadInput(
            "patch_properties: append and unappend are not offered; send the whole list.",
            field="meta.patch_properties",
        )
    names = [patch.unset] if isinstance(patch.unset, str) else patch.unset
    return dict.fromkeys(names)


def resource_of(person: Person, url: str) -> dict[str, Any]:
    """Return a person as Klaviyo's profile; ``url`` is where the server is."""
    who = who_was(person)
    traits = {name: value for name, value in person.traits.items() if value is not None}
    attributes: dict[str, Any] = {"email": who.email, "external_id": who.user_id}
    for name, trait in _TRAITS.items():
        value = traits.pop(trait, None)
        attributes[name] = value if isinstance(value, str) else None
    attributes["location"] = _place(traits)
    traits.pop("email", None)
    seen = to_datetime(person.last_seen).isoformat()
    times = {"created": to_datetime(person.first_seen).isoformat(), "updated": seen}
    attributes |= {**times, "last_event_date": seen, "properties": traits}
    return {
        "type": TYPE,
        "id": person.profile_id,
        "attributes": attributes,
        "links": {"self": f"{url}/api/profiles/{person.profile_id}"},
    }


def _place(traits: dict[str, Any]) -> dict[str, str | None]:
    """Take an address out of the traits."""
    found = {name: traits.pop(trait, None) for name, trait in _PLACES.items()}
    return {name: value if isinstance(value, str) else None for name, value in found.items()}


def is_news(traits: Mapping[str, Any], who: Who, person: Person) -> bool:
    """Whether a profile says anything that is not known of the person already."""
    held = {(identity.kind, identity.value) for identity in person.identities}
    named = {
        (IdentityKind.USER, who.user_id),
        (IdentityKind.EMAIL, who.email),
        (IdentityKind.ANONYMOUS, who.anonymous_id),
    }
    fresh = any(value and (kind, value) not in held for kind, value in named)
    return fresh or any(person.traits.get(name) != value for name, value in traits.items())
