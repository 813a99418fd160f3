"""The few pieces of bare ASGI the hot doors share: reading a body, answering JSON, cross-origin."""

from __future__ import annotations

import logging
import math
import zlib
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

import msgspec

from tailorbird.core.errors import BadInput, TailorbirdError, TooLarge, TooMany

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

Work = Callable[[Scope, bytes], Awaitable[tuple[int, object]]]
Headers = Sequence[tuple[bytes, bytes]]
MoreHeaders = Callable[[object], Headers]

log = logging.getLogger(__name__)
MOST_BODY = 512 * 1024
# A public key is meant to be used from the shop's pages, wherever they are served; no cookie or
# password is ever read here, so any origin may call.
_CROSS_ORIGIN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, content-encoding"),
    (b"access-control-max-age", b"86400"),
]


_FAILED = {
    "success": False,
    "code": "internal",
    "message": "Something failed here; nothing of this call was kept. Send it again.",
}


class Gone(Exception):
    """The client closed the connection before its request was whole."""


async def read_body(scope: Scope, receive: Receive, most: int = MOST_BODY) -> bytes:
    """Return the request's body of at most ``most`` bytes, unpacked if it is gzip.

    Raises:
        TooLarge: the body is over the limit, packed or unpacked.
        BadInput: the body is not in the encoding it claims.
    """
    body = await read_raw(receive, most)
    return _decoded(body, header(scope, b"content-encoding").strip().lower(), most)


async def read_raw(receive: Receive, most: int) -> bytes:
    """Return the request's body of at most ``most`` bytes as it came; signatures are made over it.

    Raises:
        TooLarge: the body is over the limit.
        Gone: the client left before its request was whole.
    """
    parts, size = [], 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise TooLarge(f"A request may have at most {most // 1024} KB.")
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _decoded(body: bytes, encoding: bytes, most: int) -> bytes:
    if encoding in {b"", b"identity"}:
        return body
    if encoding in {b"gzip", b"x-gzip"}:
        return _unpacked(body, most)
    raise BadInput("The body's Content-Encoding is not understood; send gzip or plain JSON.")


def _unpacked(body: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise BadInput("The body says it is gzip, but it cannot be unpacked.") from error
    if len(unpacked) > most:
        raise TooLarge(f"A request may have at most {most // 1024} KB unpacked.")
    if not unpacker.eof:
        raise BadInput("The gzip body ends too early; send it again.")
    if unpacker.unused_data:
        raise BadInput("Something follows the gzip body; send one gzip member and nothing else.")
    return unpacked


async def answer_post(
    scope: Scope, receive: Receive, send: Send, work: Work, *, headers: MoreHeaders | None = None
) -> None:
    """Answer one request of a hot door: ``work`` makes status and content from the body.

    ``headers`` makes more headers from the content; one that names an origin takes the place of
    "any". Whatever fails is answered with a code and a sentence, never with a trace; a client that
    has left is not answered.
    """
    if scope["method"] == "OPTIONS":
        await answer_preflight(send, headers({}) if headers else ())
        return
    if scope["method"] != "POST":
        await answer_method(send)
        return
    try:
        status, content = await work(scope, await read_body(scope, receive))
    except Gone:
        return
    except TailorbirdError as error:
        await answer_error(send, error)
    except Exception:
        log.exception("A request to %s failed.", scope["path"])
        await answer(send, 500, _FAILED)
    else:
        await answer(send, status, content, headers(content) if headers else ())


def header(scope: Scope, name: bytes) -> bytes:
    """Return a request header's value, empty if it is absent; ``name`` in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""


async def answer(send: Send, status: int, content: object, more: Headers = ()) -> None:
    """Answer with JSON."""
    json = (b"content-type", b"application/json")
    await answer_raw(send, status, msgspec.json.encode(content), [json, *more])


async def answer_error(send: Send, error: TailorbirdError) -> None:
    """Answer with an error's code and sentence, at its status."""
    content = {"success": False, "code": error.code, "message": error.message}
    if isinstance(error, BadInput) and error.field:
        content["field"] = error.field
    later = _after(error.wait_seconds) if isinstance(error, TooMany) else ()
    await answer(send, error.status, content, later)


def _after(seconds: float) -> Headers:
    return [(b"retry-after", str(math.ceil(seconds)).encode())]


async def answer_method(send: Send) -> None:
    """Answer a request that does not post."""
    content = {"success": False, "code": "method", "message": "Use POST here."}
    packed = msgspec.json.encode(content)
    headers = [(b"content-type", b"application/json"), (b"allow", b"POST, OPTIONS")]
    await answer_raw(send, 405, packed, headers)


async def answer_preflight(send: Send, more: Headers = ()) -> None:
    """Answer a browser that asks whether it may call."""
    await answer_raw(send, 204, b"", more)


async def answer_raw(send: Send, status: int, body: bytes, headers: Headers) -> None:
    """Answer with bytes; any origin may read them, unless the headers name one."""
    named = {name for name, _ in headers}
    shared = [(name, value) for name, value in _CROSS_ORIGIN if name not in named]
    sent = [*headers, (b"content-length", str(len(body)).encode()), *shared]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})
