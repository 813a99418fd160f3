"""Calls that tell what people did."""

from __future__ import annotations

from tailorbird.api.klaviyo.answers import Fault, Faults, fault_of
from tailorbird.api.klaviyo.desk import Call, Desk, Reply, within
from tailorbird.connectors.klaviyo.events import events_of
from tailorbird.connectors.klaviyo.types import (
    EventBatchCall,
    EventCall,
    Happening,
    OnePersonsEvents,
    ProfileResource,
)
from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.core.ids import new_id
from tailorbird.events.types import Event, Lane

MOST_EVENTS = 1_000
_PROFILE = "profile.data.attributes"
_Told = dict[Lane, list[Event]]


def create_event(desk: Desk, call: Call) -> Reply:
    """Take one event."""
    attributes = call.read(EventCall).data.attributes
    with within("data.attributes"):
        events = _events(desk, call, attributes, attributes.profile.data)
    desk.accept(events, _lane(attributes.backfill, call))
    return 202, None


def create_events(desk: Desk, call: Call) -> Reply:
    """Take many events, all or none: what is wrong with any of them is said of each."""
    batch = call.read(EventBatchCall).data.attributes.people.data
    if sum(len(one.attributes.events.data) for one in batch) > MOST_EVENTS:
        raise TooLarge(f"At most {MOST_EVENTS:,} events in one call.", field="data.attributes")
    told: _Told = {lane: [] for lane in Lane}
    faults: list[Fault] = []
    for number, one in enumerate(batch):
        path = f"data.attributes.events-bulk-create.data[{number}].attributes"
        faults += _take(desk, call, one.attributes, path, told)
    if faults:
        return 400, Faults(faults)
    for lane, events in told.items():
        desk.accept(events, lane)
    return 202, None


def _take(desk: Desk, call: Call, one: OnePersonsEvents, path: str, told: _Told) -> list[Fault]:
    """Put one person's events to what is told; return what is wrong with them."""
    faults = []
    for number, event in enumerate(one.events.data):
        backfill = one.backfill if event.attributes.backfill is None else event.attributes.backfill
        try:
            with within(f"{path}.events.data[{number}].attributes"):
                made = _events(desk, call, event.attributes, one.profile.data)
        except BadInput as error:
            faults.append(fault_of(error, new_id(call.door.now)))
        else:
            told[_lane(backfill, call)] += made
    return faults


def _events(desk: Desk, call: Call, happening: Happening, profile: ProfileResource) -> list[Event]:
    with within(_PROFILE):
        who = desk.who(profile, call)
    return events_of(happening, profile, who, call.door)


def _lane(backfill: bool | None, call: Call) -> Lane:
    """What the shop tells of the past waits behind what happens now."""
    return Lane.BACKFILL if backfill and not call.is_public else Lane.LIVE
