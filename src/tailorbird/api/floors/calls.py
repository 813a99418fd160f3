"""What each call about the floors does. They block: the door gives each a thread."""

from __future__ import annotations

from tailorbird.api.floors.answers import (
    Deciding,
    ShownFloor,
    ShownOutlook,
    WordList,
    shown_floor,
    shown_outlook,
    shown_word,
)
from tailorbird.api.segments.calls import Call, read
from tailorbird.app import Tailorbird
from tailorbird.app.floors_asked import DecideFloor, decide


def show(shop: Tailorbird, _call: Call) -> ShownOutlook:
    """Where the shop stands."""
    return shown_outlook(shop.floors.outlook())


def history(shop: Tailorbird, _call: Call) -> WordList:
    """What was decided by hand."""
    return WordList([shown_word(one) for one in shop.floors.history()])


def get(shop: Tailorbird, call: Call) -> ShownFloor:
    """One tactic."""
    return shown_floor(shop.floors.gate(call.ids[0]))


def decided(shop: Tailorbird, call: Call) -> ShownFloor:
    """Open or close a tactic by hand."""
    asked = read(call, Deciding)
    by = f"key {call.key}"
    word = DecideFloor(tactic=call.ids[0], opened=asked.open, reason=asked.reason, done_by=by)
    return shown_floor(decide(shop, word))
