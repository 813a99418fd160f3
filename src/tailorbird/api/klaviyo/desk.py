"""What every call of the Klaviyo-shaped door works with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from tailorbird.api.klaviyo.answers import not_as_expected
from tailorbird.app import Tailorbird
from tailorbird.app.finding import Finding
from tailorbird.connectors.klaviyo.events import Door, named
from tailorbird.connectors.klaviyo.people import Who, who_was
from tailorbird.connectors.klaviyo.types import ProfileResource
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events.types import Event, Lane

Body = TypeVar("Body")
Reply = tuple[int, object]


class Call(Struct, frozen=True, kw_only=True):
    """One call: its body, what stands in its address, and through which door it came.

    ``resource_id`` is the part of the path that names a resource; ``url`` is where the server is.
    """

    body: bytes
    query: Mapping[str, str]
    resource_id: str
    url: str
    door: Door
    is_public: bool

    def read(self, kind: type[Body]) -> Body:
        """Return the body.

        Raises:
            BadInput: it is not JSON, or not of this form; with the path of what is wrong.
        """
        try:
            return msgspec.json.decode(self.body, type=kind)
        except msgspec.ValidationError as error:
            raise not_as_expected(error) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadInput(f"The body is not valid JSON: {error}.") from error


class Desk:
    """The shop behind the door. Its methods block."""

    def __init__(self, app: Tailorbird) -> None:
        self.app = app
        self.finding = Finding(app.stations)

    def accept(self, events: list[Event], lane: Lane = Lane.LIVE) -> None:
        """Return when the events are durable."""
        if events:
            self.app.accept(events, lane).result()

    def who(self, profile: ProfileResource, call: Call) -> Who:
        """Return whom a profile in a call names; its id only counts with a secret key.

        Raises:
            BadInput: nobody, or the id is nobody's.
        """
        if profile.id is None or call.is_public:
            return named(profile, None)
        person = self.finding.by_id(profile.id)
        if person is None:
            raise BadInput("id: there is no profile with this id.", field="id")
        return named(profile, who_was(person))


@contextmanager
def within(path: str) -> Iterator[None]:
    """Say of what is refused in here where in the whole body it stands."""
    try:
        yield
    except BadInput as error:
        error.field = f"{path}.{error.field}" if error.field else path
        raise


def found(one: Any, what: str) -> Any:
    """Return what was asked for.

    Raises:
        NotFound: there is none.
    """
    if one is None:
        raise NotFound(f"There is no such {what}.")
    return one
