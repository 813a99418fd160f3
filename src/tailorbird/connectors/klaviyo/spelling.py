"""Properties as shops spell them: ``ProductID``, ``product_id`` and ``$product_id`` are one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

_AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,12})?")
_MOST_PIECES = 10**9

Read = Callable[[Any], Any]


class Properties:
    """Takes what is understood, by any of its names; ``rest`` is what was not."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = dict(given)
        self._spelled = {_word(name): name for name in reversed(self._given)}

    def take(self, read: Read, *names: str) -> Any:
        """Return the first of these that can be read, None if there is none; it is taken out."""
        for name in names:
            spelled = self._spelled.get(_word(name))
            if spelled in self._given and (found := read(self._given[spelled])) is not None:
                del self._given[spelled]
                return found
        return None

    def rest(self, known: tuple[str, ...]) -> dict[str, Any]:
        """Return what was not taken, less names that mean something else here."""
        return {name: value for name, value in self._given.items() if name not in known}


def _word(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def text(value: Any) -> str | None:
    """Read a text; a number is one too."""
    if isinstance(value, str):
        return value.strip() or None
    whole = isinstance(value, float) and value.is_integer()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if whole else str(value)


def amount(value: Any) -> str | None:
    """Read an amount as exact decimal text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    given = value.strip() if isinstance(value, str) else f"{Decimal(str(value)):f}"
    return given if _AMOUNT.fullmatch(given) else None


def pieces(value: Any) -> int | None:
    """Read a whole number of pieces."""
    given = amount(value)
    if given is None or Decimal(given) % 1 or abs(Decimal(given)) > _MOST_PIECES:
        return None
    return int(Decimal(given))


def first_text(value: Any) -> str | None:
    """Read a text, or the first of a list of them."""
    if isinstance(value, list):
        return next((found for one in value if (found := text(one))), None)
    return text(value)


def objects(value: Any) -> list[dict[str, Any]] | None:
    """Read a list of objects; None where there is none."""
    if not isinstance(value, list):
        return None
    return [one for one in value if isinstance(one, dict)] or None
