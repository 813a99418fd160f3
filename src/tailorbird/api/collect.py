"""The door for events, in the Segment shape: ``/v1/batch`` and ``/v1/track|identify|page|...``.

The one-letter paths are those of Segment's library for browsers.

Bare ASGI, because this is the hottest path: parse, validate, append. It answers 200 only once the
events are durable. Of a batch with bad items the good ones are kept, and the answer is a 400 that
names each bad item and its field.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tailorbird.accounts import types as accounts
from tailorbird.api.answers import Refused, Success
from tailorbird.api.gathering import Gathering
from tailorbird.api.http import Receive, Scope, Send, answer_post, header
from tailorbird.api.keys import Gate, Rule, given_key, key_in_header
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput
from tailorbird.events.devices import on_device
from tailorbird.events.proof import BROWSER, SERVER, checked
from tailorbird.events.types import Kind, Problem
from tailorbird.events.validation import parse_all

PREFIX = "/v1/"
PATHS: dict[str, Kind | None] = {
    **{f"{PREFIX}{kind}": kind for kind in Kind},
    f"{PREFIX}batch": None,
    f"{PREFIX}import": None,
}
BROWSER_PATHS: dict[str, Kind | None] = {
    **{f"{PREFIX}{kind[0]}": kind for kind in Kind},
    f"{PREFIX}b": None,
}
ALL_PATHS = {**PATHS, **BROWSER_PATHS}
RULE = Rule(public=True, scope=accounts.Scope.COLLECT)
MOST_IN_BATCH = 2_500
MOST_PROBLEMS = 20
_WRONG_PROOF = Problem(
    code="wrong_proof",
    field="context.proof",
    message="context.proof is not this shop's signature of the userId beside it. The event was "
    "kept as a claim: it joins nobody. Sign the userId with the shop's identity secret.",
)


class Collect:
    """ASGI application of the collecting door."""

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._gathering = Gathering(app.accept)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await answer_post(scope, receive, send, self._take)

    async def _take(self, scope: Scope, packed: bytes) -> tuple[int, object]:
        body = _decoded(packed)
        in_header = key_in_header(header(scope, b"authorization"))
        key = self._gate.enter(given_key(in_header, body.get("writeKey")), RULE)
        items = _items(ALL_PATHS[scope["path"]], body)
        self._gate.count(key, len(items))
        if header(scope, b"sec-gpc") == b"1":
            items = [_objecting(item) for item in items]
        source = SERVER if key.kind is accounts.KeyKind.SERVER else BROWSER
        items = self._proven(items, source)
        # a server's own name for itself says nothing of its shopper's device
        browser = "" if source == SERVER else header(scope, b"user-agent").decode("latin-1")
        items = [on_device(item, browser) for item in items]
        events, problems = parse_all(
            items, now=self._app.now(), source=source, sent_at=_sent_at(body)
        )
        if problems:
            self._app.refuse([(p, items[p.index or 0]) for p in problems], source)
        if events:
            await self._gathering.append(events)
        return _reply(len(events), problems)

    def _proven(self, items: list[Any], source: str) -> list[Any]:
        """Look at the shop's signatures; what carries a wrong one is kept, as a mere claim."""
        looked = [checked(item, self._app.identity_secret) for item in items]
        wrong = [(_WRONG_PROOF, item) for item, right in looked if not right]
        if wrong:
            self._app.refuse(wrong, source)
        return [item for item, _ in looked]


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


def _objecting(item: Any) -> Any:
    """Note with an event that the browser objects to being followed (Global Privacy Control)."""
    context = item.get("context") if isinstance(item, dict) else None
    consent = context.get("consent") if isinstance(context, dict) else None
    if not isinstance(item, dict) or not isinstance(context, dict | None):
        return item  # not an event: it is refused where it is checked
    consent = consent if isinstance(consent, dict) else None
    said = {**(consent or {}), "gpc": True}
    return {**item, "context": {**(context or {}), "consent": said}}


def _reply(taken: int, problems: list[Problem]) -> tuple[int, object]:
    if not problems:
        return 200, Success()
    refused = Refused(
        code=problems[0].code,
        message=problems[0].message,
        taken=taken,
        refused=len(problems),
        problems=problems[:MOST_PROBLEMS],
    )
    return 400, refused
