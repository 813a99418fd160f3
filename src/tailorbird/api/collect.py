"""The door for events, in the Segment shape: ``/v1/batch`` and ``/v1/track|identify|page|...``.

Bare ASGI, because this is the hottest path: parse, validate, append. It answers 200 only once the
events are durable. Of a batch with bad items the good ones are kept, and the answer is a 400 that
names each bad item and its field.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec

from tailorbird.api.http import (
    Gone,
    Receive,
    Scope,
    Send,
    answer,
    answer_error,
    answer_method,
    answer_preflight,
    header,
    read_body,
)
from tailorbird.api.keys import check_key, key_in_header
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput, TailorbirdError
from tailorbird.events.types import Event, Kind, Problem
from tailorbird.events.validation import parse_all

log = logging.getLogger(__name__)
SOURCE = "http"
PREFIX = "/v1/"
PATHS = {f"{PREFIX}{kind}": kind for kind in Kind} | {f"{PREFIX}batch": None}
MOST_IN_BATCH = 2_500
MOST_PROBLEMS = 20


class Collect:
    """ASGI application of the collecting door."""

    def __init__(self, app: Tailorbird) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await answer_preflight(send)
            return
        if scope["method"] != "POST":
            await answer_method(send)
            return
        try:
            await self._take(scope, receive, send)
        except Gone:
            return
        except TailorbirdError as error:
            await answer_error(send, error)
        except Exception:
            log.exception("A request at the collecting door failed.")
            await answer(send, 500, _FAILED)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = _decoded(await read_body(scope, receive))
        in_header = key_in_header(header(scope, b"authorization"))
        check_key(self._app.write_key, in_header, body.get("writeKey"))
        items = _items(PATHS[scope["path"]], body)
        events, problems = parse_all(
            items, now=self._app.now(), source=SOURCE, sent_at=_sent_at(body)
        )
        if problems:
            self._app.refuse([(p, items[p.index or 0]) for p in problems], SOURCE)
        await self._append(events)
        await _reply(send, len(events), problems)

    async def _append(self, events: list[Event]) -> None:
        if events:
            await asyncio.wrap_future(self._app.accept(events))


_FAILED = {
    "success": False,
    "code": "internal",
    "message": "Something failed here; nothing of this call was kept. Send it again.",
}


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"The body is not valid JSON: {error}.") from error
    if not isinstance(decoded, dict):
        raise BadInput("The body must be a JSON object.")
    return decoded


def _sent_at(body: dict[str, Any]) -> str | None:
    sent = body.get("sentAt")
    return sent if isinstance(sent, str) else None


def _items(kind: Kind | None, body: dict[str, Any]) -> list[Any]:
    """Return the calls in a body; a batch's context and integrations reach into each of them."""
    if kind is not None:
        return [{**body, "type": kind}]
    batch = body.get("batch")
    if not isinstance(batch, list):
        raise BadInput("batch: expected a list of events.", field="batch")
    if len(batch) > MOST_IN_BATCH:
        raise BadInput(f"batch: at most {MOST_IN_BATCH} events in one call.", field="batch")
    shared = body.get("context")
    if not isinstance(shared, dict) or not shared:
        return batch
    return [_with_context(item, shared) for item in batch]


def _with_context(item: Any, shared: dict[str, Any]) -> Any:
    own = item.get("context") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(own, dict | None):
        return item
    return {**item, "context": {**shared, **(own or {})}}


async def _reply(send: Send, taken: int, problems: list[Problem]) -> None:
    if not problems:
        await answer(send, 200, {"success": True})
        return
    first = problems[0]
    content = {
        "success": False,
        "code": first.code,
        "message": first.message,
        "taken": taken,
        "refused": len(problems),
        "problems": problems[:MOST_PROBLEMS],
    }
    await answer(send, 400, content)
