"""From JSON to a condition tree, or to a refusal that names the bad node and what to do. Pure.

Nothing is decoded before its size and depth are known, so that ten megabytes or ten thousand levels
are refused as quickly as a slip of the pen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.segments.nodes import walk, weight
from tailorbird.segments.rules import check_node
from tailorbird.segments.types import Condition

MOST_BYTES = 64 * 1024
MOST_LEVELS = 12  # of conditions within each other
MOST_NODES = 200  # conditions, the steps of sequences and filters
_MOST_BRACKETS = 2 * MOST_LEVELS + 6  # a level is an object and a list; the rest is of its fields
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
_PLACE = re.compile(r" - at `(?P<path>[^`]*)`$")
_decoder: msgspec.json.Decoder[Condition] = msgspec.json.Decoder(Condition)
_TOO_DEEP = f"Conditions can be nested {MOST_LEVELS} levels deep at most; take some out."
_HINTS = {
    "length": "A window cannot be of zero length; to count everything use the window 'ever'.",
    "percent": "A sample is more than 0 and at most 100 percent.",
    "steps": "A sequence has 2 to 6 steps; for one event use the type 'event'.",
    "type": "The types of conditions and windows are listed in docs/reference/segments.md.",
}
_HINT = "What may stand there is in docs/reference/segments.md."


def parse(data: bytes | str | Mapping[str, Any]) -> Condition:
    """Return the condition tree that JSON (or what was decoded from it) tells.

    Raises:
        BadInput: it is no tree, or none that can be meant; ``field`` is the place of the bad node.
    """
    text = _encoded(data)
    _check_length(text)
    _check_depth(text.decode(errors="replace"))
    tree = _decoded(text)
    _check_size(tree)
    for node in walk(tree):
        check_node(node)
    return tree


def check(tree: Condition) -> None:
    """Refuse a tree built in Python by the same rules.

    Raises:
        BadInput: ``field`` is the place of the bad node.
    """
    parse(_written(tree))


def _encoded(data: bytes | str | Mapping[str, Any]) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, Mapping):
        return _written(dict(data))
    _check_length(data)  # before a copy is made: a character has at least one byte
    try:
        return data.encode()
    except UnicodeEncodeError:
        raise BadInput("The condition holds half a character; send UTF-8.", field="$") from None


def _check_length(text: bytes | str) -> None:
    if len(text) > MOST_BYTES:
        raise TooLarge(
            f"A condition can have {MOST_BYTES // 1024} KB at most; this has "
            f"{len(text) // 1024:,} KB. Take lists of values out, or split it into segments.",
            field="$",
        )


def _written(tree: object) -> bytes:
    try:
        return msgspec.json.encode(tree)
    except RecursionError:
        raise BadInput(_TOO_DEEP, field="$") from None
    except (TypeError, ValueError, msgspec.MsgspecError) as error:
        raise BadInput(f"The condition is no JSON: {error}.", field="$") from None


def _decoded(text: bytes) -> Condition:
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _told(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"The condition is not well-formed JSON: {error}.", field="$") from None


def _told(message: str) -> BadInput:
    place = _PLACE.search(message)
    path = place["path"] if place else "$"
    problem = _PLACE.sub("", message)
    hint = _HINTS.get(path.rpartition(".")[2], _HINT)
    return BadInput(f"{problem} at {path}. {hint}", field=path)


def _check_size(tree: Condition) -> None:
    left = MOST_NODES
    for node in walk(tree):
        left -= weight(node.condition)
        if left < 0:
            raise BadInput(
                f"A condition can have {MOST_NODES} parts at most (conditions, steps and filters); "
                "split it into segments that read each other.",
                field=node.path,
            )


class _Bracket(Struct):
    """An object or a list that is still open: under which key or at which place reading is."""

    is_list: bool
    key: str = ""
    at: int = 0
    key_is_next: bool = True

    def spot(self) -> str:
        return f"[{self.at}]" if self.is_list else f".{self.key}"


def _check_depth(text: str) -> None:
    # reads brackets only and keeps no tree; what is no JSON is told by the decoder afterwards
    for opened in _openings(text):
        level = 1 + sum(1 for one in opened if one.key == "of")
        if level > MOST_LEVELS or len(opened) > _MOST_BRACKETS:
            raise BadInput(_TOO_DEEP, field="$" + "".join(one.spot() for one in opened))


def _openings(text: str) -> Iterator[list[_Bracket]]:
    """Yield, for every object that begins, the brackets that are open around it."""
    opened: list[_Bracket] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "{[":
            if mark == "{" or len(opened) >= _MOST_BRACKETS:
                yield opened
            opened.append(_Bracket(mark == "["))
        elif mark in "}]":
            del opened[-1:]
        elif opened:
            _read_on(opened[-1], mark)


def _read_on(bracket: _Bracket, mark: str) -> None:
    if mark == ",":
        bracket.at += 1
        bracket.key_is_next = True
    elif bracket.key_is_next:
        bracket.key, bracket.key_is_next = mark[1:-1], False
