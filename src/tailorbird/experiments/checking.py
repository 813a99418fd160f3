"""What an experiment must be before it may begin. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadInput
from tailorbird.experiments import published
from tailorbird.experiments.types import WHOLE, Experiment, Measuring, Namespace, Variation

MOST_ARMS, FEWEST_ARMS, MOST_FORCED = 20, 2, 100
MOST_NAME, MOST_VALUE, LONGEST_WINDOW = 200, 16 * 1024, 365 * DAY
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_KEY_RULE = "1 to 80 letters, digits, - and _, beginning with a letter or a digit"


def check(experiment: Experiment) -> None:
    """Refuse an experiment that cannot be drawn or measured.

    Raises:
        BadInput: with the field and what to do.
    """
    _key(experiment.key, "key")
    _text(experiment.name, "name")
    _variations(experiment.variations)
    if not 0 <= experiment.coverage <= WHOLE:
        raise _bad("coverage", f"is in ten-thousandths, 0 to {WHOLE:,}")
    if experiment.namespace is not None:
        _namespace(experiment.namespace)
    published.check(experiment.condition)
    _forced(experiment)
    _measuring(experiment.measuring)


def _key(key: str, field: str) -> None:
    if not _KEY.fullmatch(key):
        raise _bad(field, f"is {_KEY_RULE}")


def _text(text: str, field: str) -> None:
    if not text.strip() or len(text) > MOST_NAME or "\x00" in text:
        raise _bad(field, f"is text of 1 to {MOST_NAME} characters")


def _variations(variations: tuple[Variation, ...]) -> None:
    if not FEWEST_ARMS <= len(variations) <= MOST_ARMS:
        raise _bad("variations", f"are {FEWEST_ARMS} to {MOST_ARMS}; the first one is the control")
    for number, one in enumerate(variations):
        _key(one.key, f"variations[{number}].key")
        _text(one.name, f"variations[{number}].name")
        if not 0 <= one.weight <= WHOLE:
            raise _bad(f"variations[{number}].weight", f"is 0 to {WHOLE:,} ten-thousandths")
        if len(msgspec.json.encode(one.value)) > MOST_VALUE:
            raise _bad(f"variations[{number}].value", f"is at most {MOST_VALUE // 1024} KB as JSON")
    _together(variations)


def _together(variations: tuple[Variation, ...]) -> None:
    if twice := _twice(one.key for one in variations):
        raise _bad("variations", f"have different keys; {twice!r} is there twice")
    total = sum(one.weight for one in variations)
    if total != WHOLE:
        raise _bad("variations", f"have weights that sum to {WHOLE:,}; these sum to {total:,}")
    if not variations[0].weight:
        raise _bad("variations[0].weight", "is above 0: without a control nothing is compared")


def _twice(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return ""


def _namespace(part: Namespace) -> None:
    _key(part.name, "namespace.name")
    if not 0 <= part.first < part.end <= WHOLE:
        raise _bad("namespace", f"goes from first to end, within 0 to {WHOLE:,}")


def _forced(experiment: Experiment) -> None:
    known = {one.key for one in experiment.variations}
    if len(experiment.forced) > MOST_FORCED:
        raise _bad("forced", f"names at most {MOST_FORCED} identifiers")
    for identifier, variation in experiment.forced.items():
        _text(identifier, "forced")
        if variation not in known:
            raise _bad("forced", f"names {variation!r}, which is no variation of this experiment")


def _measuring(measuring: Measuring) -> None:
    if not DAY <= measuring.window <= LONGEST_WINDOW:
        raise _bad("measuring.window", "is 1 to 365 days")
    if not 0 <= measuring.before <= LONGEST_WINDOW:
        raise _bad("measuring.before", "is 0 to 365 days")
    if not 0 < measuring.alpha < 0.5:  # noqa: PLR2004 - beyond it an answer is worse than a coin
        raise _bad("measuring.alpha", "is above 0 and below 0.5")
    if measuring.cap is not None and measuring.cap <= 0:
        raise _bad("measuring.cap", "is above 0, or left out")


def check_variation(experiment: Experiment, variation: str, field: str) -> None:
    """Refuse a variation that the experiment has not.

    Raises:
        BadInput: it has no such variation.
    """
    known = [one.key for one in experiment.variations]
    if variation not in known:
        raise _bad(field, f"is one of {', '.join(known)}")


def _bad(field: str, said: str) -> BadInput:
    return BadInput(f"{field} {said}.", field=field)
