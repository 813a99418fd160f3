"""A real server on a real port, and the plainest client that speaks to it."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn

from tailorbird.api.server import Front, listen
from tailorbird.app import Tailorbird
from tailorbird.core.clock import Clock, SystemClock
from tailorbird.core.config import Config
from tailorbird.core.ids import new_id
from tailorbird.dashboard import dashboard_errors, dashboard_routes
from tailorbird.events.types import Event, Lane


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The answer's JSON object."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass
class Doors:
    """A running server: call it over HTTP, and look at the shop behind it."""

    shop: Tailorbird
    port: int
    key: str
    connections: dict[int, http.client.HTTPConnection] = field(default_factory=dict)

    def call(
        self, path: str, body: bytes, headers: dict[str, str] | None = None, method: str = "POST"
    ) -> Answer:
        """Send bytes on this thread's connection; a connection the server ended is opened anew."""
        connection = self.connections.setdefault(
            threading.get_ident(), http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        )
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        except (OSError, http.client.HTTPException):
            connection.close()
            raise

    def post(self, path: str, content: Any, key: str | None = "", **headers: str) -> Answer:
        """Send JSON with the shop's key in the header (``key=None``: without)."""
        given = {"Authorization": basic(key or self.key)} if key is not None else {}
        return self.call(path, json.dumps(content).encode(), {**given, **headers})

    def ids(self) -> list[str]:
        """The message ids of the live log, in its order."""
        return [event.message_id for event in self.events()]

    def events(self) -> list[Event]:
        """Every event of the live log, in its order."""
        return [one.event for one in self.shop.stations.log.read(Lane.LIVE, 0, 10**6)]


def basic(user: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def track(message_id: str = "", **changes: Any) -> dict[str, Any]:
    """A good event."""
    return {
        "type": "track",
        "event": "Product Viewed",
        "messageId": message_id or new_id(0),
        "anonymousId": "visitor-1",
        "properties": {"product_id": "P1"},
        **changes,
    }


@contextmanager
def serving(data: Path, clock: Clock | None = None, **settings: Any) -> Iterator[Doors]:
    chosen = Config(data=data, **{"events_per_second": 0, **settings})
    with listen("127.0.0.1", 0) as address, Tailorbird(chosen, clock or SystemClock()) as shop:
        routes = dashboard_routes(shop)
        front = Front(shop, routes, dashboard_errors(shop), "control-key")
        config = uvicorn.Config(front, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address]})
        thread.start()
        doors = Doors(shop, address.getsockname()[1], shop.write_key)
        try:
            yield doors
        finally:
            for connection in doors.connections.values():
                connection.close()
            server.should_exit = True
            thread.join(20)
            front.close()
