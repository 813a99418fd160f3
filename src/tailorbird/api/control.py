"""The door for commands of this machine's own user: ``tailorbird import`` while a server runs.

Only somebody who can read the data folder has the key. The answer is one JSON object a line, as
the work goes on.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from tailorbird.api.http import Gone, Receive, Scope, Send, answer_error, header, read_body
from tailorbird.app import Tailorbird
from tailorbird.app.importing import ImportResult
from tailorbird.connectors.files import OrderRules, RowRefused
from tailorbird.core.errors import BadInput, NotAllowed, TailorbirdError

PATH = "/v1/control/import-orders"


class ImportOrder(Struct, frozen=True, kw_only=True):
    """What to import: an absolute path, the rules, and columns that were named."""

    path: str
    rules: OrderRules
    columns: dict[str, str] = {}


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the answer: how far it is, a row refused, the result, or what went wrong."""

    share: float | None = None
    rows: int | None = None
    refused: RowRefused | None = None
    result: ImportResult | None = None
    code: str | None = None
    message: str | None = None


class Control:
    """ASGI application of the control door."""

    def __init__(self, app: Tailorbird, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            self._check(scope)
            order = _order(await read_body(scope, receive))
        except Gone:
            return
        except TailorbirdError as error:
            await answer_error(send, error)
            return
        await self._stream(order, send)

    def _check(self, scope: Scope) -> None:
        given = header(scope, b"authorization").removeprefix(b"Bearer ")
        if scope["method"] != "POST" or not hmac.compare_digest(given, self._key.encode()):
            raise NotAllowed("This door is for commands run on the server's own machine.")

    async def _stream(self, order: ImportOrder, send: Send) -> None:
        kind = [(b"content-type", b"application/x-ndjson")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        lines: asyncio.Queue[Said | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def say(said: Said | None) -> None:
            loop.call_soon_threadsafe(lines.put_nowait, said)

        work = loop.run_in_executor(None, self._import, order, say)
        while (said := await lines.get()) is not None:
            body = msgspec.json.encode(said) + b"\n"
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await work
        await send({"type": "http.response.body", "body": b""})

    def _import(self, order: ImportOrder, say: Callable[[Said | None], None]) -> None:
        try:
            result = self._app.import_orders(
                Path(order.path),
                rules=order.rules,
                columns=order.columns,
                on_refused=lambda row: say(Said(refused=row)),
                advance=lambda share, rows: say(Said(share=share, rows=rows)),
            )
            say(Said(result=result))
        except TailorbirdError as error:
            say(Said(code=error.code, message=error.message))
        except Exception:
            say(Said(code="internal", message="The import failed; see what the server printed."))
            raise
        finally:
            say(None)


def _order(body: bytes) -> ImportOrder:
    try:
        return msgspec.json.decode(body, type=ImportOrder)
    except msgspec.DecodeError as error:
        raise BadInput(f"The body is not an order to import: {error}.") from error
