"""The bodies of Klaviyo's calls (JSON:API), as far as they are read. More in them is ignored."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, field

_Text = str | None
_Id = str | int | None


class MetricName(Struct):
    """What happened, by Klaviyo's name or the shop's own."""

    name: Annotated[str, Meta(min_length=1, max_length=128)]


class MetricResource(Struct):
    """A metric as a resource."""

    attributes: MetricName


class Metric(Struct):
    """The metric of an event."""

    data: MetricResource


class Patch(Struct):
    """How own properties change beside being set; only ``unset`` is offered."""

    unset: str | list[str] = []
    append: dict[str, Any] = {}
    unappend: dict[str, Any] = {}


class ProfileMeta(Struct):
    """What comes with a profile beside its attributes."""

    patch_properties: Patch | None = None


class ProfileAttributes(Struct):
    """Who somebody is: ``external_id`` is the shop's customer number."""

    email: _Text = None
    phone_number: _Text = None
    external_id: _Id = None
    anonymous_id: _Id = None
    first_name: _Text = None
    last_name: _Text = None
    organization: _Text = None
    locale: _Text = None
    title: _Text = None
    image: _Text = None
    location: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None


class ProfileResource(Struct):
    """A profile; ``id`` is the one that this server gave it."""

    attributes: ProfileAttributes = field(default_factory=ProfileAttributes)
    id: _Text = None
    meta: ProfileMeta | None = None


class ProfileCall(Struct):
    """The body of a call that tells of one profile; events hold one too."""

    data: ProfileResource


class Happening(Struct):
    """One event. ``time`` is ISO 8601; ``unique_id`` makes it count once for profile and metric."""

    metric: Metric
    properties: dict[str, Any] = {}
    time: _Text = None
    value: float | None = None
    value_currency: _Text = None
    unique_id: _Text = None
    backfill: bool | None = None


class EventAttributes(Happening):
    """One event and whose it is."""

    profile: ProfileCall = field(default_factory=lambda: ProfileCall(ProfileResource()))


class EventResource(Struct):
    """An event as a resource."""

    attributes: EventAttributes


class EventCall(Struct):
    """The body of a call that tells of one event."""

    data: EventResource


class HappeningResource(Struct):
    """An event of a batch as a resource."""

    attributes: Happening


class Happenings(Struct):
    """The events of one person in a batch."""

    data: list[HappeningResource]


class OnePersonsEvents(Struct):
    """Somebody, and what they did."""

    profile: ProfileCall
    events: Happenings
    backfill: bool | None = None


class OnePersonsResource(Struct):
    """One person's events as a resource."""

    attributes: OnePersonsEvents


class People(Struct):
    """The people of a batch."""

    data: list[OnePersonsResource]


class EventBatch(Struct):
    """What a batch of events holds."""

    people: People = field(name="events-bulk-create")


class EventBatchResource(Struct):
    """A batch of events as a resource."""

    attributes: EventBatch


class EventBatchCall(Struct):
    """The body of a call that tells of many events."""

    data: EventBatchResource


class Answered(Struct):
    """What somebody answered on one channel, and when if it was not just now.

    ``double_optin`` is Klaviyo's word in what it tells of a profile: they confirmed it by mail.
    """

    consent: str = ""
    consented_at: _Text = None
    double_optin: bool | None = None


class Channel(Struct):
    """The answers on one channel."""

    marketing: Answered | None = None


class Channels(Struct):
    """The answers by channel."""

    email: Channel | None = None
    sms: Channel | None = None


class SubscriberAttributes(Struct):
    """Who answered, and what. Nothing said is never a yes."""

    email: _Text = None
    phone_number: _Text = None
    external_id: _Id = None
    subscriptions: Channels | None = None


class Subscriber(Struct):
    """Somebody who answered, as a resource."""

    attributes: SubscriberAttributes
    id: _Text = None


class Subscribers(Struct):
    """Everybody who answered."""

    data: list[Subscriber]


class Subscriptions(Struct):
    """The answers of several people, and where they were given."""

    profiles: Subscribers
    custom_source: _Text = None
    historical_import: bool | None = None


class SubscriptionsResource(Struct):
    """Answers as a resource."""

    attributes: Subscriptions


class SubscriptionCall(Struct):
    """The body of a call that tells who may be written to, or may not any more."""

    data: SubscriptionsResource


class ItemAttributes(Struct):
    """What a shop says of a product; what it leaves out stays as it was."""

    external_id: _Text = None
    title: _Text = None
    price: float | None = None
    url: _Text = None
    image_full_url: _Text = None
    image_thumbnail_url: _Text = None
    published: bool | None = None
    custom_metadata: dict[str, Any] | None = None


class ItemResource(Struct):
    """A product as a resource; its id is ``$custom:::$default:::`` and the shop's own id."""

    attributes: ItemAttributes
    id: _Text = None


class ItemCall(Struct):
    """The body of a call that tells of one product."""

    data: ItemResource


class Items(Struct):
    """The products of a batch."""

    data: list[ItemResource]


class ItemBatch(Struct):
    """What a batch of products holds."""

    items: Items


class ItemBatchResource(Struct):
    """A batch of products as a resource."""

    attributes: ItemBatch


class ItemBatchCall(Struct):
    """The body of a call that tells of many products."""

    data: ItemBatchResource
