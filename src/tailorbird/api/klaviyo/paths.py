"""Which calls the Klaviyo-shaped door takes, by path and method."""

from __future__ import annotations

from collections.abc import Callable

from tailorbird.api.klaviyo import catalog, events, profiles
from tailorbird.api.klaviyo.desk import Call, Desk, Reply

API, CLIENT = "/api/", "/client/"
PREFIXES = (API, CLIENT)
Handler = Callable[[Desk, Call], Reply]

PATHS: dict[str, dict[str, Handler]] = {
    "/api/events": {"POST": events.create_event},
    "/api/event-bulk-create-jobs": {"POST": events.create_events},
    "/api/profiles": {"POST": profiles.create_profile, "GET": profiles.get_profiles},
    "/api/profiles/{id}": {"PATCH": profiles.update_profile, "GET": profiles.get_profile},
    "/api/profile-import": {"POST": profiles.import_profile},
    "/api/profile-subscription-bulk-create-jobs": {"POST": profiles.subscribe},
    "/api/profile-subscription-bulk-delete-jobs": {"POST": profiles.unsubscribe},
    "/api/catalog-items": {"POST": catalog.create_item},
    "/api/catalog-items/{id}": {"PATCH": catalog.update_item},
    "/api/catalog-item-bulk-create-jobs": {"POST": catalog.create_items},
    "/api/catalog-item-bulk-update-jobs": {"POST": catalog.update_items},
    "/client/events": {"POST": events.create_event},
    "/client/profiles": {"POST": profiles.tell_profile},
}


def resolve(path: str) -> tuple[dict[str, Handler], str]:
    """Return the calls at a path and the id in it; no calls where there are none."""
    plain = path.rstrip("/")
    if plain in PATHS:
        return PATHS[plain], ""
    before, _, resource_id = plain.rpartition("/")
    return PATHS.get(f"{before}/{{id}}", {}), resource_id
