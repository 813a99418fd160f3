"""What lies inside a window, and when that changes, over the rows of a person. Pure.

Bounds are reckoned before, in the shop's zone; an engine compares instants and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.segments.audience.numbers import span
from tailorbird.segments.types import Between, Calendar, Compare, Rolling, Since, Window
from tailorbird.segments.windows import MICROS, bounds, instant_of, leaves
from tailorbird.storage import terms

Term = Any
_MOST_DAYS = 10**7  # more than lie between any two instants


class Asked(Struct, frozen=True, kw_only=True):
    """As of when a tree is asked, and by which zone and currency.

    ``timed`` is whether it is also asked until when the answers hold.
    """

    at: int
    zone: ZoneInfo
    currency: str
    timed: bool = True


class Held(Struct, frozen=True):
    """Whether a condition holds for each person, and until when: missing, or None, for never."""

    member: Term
    until: tuple[Term, ...] = ()


class Reach(Struct, frozen=True):
    """A window as of an instant: ``first`` to ``last`` counts, ``low`` to ``high`` enters later."""

    window: Window
    asked: Asked
    first: int
    last: int
    low: int
    high: int | None

    @property
    def earliest(self) -> int:
        """The first instant that matters: what was before counts neither now nor later."""
        return min(self.first, self.low)

    def inside(self, at: Term) -> Term:
        """Return whether something that happened then counts."""
        return at.between(terms.whole(self.first), terms.whole(self.last))

    def later(self, at: Term) -> Term:
        """Return whether it does not count yet."""
        enters = at >= terms.whole(self.low)
        return enters if self.high is None else enters & (at <= terms.whole(self.high))

    def marks(self, rows: Term, concerned: Term, name: str) -> dict[str, Term]:
        """Return what is needed of a person's rows to know when the contents change."""
        if not self.asked.timed:
            return {}
        found = {f"{name}_next": rows.at.min(where=concerned & self.later(rows.at))}
        if isinstance(self.window, Rolling | Calendar):
            found[f"{name}_oldest"] = rows.at.min(where=concerned & self.inside(rows.at))
        return found

    def changes(self, person: Term, name: str) -> Iterator[Term]:
        """Yield the instants at which something leaves, and at which something enters."""
        if not self.asked.timed:
            return
        gap = self.window.gap * MICROS[self.window.unit] if isinstance(self.window, Rolling) else 0
        yield person[f"{name}_next"] + terms.whole(gap)
        if isinstance(self.window, Rolling | Calendar):
            yield self.leaves(person[f"{name}_oldest"])

    def leaves(self, happened: Term) -> Term:
        """Return from when something that counts does not any more.

        Of a calendar window it is the next border: nothing leaves before.
        """
        match self.window:
            case Rolling():
                return happened + terms.whole(self.window.length * MICROS[self.window.unit])
            case Calendar():
                one = Calendar(count=1, unit=self.window.unit)
                border = leaves(one, self.asked.at, self.asked.zone) or self.asked.at + 1
                return happened.notnull().ifelse(terms.whole(border), terms.nothing())
            case _:
                return terms.nothing()


def reach(window: Window, asked: Asked) -> Reach:
    """Return what a window holds as of an instant."""
    first, last = bounds(window, asked.at, asked.zone)
    low, high = last + 1, None
    if isinstance(window, Since | Between):
        low = max(low, first)
    if isinstance(window, Between):
        high = instant_of(window.end, asked.zone) - 1
        low = max(low, asked.at + 1)
    return Reach(window, asked, first, last, low, high)


def days_held(compare: Compare, happened: Term, asked: Asked) -> Held:
    """Compare the whole days that have passed since something, by instants and without dividing."""
    days = span(compare)
    passed = terms.whole(asked.at) - happened
    meets, until = [], []
    for limit, low in ((days.low, True), (days.high, False)):
        if limit is not None:
            border = min(max(limit if low else limit + 1, 0), _MOST_DAYS) * DAY
            reached = passed >= terms.whole(border)
            meets.append(reached if low else ~reached)
            until.append((~reached).ifelse(happened + terms.whole(border), terms.nothing()))
    return Held(terms.held(terms.all_of(meets)), tuple(until) if asked.timed else ())
