"""The door for choices: ``POST /v1/recommend`` fills the spots of one page in one call.

The public key opens it for the browser's own ``anonymousId`` only: that id is long, random and
known to that browser alone, while a customer number could be guessed. A server key also opens it
for a customer number (``userId``).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import msgspec
from msgspec import Struct

from tailorbird.accounts import types as accounts
from tailorbird.api.answers import Recommended, shown
from tailorbird.api.http import Receive, Scope, Send, answer_post, header
from tailorbird.api.keys import Gate, Rule, given_key, key_in_header
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput
from tailorbird.decisions.types import DecisionRequest, Placement

PATH = "/v1/recommend"
RULE = Rule(public=True, scope=accounts.Scope.RECOMMEND)
THREADS = 4


class RecommendCall(Struct, rename="camel"):
    """Which blocks of a page to fill, and for whom.

    ``userId`` needs a server key. ``cart`` overrides the cart Tailorbird knows, for shops that keep
    it elsewhere. ``writeKey`` may stand in the Authorization header instead.
    """

    placements: tuple[Placement, ...]
    write_key: str | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    cart: tuple[str, ...] | None = None


class Recommend:
    """ASGI application of the choosing door."""

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="recommend")
        self._decoder = msgspec.json.Decoder(RecommendCall)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await answer_post(scope, receive, send, self._choose)

    async def _choose(self, scope: Scope, body: bytes) -> tuple[int, object]:
        try:
            request = self._decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadInput(f"The body is not a request for recommendations: {error}.") from error
        in_header = key_in_header(header(scope, b"authorization"))
        key = self._gate.enter(given_key(in_header, request.write_key), RULE)
        self._gate.count(key)
        asked = DecisionRequest(
            placements=request.placements,
            anonymous_id=request.anonymous_id,
            user_id=request.user_id if key.kind is accounts.KeyKind.SERVER else None,
            cart=request.cart,
        )
        loop = asyncio.get_running_loop()
        decisions = await loop.run_in_executor(self._threads, self._app.decide, asked)
        return 200, Recommended([shown(decision) for decision in decisions])

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()
