"""What of a person may be used to choose for them."""

from __future__ import annotations

from tailorbird.core.clock import DAY, MINUTE
from tailorbird.decisions.limiting import PAUSE, usable, visit_began
from tailorbird.guardrails.reasons import Limited
from tailorbird.privacy.types import Answers, ConsentRecord, Signal
from tailorbird.profiles.types import CartLine, Facts, ViewedProduct

NOW = 100 * DAY


def said(word: str, granted: bool, at: int) -> ConsentRecord:
    return ConsentRecord(
        profile_id="one", purpose=word, granted=granted, at=at, source="http", voice="ann"
    )


def signal(at: int) -> Signal:
    return Signal(profile_id="one", device="phone", at=at, source="http", voice="ann")


def person(*records: ConsentRecord, signals: tuple[Signal, ...] = ()) -> Facts:
    """Somebody who looked at one thing yesterday and at two in this visit."""
    return Facts(
        viewed=(
            ViewedProduct("new", NOW - MINUTE),
            ViewedProduct("begun", NOW - 20 * MINUTE),
            ViewedProduct("old", NOW - DAY),
        ),
        cart=(CartLine("kept", 1, NOW - DAY), CartLine("unasked", 1, NOW - MINUTE, False)),
        answers=Answers(records=records, signals=signals),
    )


def test_who_said_nothing_is_known_by_all_they_did() -> None:
    found = usable(person(), NOW)
    assert found.viewed == ("new", "begun", "old")
    assert found.cart == ("kept",)  # a line that came with a no is left out
    assert found.limited == ""


def test_who_refuses_is_chosen_for_as_everybody_is() -> None:
    for word in ("personalization", "profiling", "analytics"):
        found = usable(person(said(word, False, NOW - MINUTE)), NOW)
        assert (found.viewed, found.cart) == ((), ())
        assert found.limited == Limited.PERSONALIZATION_OFF
    assert usable(person(said("marketing", False, NOW - MINUTE)), NOW).limited == ""


def test_a_later_yes_opens_nothing_earlier() -> None:
    no = said("personalization", False, NOW - 25 * MINUTE)
    found = usable(person(no, said("personalization", True, NOW - 5 * MINUTE)), NOW)
    assert found.viewed == ("new", "old")
    assert found.limited == ""


def test_a_device_that_objects_is_known_by_this_visit_alone() -> None:
    found = usable(person(signals=(signal(NOW - 2 * DAY),)), NOW)
    assert found.viewed == ("new", "begun")
    assert found.cart == ()
    assert found.limited == Limited.OBJECTION
    newly = usable(person(signals=(signal(NOW - MINUTE),)), NOW)
    assert newly.viewed == ("new", "begun")


def test_a_yes_after_the_signal_lifts_it_and_opens_nothing_earlier() -> None:
    yes = said("personalization", True, NOW - 5 * MINUTE)
    between = usable(person(yes, signals=(signal(NOW - 2 * DAY),)), NOW)
    assert between.viewed == ("new", "begun")  # yesterday was under the objection
    assert between.limited == ""
    before = usable(person(yes, signals=(signal(NOW - DAY // 2),)), NOW)
    assert before.viewed == ("new", "begun", "old")


def test_a_visit_begins_after_the_last_long_pause() -> None:
    assert visit_began(person(), NOW) == NOW - 20 * MINUTE
    assert visit_began(person(), NOW + PAUSE) == NOW + PAUSE
    assert visit_began(Facts(), NOW) == NOW
