"""What official GrowthBook clients ask for: the features, and to be told when they change.

``GET /api/features/{key}`` answers with a tag, so that who has it is told so in few bytes.
``GET /sub/{key}`` stays open: an event with the features whenever an experiment changes, in
whichever process, and a sign of life in between. The key is one of the shop's public ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import msgspec

from tailorbird.api.http import (
    Receive,
    Scope,
    Send,
    answer_error,
    answer_preflight,
    answer_raw,
    header,
)
from tailorbird.api.keys import Gate, Rule
from tailorbird.app import Tailorbird
from tailorbird.core.errors import NotFound, TailorbirdError, TooMany

ASKED, SUBSCRIBED = "/api/features/{key}", "/sub/{key}"
PATH = re.compile(r"/(api/features|sub)/([^/]+)")
RULES = dict.fromkeys((ASKED, SUBSCRIBED), Rule(public=True))
MOST_OPEN = 1_000  # connections that stay open, in one process
LOOK_SECONDS, ALIVE_SECONDS = 1.0, 15.0
_THREADS = 2
log = logging.getLogger(__name__)
_SHARED = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, if-none-match, last-event-id"),
    (b"access-control-expose-headers", b"etag, x-sse-support"),
    (b"access-control-max-age", b"86400"),
]


class Told(NamedTuple):
    """What clients are told, and the number of the change it is as of."""

    number: int
    body: bytes
    tag: bytes


class Features:
    """ASGI application of the payload and of its changes."""

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="features")
        self._told = Told(-1, b"", b"")
        self._waiting: set[asyncio.Event] = set()
        self._watching: asyncio.Task[None] | None = None
        self._stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await answer_preflight(send, _SHARED)
            return
        try:
            await self._answer(scope, receive, send)
        except TailorbirdError as error:
            await answer_error(send, error)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = PATH.fullmatch(scope["path"])
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            raise NotFound(f"Features are at {ASKED}, their changes at {SUBSCRIBED}; use GET.")
        self._gate.count(self._gate.enter(found[2], RULES[ASKED]))
        if found[1] == "sub":
            await self._stay(scope, receive, send)
        else:
            await self._give(scope, send)

    async def _give(self, scope: Scope, send: Send) -> None:
        told = await self._current()
        same = header(scope, b"if-none-match").removeprefix(b"W/") == told.tag
        headers = [
            *_SHARED,
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-cache"),
            (b"etag", told.tag),
            (b"x-sse-support", b"enabled"),
        ]
        body = b"" if same or scope["method"] == "HEAD" else told.body
        await answer_raw(send, 304 if same else 200, body, headers)

    async def _current(self) -> Told:
        loop = asyncio.get_running_loop()
        self._told = await loop.run_in_executor(self._threads, self._read, self._told)
        return self._told

    def _read(self, known: Told) -> Told:
        number = self._app.experiments.number()
        if number == known.number:
            return known
        body = msgspec.json.encode(self._app.experiments.payload())
        return Told(number, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode())

    # -- connections that stay open

    async def _stay(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(self._waiting) >= MOST_OPEN:
            raise TooMany("Too many clients wait for changes; ask again later.", wait_seconds=30)
        changed = asyncio.Event()
        self._waiting.add(changed)
        self._watch()
        try:
            known = await self._begin(scope, send)
            gone = asyncio.ensure_future(_left(receive))
            try:
                await self._tell(send, changed, gone, known)
            finally:
                gone.cancel()
        finally:
            self._waiting.discard(changed)
        if self._stopping:
            await send({"type": "http.response.body", "body": b""})

    async def _begin(self, scope: Scope, send: Send) -> int:
        """Open the connection; return the number of the change that the client knows."""
        headers = [
            *_SHARED,
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _part(send, b"retry: 5000\n: open\n\n")
        seen = header(scope, b"last-event-id")
        return int(seen) if seen.isdigit() and len(seen) < 18 else (await self._current()).number  # noqa: PLR2004

    async def _tell(
        self, send: Send, changed: asyncio.Event, gone: asyncio.Future[None], known: int
    ) -> None:
        """Send each change, and a sign of life where there is none, until the client leaves."""
        while not (gone.done() or self._stopping):
            told = await self._current()
            if told.number != known:
                known = told.number
                head = f"id: {known}\nevent: features\ndata: ".encode()
                await _part(send, head + told.body + b"\n\n")
            changed.clear()
            woken: asyncio.Future[Any] = asyncio.ensure_future(changed.wait())
            either: set[asyncio.Future[Any]] = {woken, gone}
            first = asyncio.FIRST_COMPLETED
            done, _ = await asyncio.wait(either, timeout=ALIVE_SECONDS, return_when=first)
            woken.cancel()
            if not done:
                await _part(send, b": here\n\n")

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        """While anybody waits, look now and then whether something changed, wherever it did."""
        while self._waiting and not self._stopping:
            await asyncio.sleep(LOOK_SECONDS)
            before = self._told.number
            try:
                now = (await self._current()).number
            except TailorbirdError:
                continue  # the database does not answer: the next look tells
            if now != before:
                for one in self._waiting:
                    one.set()

    def let_go(self) -> None:
        """End the connections that stay open, so that the server need not wait for them."""
        self._stopping = True
        for one in self._waiting:
            one.set()

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()


async def _left(receive: Receive) -> None:
    """Wait until the client closes the connection."""
    with contextlib.suppress(Exception):
        while (await receive())["type"] != "http.disconnect":
            pass


async def _part(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
