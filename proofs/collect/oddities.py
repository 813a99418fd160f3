"""Requests that no client in its right mind sends, to every door, and what came back."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from proofs.workplace import ROOT
from tailorbird.api import browser_settings, collect, describing, recommend, storefront, webhooks
from tailorbird.api.klaviyo.paths import PATHS as KLAVIYO
from tests.integration.api.doors import basic
from tests.integration.api.test_fuzzing_api import batches, plausible, requests, values

PATIENCE = 20.0
QUIET = 0.3  # seconds; a server that waits for more of a broken request says nothing
NO_HTTP = b"Invalid HTTP request received."  # said before any door is asked
DESCRIPTION = ROOT / "docs" / "reference" / "openapi.json"


def _doors() -> list[tuple[str, str]]:
    """Every public door with its methods, with an id where its path takes one."""
    posts = [*collect.ALL_PATHS, recommend.PATH, *storefront.PATHS, *webhooks.PATHS]
    described = json.loads(DESCRIPTION.read_text())["paths"]
    gets = [*describing.PATHS, *(path for path, calls in described.items() if "get" in calls)]
    klaviyo = [(method, path) for path, calls in KLAVIYO.items() for method in calls]
    found = [*(("POST", path) for path in posts), *(("GET", path) for path in gets), *klaviyo]
    pages = [("GET", "/login"), ("POST", "/login"), ("GET", "/.well-known/gpc.json")]
    return sorted({(method, _named(path)) for method, path in [*found, *pages]})


def _named(path: str) -> str:
    return path.replace("{id}", "P1").replace("{key}", "a-key")


DOORS = _doors()
assert browser_settings.PATH.fullmatch("/v1/projects/a-key/settings")


@dataclass
class Sender:
    """Sends to one server; keeps every answer that should not be."""

    port: int
    key: str
    statuses: Counter[int] = field(default_factory=Counter)
    doors: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    bad: list[str] = field(default_factory=list)
    _open: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Send a request that HTTP understands."""
        self.doors[path] += 1
        try:
            if self._open is None:
                self._open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self._open.request(method, path, body, headers)
            answer = self._open.getresponse()
            text = answer.read()
        except ConnectionError:
            # a server that refuses a head or a body early may hang up before all of it came
            self.hang_up()
            return
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            self.hang_up()
            self._note(f"{type(error).__name__}: {error}", method, path, body, headers)
            return
        self.statuses[answer.status] += 1
        problem = _problem(path, answer.status, answer.headers.get("content-type", ""), text)
        if problem:
            self._note(problem, method, path, body, headers)

    def raw(self, content: bytes) -> None:
        """Send bytes that need not be HTTP at all."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            line.settimeout(QUIET)
            try:
                line.sendall(content)
                line.shutdown(socket.SHUT_WR)
                said = line.recv(65_536)
            except (TimeoutError, ConnectionError):
                said = b""
        if not said.startswith(b"HTTP/1.1 "):
            self.silent += 1
            return
        status = int(said[9:12])
        self.statuses[status] += 1
        if status >= 500 or b"Traceback" in said:
            self.bad.append(f"{status}\n{content[:2_000]!r}\n{said[:2_000]!r}")

    def hang_up(self) -> None:
        """Close the connection that is kept open between calls."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _note(self, what: str, method: str, path: str, body: bytes, headers: Any) -> None:
        self.bad.append(f"{what}\n{method} {path}\n{headers}\n{len(body)} bytes {body[:2_000]!r}")


def _problem(path: str, status: int, kind: str, text: bytes) -> str:
    if status >= 500:
        return f"{status} {text[:500]!r}"
    if b"Traceback" in text or b'File "/' in text:
        return f"a trace: {text[:500]!r}"
    if path.startswith("/v1/") and status >= 400 and text:
        return _without_code(kind, text)
    return ""


def _without_code(kind: str, text: bytes) -> str:
    if text == NO_HTTP:
        return ""
    if kind.startswith("application/json"):
        said = json.loads(text)
        if said.get("code") and said.get("message"):
            return ""
    return f"no code and sentence: {kind} {text[:200]!r}"


# -- what is sent

other_methods = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "ODD"])
right = st.sampled_from(DOORS)
doors = st.one_of(right, right, right, st.tuples(other_methods, right.map(lambda door: door[1])))
deep = st.tuples(
    st.sampled_from([("[", "]"), ('{"a":', "}"), ('{"properties":', "}"), ('[{"batch":', "}]")]),
    st.sampled_from([10, 100, 900, 1_100, 10_000, 40_000]),
    st.booleans(),
).map(lambda g: (g[0][0] * g[1] + "1" + (g[0][1] * g[1] if g[2] else "")).encode())
digits = st.sampled_from([20, 400, 4_299, 4_301, 30_000])
huge = st.one_of(
    digits.map(lambda n: "9" * n),
    digits.map(lambda n: "-" + "1" * n + ".5"),
    digits.map(lambda n: f"1e{'9' * min(n, 40)}"),
    digits.map(lambda n: "0." + "0" * n + "1"),
    st.sampled_from(["NaN", "-Infinity", "1e400", "-0", "1E-400", "0x10", "01"]),
)
FIELDS = ("price", "quantity", "value", "total", "timestamp", "messageId", "userId", "limit")


