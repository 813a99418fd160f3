"""Which calls the Klaviyo-shaped door takes, by path and method, and which keys open each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tailorbird.accounts.types import Scope
from tailorbird.api.keys import Rule
from tailorbird.api.klaviyo import catalog, events, profiles
from tailorbird.api.klaviyo.desk import Call, Desk, Reply

API, CLIENT = "/api/", "/client/"
PREFIXES = (API, CLIENT)
Handler = Callable[[Desk, Call], Reply]
PUBLIC = Rule(public=True)
COLLECT, PEOPLE, CATALOG = (
    Rule(scope=scope) for scope in (Scope.COLLECT, Scope.PEOPLE, Scope.CATALOG)
)


class Taking(NamedTuple):
    """A call: which keys open it, and what carries it out."""

    rule: Rule
    handler: Handler


PATHS: dict[str, dict[str, Taking]] = {
    "/api/events": {"POST": Taking(COLLECT, events.create_event)},
    "/api/event-bulk-create-jobs": {"POST": Taking(COLLECT, events.create_events)},
    "/api/profiles": {
        "POST": Taking(PEOPLE, profiles.create_profile),
        "GET": Taking(PEOPLE, profiles.get_profiles),
    },
    "/api/profiles/{id}": {
        "PATCH": Taking(PEOPLE, profiles.update_profile),
        "GET": Taking(PEOPLE, profiles.get_profile),
    },
    "/api/profile-import": {"POST": Taking(PEOPLE, profiles.import_profile)},
    "/api/profile-subscription-bulk-create-jobs": {"POST": Taking(PEOPLE, profiles.subscribe)},
    "/api/profile-subscription-bulk-delete-jobs": {"POST": Taking(PEOPLE, profiles.unsubscribe)},
    "/api/catalog-items": {"POST": Taking(CATALOG, catalog.create_item)},
    "/api/catalog-items/{id}": {"PATCH": Taking(CATALOG, catalog.update_item)},
    "/api/catalog-item-bulk-create-jobs": {"POST": Taking(CATALOG, catalog.create_items)},
    "/api/catalog-item-bulk-update-jobs": {"POST": Taking(CATALOG, catalog.update_items)},
    "/client/events": {"POST": Taking(PUBLIC, events.create_event)},
    "/client/profiles": {"POST": Taking(PUBLIC, profiles.tell_profile)},
}


def resolve(path: str) -> tuple[dict[str, Taking], str]:
    """Return the calls at a path and the id in it; no calls where there are none."""
    plain = path.rstrip("/")
    if plain in PATHS:
        return PATHS[plain], ""
    before, _, resource_id = plain.rpartition("/")
    return PATHS.get(f"{before}/{{id}}", {}), resource_id
