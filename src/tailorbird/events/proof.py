"""What a browser says of somebody, and what proves it. Pure.

Anybody can send anything with the public key, so an identifier that comes through it is a *claim*
until something proves it: the shop's signature of the customer number, or a door that only the
shop itself opens (a server key, the library, an import, a shop's signed webhook).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from tailorbird.events.types import Event

BROWSER = "http"  # the source of what comes with the public key
SERVER = "server"  # the source of what comes with a server key
PROOF = "proof"  # in the context: the signature, as the shop's page sends it
PROVEN = "proven"  # in the context: the door's own word that it was right


def is_public(event: Event) -> bool:
    """Whether anybody could have sent the event: it came with the public key."""
    return event.source == BROWSER


def proves_user(event: Event) -> bool:
    """Whether the event's customer number is believed."""
    return not is_public(event) or event.context.get(PROVEN) is True


def proves_email(event: Event) -> bool:
    """Whether the event's mailbox is believed: a signature covers the customer number only."""
    return not is_public(event)


def signature(user_id: str, secret: str) -> str:
    """Return the proof of a customer number: HMAC-SHA256 with the shop's secret, hexadecimal."""
    return hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def checked(item: Any, secret: str) -> tuple[Any, bool]:
    """Return a sent item with its proof replaced by our word for it, and False for a wrong proof.

    What the sender says about being proven is taken out, so that only this function says it.
    """
    context = item.get("context") if isinstance(item, Mapping) else None
    if not isinstance(context, Mapping) or not (PROOF in context or PROVEN in context):
        return item, True
    given = context.get(PROOF)
    rest = {name: value for name, value in context.items() if name not in (PROOF, PROVEN)}
    right = isinstance(given, str) and _is_right(given, item.get("userId"), secret)
    if right:
        rest[PROVEN] = True
    return {**item, "context": rest}, right or given is None


def _is_right(given: str, user_id: object, secret: str) -> bool:
    if isinstance(user_id, bool) or not isinstance(user_id, str | int):
        return False
    wanted = signature(str(user_id).strip(), secret)
    return hmac.compare_digest(given.strip().lower().encode(), wanted.encode())
