"""``/.well-known/gpc.json``: the shop says that it honours Global Privacy Control.

The file stands at the root of the address that shoppers see, so the shop's own server passes this
path on, as it does with the script. Its form is that of the specification:
https://www.w3.org/TR/gpc/
"""

from __future__ import annotations

from tailorbird.api.http import Receive, Scope, Send, answer, answer_raw

GPC = "/.well-known/gpc.json"
PATHS = (GPC,)
_CHANGED = "2026-11-22"  # when what is said here, or done because of it, last changed
_DAY = (b"cache-control", b"public, max-age=86400")


async def give_gpc(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer who asks whether the signal is honoured."""
    if scope["method"] not in {"GET", "HEAD"}:
        headers = [(b"content-type", b"text/plain"), (b"allow", b"GET, HEAD")]
        await answer_raw(send, 405, b"Use GET here.", headers)
        return
    await answer(send, 200, {"gpc": True, "lastUpdate": _CHANGED}, [_DAY])
