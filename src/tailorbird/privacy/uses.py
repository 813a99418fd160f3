"""What may be done with what somebody did. Pure.

A moment may be used for something only if it was allowed when it happened *and* is allowed now; a
later yes opens nothing earlier. Where nobody was asked there is no answer to keep: what the shop's
own server sends then is used on the shop's own word.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tailorbird.privacy.consent import signal_in_force, state, status
from tailorbird.privacy.types import Answers, Asked, Channel, Purpose, Status


class Use(StrEnum):
    """What is done with what somebody did: choose for them, or learn from it for everybody."""

    PERSONALIZE = "personalize"
    LEARN = "learn"


# A no to any of these closes the use.
NEEDS: dict[Use, tuple[str, ...]] = {
    Use.PERSONALIZE: (Purpose.PERSONALIZATION, Purpose.PROFILING, Purpose.ANALYTICS),
    Use.LEARN: (Purpose.PROFILING, Purpose.ANALYTICS),
}


def collected_for(use: Use, preferences: Mapping[Asked, bool]) -> bool:
    """Whether the consent that an event itself carries leaves it to a use."""
    return not any(preferences.get(Asked(Channel.ONSITE, one)) is False for one in NEEDS[use])


def refused(answers: Answers, use: Use, at: int | None = None) -> bool:
    """Whether somebody's answers close a use, now or at an instant (microseconds UTC)."""
    if not any(not one.granted for one in answers.records):
        return False
    held = state(answers, at)
    asked = (Asked(Channel.ONSITE, purpose) for purpose in NEEDS[use])
    return any(status(held, one) is Status.DENIED for one in asked)


def objected(answers: Answers, at: int | None = None) -> bool:
    """Whether a device of theirs objects to being followed from visit to visit."""
    return bool(answers.signals) and signal_in_force(answers, at) is not None


def closed(answers: Answers, use: Use, at: int) -> bool:
    """Whether what happened at an instant was not for this use, whatever was said later."""
    return refused(answers, use, at) or objected(answers, at)
