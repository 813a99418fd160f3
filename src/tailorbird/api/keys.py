"""Who may call: one of the shop's keys, from the Basic header or from the body."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable

from tailorbird.accounts.types import KeyKind
from tailorbird.core.errors import NotAllowed


def key_in_header(authorization: bytes) -> str | None:
    """Return the user name of a Basic authorization header, None if there is no such header."""
    scheme, _, packed = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        text = base64.b64decode(packed.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NotAllowed(
            "The Authorization header is not valid Basic authorization; send the write key as "
            "user name with an empty password."
        ) from error
    return text.partition(":")[0]


def check_key(
    kind_of: Callable[[str], KeyKind | None], in_header: str | None, in_body: object
) -> KeyKind:
    """Return what kind of key a call carries, or say what is wrong with it.

    Raises:
        NotAllowed: no key, one that opens nothing, or two different ones.
    """
    given = [key for key in (in_header, in_body) if isinstance(key, str) and key]
    if not given:
        raise NotAllowed(
            "No write key. Send it as user name of Basic authorization, or as writeKey in the body."
        )
    if not all(hmac.compare_digest(key.encode(), given[0].encode()) for key in given):
        raise NotAllowed("The write keys in the header and in the body differ; send one.")
    kind = kind_of(given[0])
    if kind is None:
        raise NotAllowed(
            "This write key is not one of this shop's, or it was revoked. Copy one from the "
            "settings."
        )
    return kind
