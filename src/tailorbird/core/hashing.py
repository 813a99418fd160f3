"""Stable hashes: the same on every machine, process and Python version."""

from __future__ import annotations

import hashlib


def digest16(text: str) -> bytes:
    """Return 16 bytes that stand for ``text`` (BLAKE2b-128); used as a compact key."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def hex_digest(*parts: str) -> str:
    """Return 32 hexadecimal digits that stand for the parts in their order."""
    return digest16(joined(*parts)).hex()


def joined(*parts: str) -> str:
    """Return one text for several that no other several have: each begins with its length."""
    return "".join(f"{len(part)}:{part}" for part in parts)


def keyed16(key: str, *parts: str) -> bytes:
    """Return 16 bytes that stand for the parts; without the key nobody can try values out."""
    secret = hashlib.blake2b(key.encode(), digest_size=32).digest()
    return hashlib.blake2b(joined(*parts).encode(), key=secret, digest_size=16).digest()
