"""Signatures of what the shop gives to a browser and must be able to believe when it returns."""

from __future__ import annotations

import hashlib
import hmac

_LENGTH = 32


class Signer:
    """Signs short texts with the shop's own secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def digest(self, *parts: str) -> str:
        """Return 32 hexadecimal digits that only this shop can make for these parts (HMAC)."""
        message = "\x1f".join(parts).encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()[:_LENGTH]

    def sign(self, value: str) -> str:
        """Return the value with its signature behind it."""
        return f"{value}.{self.digest('cookie', value)}"

    def opened(self, signed: str) -> str:
        """Return the value of a signed text, empty if the signature is not this shop's."""
        value, _, signature = signed.rpartition(".")
        known = self.digest("cookie", value)
        return value if hmac.compare_digest(signature.encode(), known.encode()) else ""
