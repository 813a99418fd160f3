"""What Segment's library for browsers asks for first: which destinations there are. There is one.

``GET /v1/projects/<key>/settings``; unmodified, the library then sends to the same server.
"""

from __future__ import annotations

import re

from tailorbird.api.http import Scope, Send, answer, answer_error, header
from tailorbird.core.errors import NotFound

PATH = re.compile(r"/v1/projects/([^/]+)/settings")
ASKED = "/v1/projects/{key}/settings"


async def give_settings(scope: Scope, send: Send, public_url: str) -> None:
    """Answer one request; ``public_url`` is how browsers reach this server, "" for as they did."""
    found = PATH.fullmatch(scope["path"])
    if found is None:
        await answer_error(send, NotFound(f"Settings are at {ASKED}."))
        return
    asked = f"{scope.get('scheme', 'http')}://{header(scope, b'host').decode('latin-1')}"
    protocol, _, address = (public_url.rstrip("/") or asked).partition("://")
    here: dict[str, object] = {
        "apiKey": found[1],
        "apiHost": f"{address}/v1",
        "protocol": protocol,
        "unbundledIntegrations": [],
        "addBundledMetadata": True,
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
    }
    content = {
        "integrations": {"Segment.io": here},
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "remotePlugins": [],
    }
    await answer(send, 200, content, [(b"cache-control", b"public, max-age=300")])
