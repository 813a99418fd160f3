"""Identifiers: UUIDv7 (RFC 9562), sortable by time, either random or derived from a cause."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from uuid import UUID

from tailorbird.core.hashing import joined

RandomBytes = Callable[[int], bytes]


def new_id(now: int, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """Return a fresh UUIDv7 for the instant ``now`` (microseconds UTC)."""
    return _uuid7(now, random_bytes(10))


def new_token(random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """Return 32 random bytes as text that fits an address, a header and a cookie."""
    return base64.urlsafe_b64encode(random_bytes(32)).rstrip(b"=").decode()


def derived_id(at: int, *cause: str) -> str:
    """Return the same UUIDv7 for the same instant and cause, for ever.

    Used wherever a rebuild has to arrive at the identifiers it had before.
    """
    digest = hashlib.blake2b(joined(*cause).encode(), digest_size=10).digest()
    return _uuid7(at, digest)


def _uuid7(at: int, entropy: bytes) -> str:
    # 48 bits of milliseconds, version 7, 12 bits, variant 2, 62 bits (RFC 9562, section 5.7)
    noise = int.from_bytes(entropy, "big")
    value = (at // 1_000 & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (noise >> 64 & 0xFFF) << 64
    value |= 0x2 << 62 | noise & 0x3FFF_FFFF_FFFF_FFFF
    return str(UUID(int=value))
