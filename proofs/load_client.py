"""Clients that send events over HTTP and keep their own record of what was acknowledged.

The record is the judge: it is written by the client, before and after each call, and never by the
server. A call that got no answer is *unanswered*: its events may or may not be in the log. Half of
the unanswered calls are sent again with the same ids, as real senders do; the other half never are.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PRODUCTS = [f"P{number:03}" for number in range(60)]
LARGEST_BATCH = 20


@dataclass
class Record:
    """Every id sent, and every id the server answered for; also written to a file as it goes."""

    path: Path
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, ids: list[str]) -> None:
        """Note ids as "sent" or "acknowledged"."""
        with self._lock, self.path.open("a") as kept:
            getattr(self, what).update(ids)
            kept.writelines(f"{what} {one}\n" for one in ids)

    def note_refusal(self, answer: str) -> None:
        """Note an answer that was neither an acknowledgement nor a cut connection."""
        with self._lock:
            self.refused.append(answer)

    @property
    def unanswered(self) -> set[str]:
        """Ids that were sent and never acknowledged."""
        with self._lock:
            return self.sent - self.acknowledged


@dataclass(frozen=True)
class Call:
    """One HTTP call: where to, what, and the ids of the events in it."""

    path: str
    body: bytes
    ids: list[str]


class Sender(threading.Thread):
    """One connection that sends without pause while the server is there."""

    def __init__(self, number: int, write_key: str, record: Record, server: Server) -> None:
        super().__init__(name=f"sender {number}", daemon=True)
        self._calls = calls(number, write_key)
        self._record = record
        self._server = server
        self._chance = random.Random(number)
        # when (time.monotonic) a whole call was handed over that has no answer yet
        self.waiting_since: float | None = None

    def run(self) -> None:
        """Send until told to stop."""
        again: Call | None = None
        while not self._server.stopped.is_set():
            if not self._server.up.wait(0.1):
                continue
            call = again or next(self._calls)
            answered = self._send(call)
            resend = not answered and self._chance.random() < 0.5
            again = call if resend else None

    def was_waiting_at(self, moment: float) -> bool:
        """Whether a call handed over before that moment still has no answer."""
        since = self.waiting_since
        return since is not None and since < moment

    def _send(self, call: Call) -> bool:
        self._record.note("sent", call.ids)
        try:
            connection = self._server.connection(self)
            connection.request("POST", call.path, call.body, {"Content-Type": "application/json"})
            self.waiting_since = time.monotonic()
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self._server.lost(self)
            return False
        finally:
            self.waiting_since = None
        return self._judge(call, answer.status, text)

    def _judge(self, call: Call, status: int, text: str) -> bool:
        if status == 200:
            self._record.note("acknowledged", call.ids)
            return True
        if status != 503:  # a server that is stopping may say so
            self._record.note_refusal(f"{status} {text[:200]}")
        return False


class Server:
    """Where the senders send to: up or down, and their connections."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connections: dict[str, http.client.HTTPConnection] = {}
        self.up = threading.Event()
        self.stopped = threading.Event()

    def connection(self, sender: Sender) -> http.client.HTTPConnection:
        """The sender's open connection, or a new one."""
        if sender.name not in self._connections:
            opened = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            self._connections[sender.name] = opened
        return self._connections[sender.name]

    def lost(self, sender: Sender) -> None:
        """Forget a connection that broke; wait a moment before the next try."""
        broken = self._connections.pop(sender.name, None)
        if broken is not None:
            broken.close()
        time.sleep(0.02)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.values():
            connection.close()


def calls(number: int, write_key: str) -> Iterator[Call]:
    """An endless, repeatable stream of calls: single events and batches, of several visitors."""
    chance = random.Random(1_000 + number)
    ids = (f"proof-{number}-{n}" for n in itertools.count())
    while True:
        size = 1 if chance.random() < 0.4 else chance.randint(2, LARGEST_BATCH)
        named = list(itertools.islice(ids, size))
        events = [_event(number, message_id, chance) for message_id in named]
        if size == 1:
            path, content = "/v1/track", {**events[0], "writeKey": write_key}
        else:
            path, content = "/v1/batch", {"batch": events, "writeKey": write_key}
        yield Call(path, json.dumps(content).encode(), named)


def _event(number: int, message_id: str, chance: random.Random) -> dict[str, object]:
    name = chance.choice(["Product Viewed", "Product Added"])
    product = {"product_id": chance.choice(PRODUCTS), "name": "Proof", "price": "1.25"}
    return {
        "type": "track",
        "messageId": message_id,
        "anonymousId": f"proof-visitor-{number}-{chance.randrange(5)}",
        "event": name,
        "properties": {**product, "quantity": 1, "currency": "GBP"},
    }
