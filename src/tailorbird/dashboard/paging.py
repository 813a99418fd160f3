"""Where one stands in a long list, and how to go on. Pure."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class Paging(Struct, frozen=True, kw_only=True):
    """The rows shown (counted from 1) of ``total``; addresses are empty where there is no page."""

    first: int
    last: int
    total: int
    before: str
    after: str


def paging(
    number: int, found: int, total: int, *, size: int, address: Callable[[int], str]
) -> Paging:
    """Return where page ``number`` stands; ``found`` rows are on it.

    >>> paging(2, 50, 120, size=50, address=str)
    Paging(first=51, last=100, total=120, before='1', after='3')
    """
    first = (number - 1) * size + 1
    return Paging(
        first=first,
        last=first + found - 1,
        total=total,
        before=address(number - 1) if number > 1 else "",
        after=address(number + 1) if number * size < total else "",
    )
