"""The door for commands of this machine's own user, such as ``tailorbird import``.

They come here while a server runs on the folder. Only somebody who can read the data folder has
the key. The body is one command, told apart by its ``type``; the answer is one JSON object a line,
as the work goes on. A new command is a tagged struct in ``Command``, its result one in ``Result``,
and a line in ``_run``.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable

import msgspec
from msgspec import Struct

from tailorbird.accounts.types import OwnerLink, ResetOwner
from tailorbird.api.http import Gone, Receive, Scope, Send, answer_error, header, read_body
from tailorbird.app import Tailorbird
from tailorbird.app.connecting import ConnectShop, ShopConnected, connect_shop
from tailorbird.app.experiments_asked import (
    ExperimentCommand,
    ExperimentsSaid,
    experiments_asked,
)
from tailorbird.app.feeds_asked import (
    AddFeed,
    FeedCommand,
    FeedsSaid,
    ListFeeds,
    PullFeed,
    RemoveFeed,
    feeds_asked,
)
from tailorbird.app.files_to_import import FileToImport, Imported
from tailorbird.app.floors_asked import FloorCommand, FloorsSaid, floors_asked
from tailorbird.app.keys_asked import (
    CreateKey,
    KeyCommand,
    KeysSaid,
    LimitKey,
    ListKeys,
    RevokeKey,
    RotateKey,
    keys_asked,
)
from tailorbird.app.privacy_requests import Erased, ErasePerson, ExportPerson, PersonExport
from tailorbird.app.rebuilding import CheckpointKept, KeepCheckpoint, RebuildOrder, Rebuilt
from tailorbird.app.segments_asked import SegmentCommand, SegmentsSaid, segments_asked
from tailorbird.connectors.files import RowRefused
from tailorbird.core.errors import BadInput, NotAllowed, TailorbirdError

PATH = "/v1/control"


OtherCommand = (
    FileToImport
    | ExportPerson
    | ErasePerson
    | ResetOwner
    | RebuildOrder
    | KeepCheckpoint
    | ConnectShop
    | FeedCommand
    | KeyCommand
)
Command = OtherCommand | SegmentCommand | ExperimentCommand | FloorCommand
Result = (
    Imported
    | PersonExport
    | Erased
    | OwnerLink
    | Rebuilt
    | CheckpointKept
    | ShopConnected
    | FeedsSaid
    | KeysSaid
    | SegmentsSaid
    | ExperimentsSaid
    | FloorsSaid
)
_COMMANDS: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the answer: how far it is, a row refused, people of a list, the result, a fault.

    ``people`` are rows of a list that is given out.
    """

    share: float | None = None
    rows: int | None = None
    refused: RowRefused | None = None
    people: list[dict[str, str]] | None = None
    result: Result | None = None
    code: str | None = None
    message: str | None = None


Say = Callable[[Said | None], None]


class Control:
    """ASGI application of the control door."""

    def __init__(self, app: Tailorbird, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            self._check(scope)
            command = _command(await read_body(scope, receive))
        except Gone:
            return
        except TailorbirdError as error:
            await answer_error(send, error)
            return
        await self._stream(command, send)

    def _check(self, scope: Scope) -> None:
        given = header(scope, b"authorization").removeprefix(b"Bearer ")
        if scope["method"] != "POST" or not hmac.compare_digest(given, self._key.encode()):
            raise NotAllowed("This door is for commands run on the server's own machine.")

    async def _stream(self, command: Command, send: Send) -> None:
        kind = [(b"content-type", b"application/x-ndjson")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        lines: asyncio.Queue[Said | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def say(said: Said | None) -> None:
            loop.call_soon_threadsafe(lines.put_nowait, said)

        work = loop.run_in_executor(None, self._carry_out, command, say)
        while (said := await lines.get()) is not None:
            body = msgspec.json.encode(said) + b"\n"
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await work
        await send({"type": "http.response.body", "body": b""})

    def _carry_out(self, command: Command, say: Say) -> None:
        try:
            say(Said(result=_run(self._app, command, say)))
        except TailorbirdError as error:
            say(Said(code=error.code, message=error.message))
        except Exception:
            say(Said(code="internal", message="The command failed; see what the server printed."))
            raise
        finally:
            say(None)


def _run(app: Tailorbird, command: Command, say: Say) -> Result:
    if isinstance(command, SegmentCommand):
        return segments_asked(app, command, lambda rows: say(Said(people=rows)))
    if isinstance(command, ExperimentCommand):
        return experiments_asked(app, command)
    if isinstance(command, FloorCommand):
        return floors_asked(app, command)
    return _run_other(app, command, say)


def _run_other(app: Tailorbird, command: OtherCommand, say: Say) -> Result:
    def advance(share: float, rows: int) -> None:
        say(Said(share=share, rows=rows))

    match command:
        case ExportPerson():
            result: Result = app.privacy.export(command.who)
        case ErasePerson():
            result = app.privacy.erase(command.who, at_once=command.at_once)
        case ResetOwner():
            result = OwnerLink(token=app.accounts.recovery_link(), address=app.config.url)
        case ConnectShop():
            result = connect_shop(app.shops, app.config.url, command)
        case AddFeed() | ListFeeds() | PullFeed() | RemoveFeed():
            result = feeds_asked(app.feeds, command, lambda row: say(Said(refused=row)))
        case ListKeys() | CreateKey() | RotateKey() | RevokeKey() | LimitKey():
            result = keys_asked(app.keys, app.clock, command)
        case KeepCheckpoint():
            result = app.rebuilding.keep_checkpoint()
        case RebuildOrder():
            result = app.rebuilding.carry_out(command, advance)
        case _:
            result = app.import_file(
                command, on_refused=lambda row: say(Said(refused=row)), advance=advance
            )
    return result


def _command(body: bytes) -> Command:
    try:
        return _COMMANDS.decode(body)
    except msgspec.DecodeError as error:
        raise BadInput(f"The body is not a command: {error}.") from error
