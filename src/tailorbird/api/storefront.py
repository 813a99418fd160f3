"""What a store's own pages call besides events: the script, the visitor's id, a bot's one call.

The id is set as a cookie in an HTTP response of the store's own address, because browsers keep such
a cookie longer than what a script writes. The script sends the id it will use, so that any number
of first calls at once end with the same one.
"""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

import msgspec
from msgspec import Struct

from tailorbird.api.http import (
    Receive,
    Scope,
    Send,
    answer_post,
    answer_raw,
    header,
)
from tailorbird.api.keys import Gate, Rule
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput, NotAllowed
from tailorbird.events.types import Problem

SCRIPT = "/tailorbird.js"
VISITOR = "/v1/visitor"
BOT = "/v1/bot"
PATHS = (SCRIPT, VISITOR, BOT)
RULES = {
    SCRIPT: Rule(instead="nothing: the script is the same for everybody"),
    VISITOR: Rule(instead="a page of the shop, by its origin; a browser gets its own id back"),
    BOT: Rule(public=True),
}
COOKIE = "tb_id"
KEEP_SECONDS = 395 * 86_400  # thirteen months, the longest the French authority accepts
_SAFE = re.compile(r"[\w.:-]{8,100}")
_IN_COOKIES = re.compile(rf"(?:^|;\s*){COOKIE}=([^;]*)")


class VisitorCall(Struct, rename="camel"):
    """The id a browser will use from now on; ``replace`` an older one, none to forget it."""

    anonymous_id: str = ""
    replace: bool = False


class Storefront:
    """ASGI application of the script and of what it calls besides events."""

    def __init__(self, app: Tailorbird, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._script = (files("tailorbird.api") / "static" / "tailorbird.js").read_bytes()
        self._tag = f'"{hashlib.sha256(self._script).hexdigest()[:16]}"'.encode()
        self._origins = frozenset(app.config.store_origins.split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] == SCRIPT:
            await self._give_script(scope, send)
        elif scope["path"] == BOT:
            await answer_post(scope, receive, send, self._count_bot)
        else:
            await answer_post(
                scope, receive, send, self._visitor, headers=lambda done: self._headers(scope, done)
            )

    async def _give_script(self, scope: Scope, send: Send) -> None:
        headers = [
            (b"content-type", b"text/javascript; charset=utf-8"),
            (b"cache-control", b"public, max-age=3600"),
            (b"etag", self._tag),
        ]
        same = header(scope, b"if-none-match") == self._tag
        await answer_raw(send, 304 if same else 200, b"" if same else self._script, headers)

    async def _visitor(self, scope: Scope, body: bytes) -> tuple[int, object]:
        origin = header(scope, b"origin").decode("latin-1")
        if origin and not self._is_ours(scope, origin):
            raise NotAllowed(
                f"Pages of {origin[:100]} may not set this shop's visitor id; name that address "
                "in the setting store_origins."
            )
        try:
            asked = msgspec.json.decode(body or b"{}", type=VisitorCall)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"The body is not what this call expects: {error}.") from error
        if not asked.anonymous_id:
            return 200, {"anonymousId": None}
        if not _SAFE.fullmatch(asked.anonymous_id):
            raise BadInput(
                "anonymousId: expected 8 to 100 letters, digits or . : _ -", field="anonymousId"
            )
        held = None if asked.replace else _held(scope)
        return 200, {"anonymousId": held or asked.anonymous_id}

    def _is_ours(self, scope: Scope, origin: str) -> bool:
        host = header(scope, b"host").decode("latin-1")
        return origin in self._origins or origin.partition("://")[2] == host

    def _headers(self, scope: Scope, content: object) -> list[tuple[bytes, bytes]]:
        headers = [(b"cache-control", b"no-store"), (b"vary", b"Origin")]
        origin = header(scope, b"origin")
        if origin and self._is_ours(scope, origin.decode("latin-1")):
            headers.append((b"access-control-allow-origin", origin))
            headers.append((b"access-control-allow-credentials", b"true"))
        if isinstance(content, dict) and "anonymousId" in content:
            headers.append((b"set-cookie", self._cookie(content["anonymousId"]).encode()))
        return headers

    def _cookie(self, anonymous_id: str | None) -> str:
        parts = [
            f"{COOKIE}={anonymous_id or ''}",
            "Path=/",
            f"Max-Age={KEEP_SECONDS if anonymous_id else 0}",
            "SameSite=Lax",
        ]
        if self._app.config.cookie_domain:
            parts.append(f"Domain={self._app.config.cookie_domain}")
        if self._app.config.url.startswith("https:"):
            parts.append("Secure")
        return "; ".join(parts)

    async def _count_bot(self, _scope: Scope, body: bytes) -> tuple[int, object]:
        self._gate.count(self._gate.enter(body[:200].decode(errors="replace"), RULES[BOT]))
        left_out = Problem(
            code="bot",
            field="",
            message="A program browsed the shop, not a person; nothing of it was recorded.",
        )
        self._app.refuse([(left_out, {})], "storefront")
        return 200, {"success": True}


def _held(scope: Scope) -> str | None:
    """Return the id this browser has already."""
    found = _IN_COOKIES.search(header(scope, b"cookie").decode("latin-1"))
    return found[1] if found and _SAFE.fullmatch(found[1]) else None
