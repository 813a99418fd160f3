"""Fetching a feed into a file: a limit on time, size and unpacked size, and on where from.

The name is looked up once and the connection goes to the very address that was checked, so that a
name cannot lead elsewhere in between. Redirections are followed a few times, checked each time.
"""

from __future__ import annotations

import base64
import gzip
import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from urllib.parse import SplitResult, unquote, urljoin

from msgspec import Struct

from tailorbird.connectors.feeds.addresses import checked, is_public
from tailorbird.core.clock import MINUTE, Clock
from tailorbird.core.errors import BadInput, FeedFailed

SECONDS = 30.0  # without a byte
LONGEST = 10 * MINUTE
MOST_BYTES = 512 * 1024 * 1024
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
MOST_REDIRECTIONS = 5
_PIECE = 1 << 16
_GZIP = b"\x1f\x8b"
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_OK, _UNCHANGED = 200, 304


class Fetched(Struct, frozen=True, kw_only=True):
    """A feed's content in a file, and what the server said to recognize it by."""

    path: Path
    etag: str
    last_modified: str


class Limits(Struct, frozen=True):
    """How much may come, packed and unpacked, in bytes."""

    packed: int = MOST_BYTES
    unpacked: int = MOST_UNPACKED


def fetch(
    address: str,
    path: Path,
    clock: Clock,
    *,
    etag: str = "",
    last_modified: str = "",
    private_allowed: bool = False,
    check: Callable[[], None] = lambda: None,
    limits: Limits = Limits(),  # noqa: B008  frozen
) -> Fetched | None:
    """Fetch into ``path``, unpacked; return None if it has not changed since.

    ``check`` is called now and then and may raise to end it.

    Raises:
        FeedFailed: no whole answer came, or not from where it may come from.
        BadInput: the address is none.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    deadline = clock.now() + LONGEST
    origin = parts = checked(address)
    for _ in range(MOST_REDIRECTIONS + 1):
        headers = {name: value for name, value in known.items() if value}
        if parts.netloc == origin.netloc and parts.scheme == origin.scheme:
            headers |= _signed_in(origin)
        with _asked(parts, headers, private_allowed=private_allowed) as answer:
            if answer.status == _UNCHANGED and any(known.values()):
                return None
            if answer.status in _REDIRECTIONS:
                parts = _next(parts, answer.headers.get("Location", ""))
                continue
            _check_status(answer, parts)
            _save(answer, path, parts, lambda: _still(clock, deadline, check), limits.packed)
            _unpack(path, limits.unpacked)
            return Fetched(
                path=path,
                etag=answer.headers.get("ETag", "")[:500],
                last_modified=answer.headers.get("Last-Modified", "")[:100],
            )
    raise FeedFailed(f"{origin.hostname} redirects again and again.")


def _still(clock: Clock, deadline: int, check: Callable[[], None]) -> None:
    check()
    if clock.now() > deadline:
        raise FeedFailed("The feed did not arrive within 10 minutes.")


def _signed_in(origin: SplitResult) -> dict[str, str]:
    if not origin.username:
        return {}
    pair = f"{unquote(origin.username)}:{unquote(origin.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _next(parts: SplitResult, location: str) -> SplitResult:
    try:
        target = checked(urljoin(parts.geturl(), location))
    except BadInput:
        raise FeedFailed(f"{parts.hostname} redirects to what is no address.") from None
    if parts.scheme == "https" and target.scheme != "https":
        raise FeedFailed(f"{parts.hostname} redirects to an address without encryption.")
    return target


@contextmanager
def _asked(
    parts: SplitResult, headers: dict[str, str], *, private_allowed: bool
) -> Iterator[http.client.HTTPResponse]:
    host = parts.hostname or ""
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    if port == http.client.HTTPS_PORT and parts.scheme == "https":
        connection.default_port = port  # so that the Host header is the plain name
    try:
        connection.sock = _connected(parts.scheme, host, port, private_allowed=private_allowed)
        sent = {"User-Agent": "Tailorbird", "Accept-Encoding": "gzip", **headers}
        connection.request("GET", path, headers=sent)
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FeedFailed(f"{host} does not answer as it should ({_said(error)}).") from error
    finally:
        connection.close()


def _connected(scheme: str, host: str, port: int, *, private_allowed: bool) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not private_allowed and not all(is_public(address) for address in addresses):
        raise FeedFailed(
            f"{host} is inside a private network. If the feed is meant to come from there, add it "
            "again with --private."
        )
    plain = _first_that_answers(addresses, port)
    if scheme != "https":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _first_that_answers(addresses: list[str], port: int) -> socket.socket:
    trouble: OSError = OSError("no address")
    for address in dict.fromkeys(addresses):
        try:
            return socket.create_connection((address, port), SECONDS)
        except OSError as error:
            trouble = error
    raise trouble


def _check_status(answer: http.client.HTTPResponse, parts: SplitResult) -> None:
    if answer.status != _OK:
        raise FeedFailed(f"{parts.hostname} answers with status {answer.status}.")
    packed = answer.headers.get("Content-Encoding", "identity").lower()
    if packed not in {"identity", "gzip", "x-gzip", ""}:
        raise FeedFailed(f"{parts.hostname} packs the feed as {packed[:20]}, which is not read.")


def _save(
    answer: http.client.HTTPResponse,
    path: Path,
    parts: SplitResult,
    still: Callable[[], None],
    most: int,
) -> None:
    size, wanted = 0, answer.length
    with path.open("wb") as file:
        while piece := answer.read1(_PIECE):
            still()
            size += len(piece)
            if size > most:
                raise FeedFailed(f"{parts.hostname} sends more than {most // 2**20} MB.")
            file.write(piece)
    if wanted is not None and size != wanted:
        raise FeedFailed(f"{parts.hostname} broke off after {size:,} of {wanted:,} bytes.")


def _unpack(path: Path, most: int) -> None:
    """Unpack in place what came gzipped; a small file must not fill the disk."""
    for _ in range(2):  # the file itself may be one, and the server may have packed it once more
        with path.open("rb") as file:
            if file.read(len(_GZIP)) != _GZIP:
                return
        target = path.with_name(f"{path.name}.unpacked")
        try:
            with cast("IO[bytes]", gzip.open(path, "rb")) as packed, target.open("wb") as plain:
                _copy(packed, plain, most)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FeedFailed("The feed is cut off or damaged (gzip).") from error
        target.replace(path)


def _copy(packed: IO[bytes], plain: IO[bytes], most: int) -> None:
    size = 0
    while piece := packed.read(_PIECE):
        size += len(piece)
        if size > most:
            raise FeedFailed(f"Unpacked, the feed is larger than {most // 2**20} MB.")
        plain.write(piece)


def _said(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) and error.strerror else ""
    return said or type(error).__name__
