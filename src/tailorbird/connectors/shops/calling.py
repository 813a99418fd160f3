"""One HTTP call to a shop's platform, with a limit on time and size."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from tailorbird.core.errors import ShopFailed

SECONDS = 30.0
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
MOST_ANSWER = 32 * 1024 * 1024


class Answer(Struct, frozen=True):
    """What came back; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def call(
    method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Ask and return what came back, whatever its status; redirections are not followed.

    Raises:
        ShopFailed: no whole answer came.
    """
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read(MOST_ANSWER + 1)
        named = {name.lower(): value for name, value in answer.getheaders()}
        status = answer.status
    except (OSError, http.client.HTTPException) as error:
        raise ShopFailed(f"{parts.hostname} does not answer ({type(error).__name__}).") from error
    finally:
        connection.close()
    if len(content) > MOST_ANSWER:
        raise ShopFailed(f"{parts.hostname} answered with more than can be read.")
    return Answer(status, named, content)


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=SECONDS)


def pause(attempt: int) -> float:
    """Return how many seconds to wait after the attempt of this number, from 0: ever longer."""
    return float(min(FIRST_WAIT * 2**attempt, LONGEST_WAIT))


def asked_pause(answer: Answer, attempt: int) -> float:
    """Return how many seconds to wait as an answer asks for it, else as after any attempt."""
    try:
        asked = float(answer.headers.get("retry-after") or 0)
    except ValueError:  # a date
        asked = 0.0
    return min(asked, LONGEST_WAIT) if 0 < asked < float("inf") else pause(attempt)
