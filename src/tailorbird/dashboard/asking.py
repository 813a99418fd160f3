"""What an address asks a page for, put right where it is odd."""

from __future__ import annotations

from typing import Any

from litestar import Request

_LONGEST = 255
_LAST_PAGE = 100_000


def asked_text(request: Request[Any, Any, Any], name: str) -> str:
    """Return a short text from the address, empty if it is not there."""
    return request.query_params.get(name, "").replace("\x00", "").strip()[:_LONGEST]


def asked_page(request: Request[Any, Any, Any]) -> int:
    """Return the page of a list from the address, 1 if it is not there or odd."""
    given = request.query_params.get("page", "")
    plain = given.isascii() and given.isdigit() and len(given) < len(str(_LAST_PAGE))
    return max(int(given), 1) if plain else 1
