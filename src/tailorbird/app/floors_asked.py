"""What the command line asks of the floors, here or through the server that holds the folder."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.app.tailorbird import Tailorbird
from tailorbird.guardrails.measures import Gate
from tailorbird.guardrails.types import Outlook


class ListFloors(Struct, frozen=True, tag="list_floors"):
    """Asks where the shop stands."""


class DecideFloor(Struct, frozen=True, kw_only=True, tag="decide_floor"):
    """The owner opens or closes a tactic by hand, or takes that back (``opened`` None)."""

    tactic: str
    opened: bool | None
    reason: str
    done_by: str = "the command line"


FloorCommand = ListFloors | DecideFloor


class FloorsSaid(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="floors"):
    """The answer; what was not asked for is empty."""

    outlook: Outlook | None = None
    gate: Gate | None = None


def floors_asked(shop: Tailorbird, command: FloorCommand) -> FloorsSaid:
    """Carry out what was asked.

    Raises:
        TailorbirdError: it cannot be done; the message says why.
    """
    if isinstance(command, ListFloors):
        return FloorsSaid(outlook=shop.floors.outlook())
    return FloorsSaid(gate=decide(shop, command))


def decide(shop: Tailorbird, word: DecideFloor) -> Gate:
    """Write the owner's word down, and let it hold from now on.

    Raises:
        NotFound: there is no such tactic.
        BadInput: no reason is given, or there is nothing to take back.
    """
    tactic, reason, by = word.tactic, word.reason, word.done_by
    if word.opened is None:
        return shop.floors.take_back(tactic, reason=reason, done_by=by)
    return shop.floors.override(tactic, opened=word.opened, reason=reason, done_by=by)
