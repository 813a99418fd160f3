"""Comparisons of numbers, so that an engine compares whole numbers with whole numbers. Pure."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct

from tailorbird.segments.types import Comparator, Compare
from tailorbird.segments.values import threshold
from tailorbird.storage import terms

Term = Any
_MOST = 10**30  # more than any sum of whole numbers here


class Span(Struct, frozen=True):
    """The whole numbers from ``low`` to ``high``, both included; None for no end."""

    low: int | None
    high: int | None

    def holds(self, number: Term) -> Term:
        """Return whether a whole number lies in the span; a missing one does not."""
        ends = []
        if self.low is not None:
            ends.append(_fitting(number, self.low) >= terms.whole(self.low))
        if self.high is not None:
            ends.append(_fitting(number, self.high) <= terms.whole(self.high))
        return terms.held(terms.all_of(ends))


def _fitting(number: Term, end: int) -> Term:
    return number if abs(end) < terms.NEVER else terms.wide(number)


def span(compare: Compare, scale: int = 1) -> Span:
    """Return the whole numbers that meet a comparison."""
    limit = threshold(compare, scale)
    up, down = _near(math.ceil(limit)), _near(math.floor(limit))
    match compare.op:
        case Comparator.AT_LEAST:
            return Span(up, None)
        case Comparator.MORE_THAN:
            return Span(down + 1, None)
        case Comparator.AT_MOST:
            return Span(None, down)
        case Comparator.LESS_THAN:
            return Span(None, up - 1)
        case Comparator.EXACTLY:
            return Span(up, down)


def _near(number: int) -> int:
    return max(-_MOST, min(_MOST, number))


def average_meets(compare: Compare, scale: int, total: Term, count: Term) -> Term:
    """Return whether ``total / count`` meets a comparison, without dividing.

    Where nothing was counted it does not.
    """
    limit = threshold(compare, scale)
    ours = terms.wide(total) * terms.exact(limit.denominator)
    theirs = terms.wide(count) * terms.exact(limit.numerator)
    return terms.held((count > 0) & _compared(compare.op, ours, theirs))


def near_meets(compare: Compare, number: Term) -> Term:
    """Return whether a binary number meets a comparison; a missing one does not."""
    return terms.held(_compared(compare.op, number, terms.constant(float(threshold(compare)))))


def _compared(op: Comparator, ours: Term, theirs: Term) -> Term:
    match op:
        case Comparator.AT_LEAST:
            return ours >= theirs
        case Comparator.MORE_THAN:
            return ours > theirs
        case Comparator.AT_MOST:
            return ours <= theirs
        case Comparator.LESS_THAN:
            return ours < theirs
        case Comparator.EXACTLY:
            return ours == theirs
