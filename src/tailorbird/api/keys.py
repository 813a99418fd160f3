"""Who may write: the shop's key, from the Basic header or from the body."""

from __future__ import annotations

import base64
import binascii
import hmac

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


def check_key(wanted: str, in_header: str | None, in_body: object) -> None:
    """Let the call pass, or say which key is wrong.

    Raises:
        NotAllowed: no key, another key, or two different ones.
    """
    given = [key for key in (in_header, in_body) if isinstance(key, str) and key]
    if not given:
        raise NotAllowed(
            "No write key. Send it as user name of Basic authorization, or as writeKey in the body."
        )
    if not all(hmac.compare_digest(key.encode(), given[0].encode()) for key in given):
        raise NotAllowed("The write keys in the header and in the body differ; send one.")
    if not hmac.compare_digest(given[0].encode(), wanted.encode()):
        raise NotAllowed("This write key is not one of this shop's. Copy it from the settings.")
