"""Read the bodies that shop platforms send: ids of any size, times, amounts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from tailorbird.core.clock import from_datetime
from tailorbird.core.errors import BadInput

Body = Mapping[str, Any]


def decoded(raw: bytes) -> dict[str, Any]:
    """Return a body as JSON; whole numbers keep every digit, others are exact decimals.

    Raises:
        BadInput: it is no JSON object.
    """
    try:
        body = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"The body is not a JSON object: {error}.") from error
    return body


def text(value: object) -> str:
    """Return a field as text without blanks at its ends, empty for nothing; NULs are left out."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).replace("\x00", "").strip()


def identifier(value: object) -> str:
    """Return an id as text: a number with all its digits, or the last part of a global id."""
    if isinstance(value, bool | float):
        return ""
    said = text(value)
    return said.rsplit("/", 1)[-1].split("?", 1)[0] if said.startswith("gid://") else said


def needed(body: Body, field: str) -> str:
    """Return an id that a body cannot be understood without.

    Raises:
        BadInput: it is missing.
    """
    found = identifier(body.get(field))
    if not found:
        raise BadInput(f"{field}: an id is needed here.", field=field)
    return found


def mapping(value: object) -> Body:
    """Return a field that holds fields of its own, empty if it does not."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Body]:
    """Return those entries of a list that hold fields of their own."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def amount(value: object) -> Decimal | None:
    """Return an exact amount, None for what is none."""
    said = text(value)
    try:
        found = Decimal(said) if said and not isinstance(value, bool) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def whole(value: object) -> int | None:
    """Return a whole number, None for what is none."""
    found = amount(value)
    return int(found) if found is not None and found == found.to_integral_value() else None


def moment(value: object) -> int | None:
    """Return an ISO 8601 time, None for what is none; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return from_datetime(found if found.tzinfo else found.replace(tzinfo=UTC))


def plain(value: Decimal) -> str:
    """Write an exact amount without an exponent."""
    return f"{value:f}"


def written(value: object) -> str | None:
    """Return an exact amount as it is written, None for what is none."""
    found = amount(value)
    return None if found is None else plain(found)


def given(**fields: Any) -> dict[str, Any]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