def _with_number(name: str, number: str) -> bytes:
    event = f'"anonymousId":"a1","event":"Product Viewed","messageId":"m","{name}":{number}'
    return f'{{{event},"properties":{{"product_id":"P1","{name}":{number}}}}}'.encode()


def _with_deep(packed: bytes) -> bytes:
    return b'{"anonymousId":"a1","event":"X","properties":' + packed + b"}"


told = st.one_of(plausible, batches, requests, values).map(lambda c: json.dumps(c).encode())
numbers = st.tuples(st.sampled_from(FIELDS), huge).map(lambda pair: _with_number(*pair))
bodies = st.one_of(told, st.binary(max_size=400), numbers, deep, deep.map(_with_deep))
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "utf-7", "cp037")


def _packed(body: bytes, how: str, at: int) -> tuple[bytes, str]:
    """Pack a body in one of many ways, most of them wrong; return it with its encoding."""
    packed = gzip.compress(body)
    ways: dict[str, Callable[[], tuple[bytes, str]]] = {
        "plain": lambda: (body, ""),
        "gzip": lambda: (packed, "gzip"),
        "cut": lambda: (packed[: at % (len(packed) + 1)], "gzip"),
        "not packed": lambda: (body, "gzip"),
        "twice": lambda: (gzip.compress(packed), "gzip"),
        "two members": lambda: (packed + packed, "gzip"),
        "bomb": lambda: (gzip.compress(b" " * (1_000_000 + at)), "gzip"),
        "deflate": lambda: (zlib.compress(body), "deflate"),
        "unknown": lambda: (body, "br, gzip"),
        "wrong sum": lambda: (packed[:-8] + b"\0" * 8, "gzip"),
    }
    return ways[how]()


packings = st.sampled_from(
    (
        *("plain", "plain", "gzip", "cut", "not packed", "twice", "two members", "bomb"),
        *("deflate", "unknown", "wrong sum"),
    )
)
HEADERS = (
    *("Authorization", "Content-Type", "Origin", "Cookie", "User-Agent", "Sec-GPC", "Accept"),
    *("X-Forwarded-For", "X-Shopify-Topic", "X-Shopify-Hmac-Sha256", "X-Shopify-Shop-Domain"),
    *("X-WC-Webhook-Signature", "revision", "Range", "If-None-Match", "Transfer-Coding", "X-Any"),
)
plain = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))
header_values = st.one_of(
    plain,
    st.sampled_from(["Basic", "Basic !", "Basic " + "A" * 9_000, "Klaviyo-API-Key x", "Bearer x"]),
    st.sampled_from(["application/json; charset=utf-16", "text/plain", "*/*", "bytes=5-1", "1"]),
)
heads = st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=4)
lengths = st.sampled_from(["0", "5", "-1", "99999999999999999999", "1e3", "", "5, 6", "0x10"])


def _wire(door: tuple[str, str], body: bytes, length: str, junk: bytes, chunked: bool) -> bytes:
    """A request as bytes, with a length that lies, chunks that are none, junk in its head."""
    method, path = door
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {length}"
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n".encode()
    return head + junk + b"\r\n\r\n" + body


def send_anything(sender: Sender, examples: int, *, seed: int) -> None:
    """Send that many examples of each of three kinds: bodies, heads, and raw bytes."""
    for kind in (_bodies, _heads, _wires):
        kind(sender, examples, seed)
    for method, path in DOORS:  # each at least once, whatever chance left out
        sender.call(method, path, b"", {"Authorization": basic(sender.key)})


def _run(test: Callable[..., None], examples: int, number: int) -> None:
    """Run a test; nothing is shrunk, because it notes what is bad and goes on."""
    chosen = settings(
        max_examples=max(examples, 1),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(chosen(test))()


def _bodies(sender: Sender, examples: int, number: int) -> None:
    at = st.integers(0, 500)
    codecs = st.sampled_from(CODECS)

    @given(door=doors, body=bodies, how=packings, at=at, codec=codecs, keyed=st.booleans())
    def test(
        *, door: tuple[str, str], body: bytes, how: str, at: int, codec: str, keyed: bool
    ) -> None:
        if codec != "utf-8":
            body = body.decode("latin-1").encode(codec, "replace")
        content, encoding = _packed(body, how, at)
        headers = {"Content-Type": "application/json"}
        if encoding:
            headers["Content-Encoding"] = encoding
        if keyed:
            headers["Authorization"] = basic(sender.key)
        sender.call(*door, content, headers)

    _run(test, examples, number)


def _heads(sender: Sender, examples: int, number: int) -> None:
    tails = st.one_of(st.just(""), st.text(st.characters(min_codepoint=33, max_codepoint=126)))

    @given(door=doors, body=told, head=heads, query=tails)
    def test(door: tuple[str, str], body: bytes, head: dict[str, str], query: str) -> None:
        method, path = door
        sender.call(method, f"{path}?{query}" if query else path, body, head)

    _run(test, examples, number)


def _wires(sender: Sender, examples: int, number: int) -> None:
    @given(
        door=doors,
        body=st.binary(max_size=200),
        length=lengths,
        junk=st.binary(max_size=80),
        chunked=st.booleans(),
        whole=st.booleans(),
    )
    def test(
        *, door: tuple[str, str], body: bytes, length: str, junk: bytes, chunked: bool, whole: bool
    ) -> None:
        sender.raw(_wire(door, body, length, junk, chunked) if whole else junk + b"\r\n\r\n" + body)

    _run(test, max(examples // 5, 1), number)
