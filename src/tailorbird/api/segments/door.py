"""The door to segments, for the shop's own programs: every call needs a secret key.

The key is the user name of Basic authorization, as for the other calls. Calls take a thread until
they are answered; a list is sent part by part, however long it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qsl

from tailorbird.api.http import (
    Gone,
    Receive,
    Scope,
    Send,
    answer,
    answer_error,
    answer_preflight,
    header,
    read_body,
)
from tailorbird.api.keys import Gate, key_in_header
from tailorbird.api.segments.calls import Call, Sheet
from tailorbird.api.segments.paths import PREFIXES, RULE, Taking, resolve
from tailorbird.app import Tailorbird
from tailorbird.core.errors import NotAllowed, NotFound, TailorbirdError

__all__ = ["PREFIXES", "SegmentsDoor"]

T = TypeVar("T")
log = logging.getLogger(__name__)
MOST_BODY = 64 * 1024
THREADS = 4
_CSV = b"text/csv; charset=utf-8"
_NO_KEY = (
    "Send a secret key of this shop that may read segments as user name of Basic authorization, "
    "with an empty password."
)
_FAILED = {
    "success": False,
    "code": "internal",
    "message": "Something failed here; see what the server printed.",
}


class SegmentsDoor:
    """ASGI application of the calls about segments; other tables of calls are doors of its kind."""

    resolve = staticmethod(resolve)
    rule = RULE
    no_key = _NO_KEY

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="segments")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await answer_preflight(send)
            return
        try:
            content = await self._answer(scope, receive, send)
        except Gone:
            return
        except TailorbirdError as error:
            await answer_error(send, error)
        except Exception:
            log.exception("A request to %s failed.", scope["path"])
            await answer(send, 500, _FAILED)
        else:
            if isinstance(content, Sheet):
                await self._send_sheet(send, content)
            elif content is not None:
                await answer(send, 200, content)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> object:
        """Return what a call says, None where it was answered already."""
        calls, ids = self.resolve(scope["path"])
        # before a wrong path or method is told: a stranger learns nothing
        name = self._enter(scope, next(iter(calls.values())) if calls else None)
        if not calls:
            raise NotFound(f"{scope['path'][:80]} is no call; see docs/reference/http.md.")
        taking = calls.get(scope["method"])
        if taking is None:
            await _answer_method(send, list(calls))
            return None
        call = Call(
            body=await read_body(scope, receive, MOST_BODY),
            query=dict(parse_qsl(scope["query_string"].decode("latin-1"))),
            ids=ids,
            key=name,
        )
        return await self._on_a_thread(partial(taking.handler, self._app, call))

    def _enter(self, scope: Scope, taking: Taking | None) -> str:
        """Return the name of the key that opens a call.

        Raises:
            NotAllowed: the key is missing, or opens nothing.
            ScopeMissing: it opens other calls.
            TooMany: it has sent more than it may.
        """
        given = key_in_header(header(scope, b"authorization"))
        if not given:
            raise NotAllowed(self.no_key)
        key = self._gate.enter(given, self.rule if taking is None else taking.rule)
        self._gate.count(key)
        return key.name

    async def _send_sheet(self, send: Send, sheet: Sheet) -> None:
        """Send a file part by part; it ends early where the rest cannot be read."""
        disposition = f'attachment; filename="{sheet.name}"'.encode()
        headers = [
            (b"content-type", _CSV),
            (b"content-disposition", disposition),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while (part := await self._on_a_thread(partial(next, sheet.parts, None))) is not None:
            body = part.encode()
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _on_a_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()


async def _answer_method(send: Send, methods: list[str]) -> None:
    await answer(
        send,
        405,
        {"success": False, "code": "method", "message": f"Use {' or '.join(methods)} here."},
        [(b"allow", ", ".join(methods).encode())],
    )
