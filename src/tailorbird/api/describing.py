"""The door that describes the others: ``/openapi.json`` for tools, ``/openapi`` for people."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec

from tailorbird.api.http import Receive, Scope, Send
from tailorbird.api.openapi import PATH, document

PAGE = "/openapi"
PATHS = (PATH, PAGE)
_TITLE = "HTTP calls"
_LEAD = "Calls take and give JSON. Fields that are needed are marked with *. For tools: "
_STYLE = (
    ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}"
    "body{max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "section{margin:2rem 0;overflow-x:auto}"
    "table{border-collapse:collapse}td,th{padding:.25rem 1rem .25rem 0;text-align:left;"
    "vertical-align:top}code{font-family:ui-monospace,monospace}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_GUARD = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"


class Describe:
    """ASGI application of the description; made once, because it never changes while it runs."""

    def __init__(self) -> None:
        content = document()
        self._answers = {
            PATH: (b"application/json", msgspec.json.encode(content)),
            PAGE: (b"text/html; charset=utf-8", page(content).encode()),
        }

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        kind, body = self._answers[scope["path"]]
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", _GUARD.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"access-control-allow-origin", b"*"),
        ]
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": sent})


def page(content: dict[str, Any]) -> str:
    """Return the description as one page of HTML that needs nothing else."""
    return "".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{_TITLE}</title><style>{_STYLE}</style></head><body><main>",
            f'<h1>{_TITLE}</h1><p>{_LEAD}<a href="{PATH}">{PATH}</a>.</p>',
            *_calls(content["paths"]),
            "<h2>Types</h2>",
            *_types(content["components"]["schemas"]),
            "</main></body></html>",
        )
    )


def _calls(paths: dict[str, Any]) -> Iterator[str]:
    for path, methods in paths.items():
        for method, call in methods.items():
            yield f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
            yield f"<p>{escape(call['summary'])}.</p><table>"
            if "requestBody" in call:
                yield f"<tr><th>takes</th><td>{_content(call['requestBody'])}</td><td></td></tr>"
            for status, answer in call["responses"].items():
                said = escape(answer["description"])
                yield f"<tr><th>{status}</th><td>{_content(answer)}</td><td>{said}</td></tr>"
            yield "</table></section>"


def _content(holder: dict[str, Any]) -> str:
    return "".join(_shape(one["schema"]) for one in holder.get("content", {}).values())


def _types(schemas: dict[str, Any]) -> Iterator[str]:
    for name, schema in schemas.items():
        needed = schema.get("required", ())
        yield f'<section id="{escape(name)}"><h3>{escape(name)}</h3>'
        yield f"<p>{escape(schema.get('description', ''))}</p><table>"
        for field, kind in schema.get("properties", {}).items():
            mark = "*" if field in needed else ""
            yield f"<tr><th><code>{escape(field)}</code>{mark}</th><td>{_shape(kind)}</td></tr>"
        yield "</table></section>"


def _shape(schema: dict[str, Any]) -> str:
    """A type in words, with links to those that have a name."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    for word, join in (("anyOf", " or "), ("allOf", " with ")):
        if word in schema:
            return join.join(_shape(one) for one in schema[word])
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return f"list of {_shape(schema.get('items') or {})}"
    if kind == "object" and "properties" in schema:
        return ", ".join(f"<code>{escape(name)}</code>" for name in schema["properties"])
    return escape(" ".join(part for part in (kind, schema.get("format", "")) if part))
