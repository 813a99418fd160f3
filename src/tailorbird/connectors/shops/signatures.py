"""Is a webhook from the shop? HMAC-SHA256 of the raw body, base64, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac


def signature(secret: str, body: bytes) -> str:
    """Return what Shopify and WooCommerce both put into a header beside a body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def is_signed(secret: str, body: bytes, given: str) -> bool:
    """Whether ``given`` was made with the secret over exactly these bytes."""
    return bool(secret) and hmac.compare_digest(signature(secret, body).encode(), given.encode())
