"""One server: the hot doors in front, every page behind them, one address."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable, Iterable

import uvicorn
from litestar import Litestar
from litestar.types import ControllerRouterHandler, ExceptionHandlersMap

from tailorbird.api import (
    browser_settings,
    collect,
    control,
    describing,
    experiments,
    floors,
    klaviyo,
    recommend,
    segments,
    storefront,
    webhooks,
    well_known,
)
from tailorbird.api.experiments import assigning, features
from tailorbird.api.http import Receive, Scope, Send, answer_error
from tailorbird.api.keys import Gate, Rule
from tailorbird.app import Tailorbird
from tailorbird.core.errors import NotFound, PortTaken

LISTEN_BACKLOG = 2_048
PREFIX = "/v1/"
CALLS = f"{', '.join(collect.PATHS)}, {assigning.PATH} or {recommend.PATH}"
Door = Callable[[Scope, Receive, Send], Awaitable[None]]
# Who may call what, for every call but the pages, which all ask for a session, and Klaviyo's and
# those about segments and experiments, which have theirs beside them. A test holds it against the
# doors and calls each with every kind of key.
RULES: dict[str, Rule] = {
    **dict.fromkeys(collect.ALL_PATHS, collect.RULE),
    recommend.PATH: recommend.RULE,
    assigning.PATH: assigning.RULE,
    **features.RULES,
    **storefront.RULES,
    browser_settings.ASKED: Rule(instead="nothing: it says where to send, the same for any key"),
    **dict.fromkeys(describing.PATHS, Rule(instead="nothing: the description of the calls")),
    **dict.fromkeys(well_known.PATHS, Rule(instead="nothing: browsers ask for it")),
    **dict.fromkeys(webhooks.PATHS, Rule(instead="the platform's signature over the raw body")),
    control.PATH: Rule(instead="a key that only who can read the data folder has"),
}


class Front:
    """ASGI application: events and choices go to their own doors, everything else to the pages."""

    def __init__(
        self,
        app: Tailorbird,
        pages: Iterable[ControllerRouterHandler],
        errors: ExceptionHandlersMap,
        control_key: str,
    ) -> None:
        gate = Gate(app.keys, app.config.events_per_second)
        self._recommend = recommend.Recommend(app, gate)
        self._public_url = app.config.public_url
        self._klaviyo = klaviyo.Klaviyo(app, gate)
        self._segments = segments.SegmentsDoor(app, gate)
        self._experiments = experiments.ExperimentsDoor(app, gate)
        self._floors = floors.FloorsDoor(app, gate)
        self._assigning = experiments.Assigning(app, gate)
        self._features = experiments.Features(app, gate)
        self._doors: dict[str, Door] = {
            **dict.fromkeys(collect.ALL_PATHS, collect.Collect(app, gate)),
            **dict.fromkeys(storefront.PATHS, storefront.Storefront(app, gate)),
            **dict.fromkeys(webhooks.PATHS, webhooks.Webhooks(app)),
            **dict.fromkeys(describing.PATHS, describing.Describe()),
            **dict.fromkeys(well_known.PATHS, well_known.give_gpc),
            recommend.PATH: self._recommend,
            assigning.PATH: self._assigning,
            control.PATH: control.Control(app, control_key),
        }
        self._pages = Litestar(
            route_handlers=list(pages),
            exception_handlers=errors,
            openapi_config=None,
            logging_config=None,
        )

    @property
    def paths(self) -> set[str]:
        """The paths of the calls that have a door of their own."""
        return {*self._doors, *features.RULES, browser_settings.ASKED}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its door."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path in self._doors:
            await self._doors[path](scope, receive, send)
        elif browser_settings.PATH.fullmatch(path):
            await browser_settings.give_settings(scope, send, self._public_url)
        elif features.PATH.fullmatch(path):
            await self._features(scope, receive, send)
        elif path.startswith(klaviyo.PREFIXES):
            await self._klaviyo(scope, receive, send)
        elif path.startswith(segments.PREFIXES):
            await self._segments(scope, receive, send)
        elif path.startswith(experiments.PREFIXES):
            await self._experiments(scope, receive, send)
        elif path.startswith(floors.PREFIXES):
            await self._floors(scope, receive, send)
        elif path.startswith(PREFIX):
            await answer_error(send, NotFound(f"{path[:80]} is no call; use {CALLS}."))
        else:
            await self._pages(scope, receive, send)  # type: ignore[arg-type]

    def let_go(self) -> None:
        """End connections that would stay open: the server is stopping."""
        self._features.let_go()

    def close(self) -> None:
        """Let the doors' threads end."""
        self._recommend.close()
        self._klaviyo.close()
        self._segments.close()
        self._experiments.close()
        self._floors.close()
        self._assigning.close()
        self._features.close()


def listen(host: str, port: int) -> socket.socket:
    """Take the address to serve on, before anything else is started.

    Raises:
        PortTaken: another program has it, or it may not be used here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except (OSError, OverflowError) as error:
        taken.close()
        raise _explained(error, host, port) from error
    taken.listen(LISTEN_BACKLOG)
    return taken


def _explained(error: OSError | OverflowError, host: str, port: int) -> PortTaken:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} is used by another program. Stop it, or choose another with --port."
        )
    if number == errno.EACCES:
        return PortTaken(f"Port {port} may not be used by you. Choose one above 1023 with --port.")
    return PortTaken(f"{host}:{port} cannot be served on ({error}). Choose another address.")


def serve(front: Front, address: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve until stopped by Ctrl-C or a termination signal."""
    config = uvicorn.Config(
        front,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = _Announcing(config, on_ready, front.let_go)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[address])
    front.close()


class _Announcing(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)
