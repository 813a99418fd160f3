"""The peers of the server's doors, on the same HTTP stack: nothing at all, and decode-and-drop.

Run: python -m benchmarks.peer_server --port 8788

``/empty`` reads the request and answers. ``/drop`` does what the collecting door does until the
log: it decodes, checks every event and answers, but keeps nothing.
"""

from __future__ import annotations

import argparse

import msgspec
import uvicorn

from tailorbird.api.http import Receive, Scope, Send, answer_post
from tailorbird.core.clock import SystemClock
from tailorbird.events.validation import parse_all

CLOCK = SystemClock()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    work = _dropped if scope["path"] == "/drop" else _empty
    await answer_post(scope, receive, send, work)


async def _empty(_scope: Scope, _body: bytes) -> tuple[int, object]:
    return 200, {"success": True}


async def _dropped(_scope: Scope, packed: bytes) -> tuple[int, object]:
    body = msgspec.json.decode(packed)
    items = body.get("batch", [body])
    _, problems = parse_all(items, now=CLOCK.now(), source="http")
    assert not problems
    return 200, {"success": True}


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    print("peers are ready", flush=True)
    uvicorn.run(application, port=port, log_level="warning", access_log=False, lifespan="off")


if __name__ == "__main__":
    main()
