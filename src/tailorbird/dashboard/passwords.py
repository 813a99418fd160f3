"""What is said of a password that was chosen, wherever one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tailorbird.accounts.passwords import LONGEST, SHORTEST, weakness
from tailorbird.core.errors import BadInput
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.passwords import PASSWORDS

_SAY = Phrases(PASSWORDS)


def passwords_differ(data: Mapping[str, Any]) -> None:
    """Check that a password was typed twice the same.

    Raises:
        BadInput: it was not (field ``again``).
    """
    if data.get("password") != data.get("again"):
        raise BadInput(_SAY("fault_again"), field="again")


def said_of(error: BadInput, password: str, email: str) -> dict[str, str]:
    """Return what to say beside the field an error is about."""
    if error.field != "password":
        return {error.field: _SAY(f"fault_{error.field}")}
    weak = weakness(password, email.strip().casefold())
    return {"password": _SAY(f"weak_{weak}", shortest=SHORTEST, longest=LONGEST)}
