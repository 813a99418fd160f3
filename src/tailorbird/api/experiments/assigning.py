"""The door for variations: ``POST /v1/assignments`` says what somebody gets of some experiments.

The public key opens it for the browser's own ``anonymousId`` only, as for blocks. A server key also
opens it for a customer number (``userId``).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.accounts import types as accounts
from tailorbird.api.experiments.answers import assigned
from tailorbird.api.http import Receive, Scope, Send, answer_post, header
from tailorbird.api.keys import Gate, Rule, given_key, key_in_header
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput
from tailorbird.experiments.service import Assignments
from tailorbird.experiments.who import Who

PATH = "/v1/assignments"
RULE = Rule(public=True, scope=accounts.Scope.RECOMMEND)
THREADS = 4


class AssignmentsCall(Struct, rename="camel"):
    """Which experiments, by key, and for whom.

    Unless ``expose`` is false, what was drawn counts as seen: ask where it is shown.
    ``attributes`` are what conditions read. ``forced`` (experiment: variation) is for looking at a
    variation, and never counted. ``userId`` needs a server key. ``writeKey`` may stand in the
    Authorization header instead.
    """

    experiments: tuple[str, ...]
    write_key: str | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    attributes: dict[str, Any] = {}
    forced: dict[str, str] = {}
    expose: bool = True


class Assigning:
    """ASGI application of the door for variations."""

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="assignments")
        self._decoder = msgspec.json.Decoder(AssignmentsCall)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await answer_post(scope, receive, send, self._assign)

    async def _assign(self, scope: Scope, body: bytes) -> tuple[int, object]:
        try:
            request = self._decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadInput(f"The body is not a request for variations: {error}.") from error
        in_header = key_in_header(header(scope, b"authorization"))
        key = self._gate.enter(given_key(in_header, request.write_key), RULE)
        self._gate.count(key)
        user_id = (request.user_id or "").strip() or None
        who = Who(
            anonymous_id=(request.anonymous_id or "").strip() or None,
            user_id=user_id if key.kind is accounts.KeyKind.SERVER else None,
        )
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._answer, who, request)
        return 200, assigned(found)

    def _answer(self, who: Who, request: AssignmentsCall) -> Assignments:
        found = self._app.experiments.assign(
            who, request.experiments, attributes=request.attributes, forced=request.forced
        )
        if request.expose:
            self._app.experiments.expose(who, found.assignments)
        return found

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()
