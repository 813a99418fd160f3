"""A bad line between a client and the server: refuses, breaks, and loses answers, by a plan."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOWER_THAN_CLIENTS = 3.0  # seconds; the clients wait for two


class Fault(StrEnum):
    """What happens to one request that carries events."""

    NONE = "none"
    TOO_MANY = "429"
    FAILED = "500"
    UNAVAILABLE = "503"
    CUT = "cut before it arrived"
    LOST_ANSWER = "taken, but the answer is lost"
    LATE_ANSWER = "taken, but the answer is too late"


# Each between requests that pass, so that clients do not wait ever longer.
ALL = (
    Fault.NONE,
    Fault.TOO_MANY,
    Fault.NONE,
    Fault.LOST_ANSWER,
    Fault.NONE,
    Fault.FAILED,
    Fault.NONE,
    Fault.CUT,
    Fault.NONE,
    Fault.UNAVAILABLE,
    Fault.NONE,
    Fault.LATE_ANSWER,
)
_STATUS = {Fault.TOO_MANY: 429, Fault.FAILED: 500, Fault.UNAVAILABLE: 503}


@dataclass
class Line:
    """The line: where it leads, what is still planned, and what happened so far."""

    to_port: int
    plan: list[Fault]
    happened: Counter[Fault] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    @property
    def url(self) -> str:
        """Where clients call."""
        return f"http://127.0.0.1:{self.port}"

    def next(self) -> Fault:
        """Return what happens to the next request, and note it."""
        with self.lock:
            fault = self.plan.pop(0) if self.plan else Fault.NONE
            self.happened[fault] += 1
            return fault


@contextmanager
def line(to_port: int, plan: Sequence[Fault] = ALL) -> Iterator[Line]:
    """Lay a line to a server's port; POST requests meet the faults of the plan, in order."""
    laid = Line(to_port, list(plan))
    server = _Server(("127.0.0.1", 0), _Handler)
    server.laid = laid
    laid.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield laid
    server.shutdown()
    server.server_close()
    thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    laid: Line


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on(b"")

    def do_OPTIONS(self) -> None:
        self._pass_on(b"")

    def do_PATCH(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers.get("content-length") or 0)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        fault = self.server.laid.next()
        if fault in _STATUS:
            self._refuse(_STATUS[fault])
        elif fault is Fault.CUT:
            self.close_connection = True
        else:
            self._pass_on(body, fault)

    def _refuse(self, status: int) -> None:
        said = b'{"code": "injected", "message": "try again"}'
        self.send_response(status)
        self.send_header("retry-after", "1")
        self.send_header("access-control-allow-origin", "*")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _pass_on(self, body: bytes, fault: Fault = Fault.NONE) -> None:
        kept = {k: v for k, v in self.headers.items() if k.lower() != "connection"}
        ahead = http.client.HTTPConnection("127.0.0.1", self.server.laid.to_port, timeout=20)
        try:
            ahead.request(self.command, self.path, body, kept)
            answer = ahead.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # the server is gone: so is this connection
            return
        finally:
            ahead.close()
        if fault is Fault.LATE_ANSWER:
            time.sleep(SLOWER_THAN_CLIENTS)
        if fault in {Fault.LOST_ANSWER, Fault.LATE_ANSWER}:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "connection", "date", "server"}:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
