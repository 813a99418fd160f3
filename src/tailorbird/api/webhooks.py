"""The door for shop platforms: ``/v1/webhooks/<platform>``.

A webhook proves itself by a signature over its raw bytes, so nothing is unpacked or decoded before
that is checked. It is answered 200 once everything that follows from it is written down; what takes
longer is a job by then.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from msgspec import Struct

from tailorbird.api.http import (
    Gone,
    Receive,
    Scope,
    Send,
    answer,
    answer_error,
    answer_method,
    read_raw,
)
from tailorbird.app import Tailorbird
from tailorbird.app.shops import PLATFORMS
from tailorbird.core.errors import StorageError, TailorbirdError

log = logging.getLogger(__name__)
PREFIX = "/v1/webhooks/"
PATHS = tuple(PREFIX + kind for kind in PLATFORMS)
MOST_BODY = 8 * 1024 * 1024  # a product with thousands of variants


class Taken(Struct, frozen=True):
    """What became of a webhook: taken, unused (a topic of no use here) or refused."""

    outcome: str
    success: bool = True


class Webhooks:
    """ASGI application of the webhooks' door."""

    def __init__(self, app: Tailorbird) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] != "POST":
            await answer_method(send)
            return
        try:
            outcome = await self._take(scope, await read_raw(receive, MOST_BODY))
        except Gone:
            return
        except TailorbirdError as error:
            await answer_error(send, error)
        except Exception:
            log.exception("A webhook at %s failed.", scope["path"])
            await answer_error(send, StorageError("This failed here; send it again."))
        else:
            await answer(send, 200, Taken(outcome))

    async def _take(self, scope: Scope, body: bytes) -> str:
        sent = scope["headers"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in sent}
        kind = scope["path"].removeprefix(PREFIX)
        return await asyncio.to_thread(partial(self._app.shops.deliver, kind, headers, body))
