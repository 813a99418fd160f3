"""The door itself: who calls, which call it is, and the answer in Klaviyo's shape.

The hot doors are ``collect`` and ``recommend``; here a call takes a thread until it is answered.
"""

from __future__ import annotations

import asyncio
import logging
import math
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import msgspec

from tailorbird.api.http import (
    MOST_BODY,
    Gone,
    Headers,
    Receive,
    Scope,
    Send,
    answer_preflight,
    answer_raw,
    header,
    read_body,
)
from tailorbird.api.keys import Gate, Rule
from tailorbird.api.klaviyo.answers import JSON_API, Fault, Faults, Source, fault_of
from tailorbird.api.klaviyo.desk import Call, Desk, Reply
from tailorbird.api.klaviyo.paths import CLIENT, PATHS, PREFIXES, Handler, resolve
from tailorbird.app import Tailorbird
from tailorbird.connectors.klaviyo.events import Door
from tailorbird.core.errors import BadInput, NotAllowed, NotFound, TailorbirdError, TooMany
from tailorbird.core.ids import new_id
from tailorbird.events.proof import BROWSER, SERVER
from tailorbird.events.types import Problem
from tailorbird.events.validation import MOST_EVENT_BYTES

__all__ = ["PATHS", "PREFIXES", "Klaviyo"]

log = logging.getLogger(__name__)
SCHEME = "klaviyo-api-key "
MOST_SERVER_BODY = 5 * 1024 * 1024
MOST_SERVER_EVENT = 512 * 1024
MOST_SAMPLE = 64 * 1024
THREADS = 8
_ALLOWED = [
    (b"access-control-allow-headers", b"authorization, content-type, content-encoding, revision"),
]


class Klaviyo:
    """ASGI application of the Klaviyo-shaped door."""

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._desk = Desk(app)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="klaviyo")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await answer_preflight(send, _ALLOWED)
            return
        try:
            status, content = await self._answer(scope, receive)
        except Gone:
            return
        except TailorbirdError as error:
            await self._say(send, error.status, Faults([self._fault(error)]), _later(error))
        except Exception:
            log.exception("A request to %s failed.", scope["path"])
            await self._say(send, 500, Faults([self._defect()]))
        else:
            await self._say(send, status, content)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply:
        calls, resource_id = resolve(scope["path"])
        if not calls:
            raise NotFound(f"{scope['path'][:80]} is no call of this door.")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        is_public = scope["path"].startswith(CLIENT)
        taking = calls.get(scope["method"])
        # before a wrong method is told, as for a right one: a stranger learns nothing
        rule = next(iter(calls.values())).rule if taking is None else taking.rule
        self._enter(_key(scope, query, is_public=is_public), rule)
        if taking is None:
            return 405, Faults([self._no_method(list(calls))])
        call = Call(
            body=await read_body(scope, receive, MOST_BODY if is_public else MOST_SERVER_BODY),
            query=query,
            resource_id=resource_id,
            url=_url(scope),
            door=self._door(scope, is_public=is_public),
            is_public=is_public,
        )
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._carry_out, taking.handler, call)

    def _carry_out(self, handler: Handler, call: Call) -> Reply:
        try:
            status, content = handler(self._desk, call)
        except BadInput as error:
            self._note(call, self._fault(error))
            raise
        if status == 400 and isinstance(content, Faults):  # noqa: PLR2004
            for fault in content.errors:
                self._note(call, fault)
        return status, content

    def _note(self, call: Call, fault: Fault) -> None:
        problem = Problem(code=fault.code, message=fault.detail, field=fault.source.pointer)
        self._app.refuse([(problem, _sample(call.body))], call.door.source)

    def _door(self, scope: Scope, *, is_public: bool) -> Door:
        return Door(
            source=BROWSER if is_public else SERVER,
            now=self._app.now(),
            most_bytes=MOST_EVENT_BYTES if is_public else MOST_SERVER_EVENT,
            objects=is_public and header(scope, b"sec-gpc") == b"1",
        )

    def _enter(self, key: str, rule: Rule) -> None:
        """Let the public key open the browser's calls, and a secret one what it may do.

        Raises:
            NotAllowed: the key is missing, or opens nothing.
            ScopeMissing: it opens other calls.
            TooMany: it has sent more than it may.
        """
        if not key and rule.public:
            raise NotAllowed("company_id: send the shop's public key (wk_…) here.")
        if not key:
            raise NotAllowed(
                "Send a secret key of this shop: Authorization: Klaviyo-API-Key sk_…, from the "
                "settings."
            )
        self._gate.count(self._gate.enter(key, rule))

    def _fault(self, error: TailorbirdError) -> Fault:
        return fault_of(error, new_id(self._app.now()))

    def _no_method(self, methods: list[str]) -> Fault:
        return Fault(
            id=new_id(self._app.now()),
            status=405,
            code="method_not_allowed",
            title="Method not allowed.",
            detail=f"Use {' or '.join(methods)} here.",
        )

    def _defect(self) -> Fault:
        return Fault(
            id=new_id(self._app.now()),
            status=500,
            code="internal",
            title="A defect of the server.",
            detail="Something failed here; nothing of this call was kept. Send it again.",
            source=Source(),
        )

    async def _say(self, send: Send, status: int, content: object, more: Headers = ()) -> None:
        body = b"" if content is None else msgspec.json.encode(content)
        kind = [] if content is None else [(b"content-type", JSON_API)]
        await answer_raw(send, status, body, [*kind, *more, *_ALLOWED])

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()


def _key(scope: Scope, query: dict[str, str], *, is_public: bool) -> str:
    """Return the key that a call carries, empty if it carries none where it belongs."""
    if is_public:
        return query.get("company_id", "")
    given = header(scope, b"authorization").decode("latin-1").strip()
    return given[len(SCHEME) :].strip() if given.lower().startswith(SCHEME) else ""


def _sample(body: bytes) -> object:
    """Return a refused body for the merchant to recognise, masked later; empty if it is large."""
    try:
        return msgspec.json.decode(body if len(body) <= MOST_SAMPLE else b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _later(error: TailorbirdError) -> Headers:
    if not isinstance(error, TooMany):
        return ()
    return [(b"retry-after", str(math.ceil(error.wait_seconds)).encode())]


def _url(scope: Scope) -> str:
    host = header(scope, b"host").decode("latin-1")
    return f"{scope.get('scheme', 'http')}://{host}"
