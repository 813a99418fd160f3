"""Connections: what can send data in, how each of it stands, and the past of connected shops."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.connectors.shops.connecting import Backfill, Delivered, ShopStanding
from tailorbird.core.clock import MINUTE
from tailorbird.core.errors import NotFound
from tailorbird.core.hashing import hex_digest
from tailorbird.dashboard import dates
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.settings import script
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.connections import CONNECTIONS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.events.types import Arrivals, Refusal
from tailorbird.jobs.types import State

Form = URLEncodedBody[dict[str, Any]]
KINDS = ("shopify", "woocommerce")
PAGE_SOURCES = frozenset({"http", "storefront"})
SERVER_SOURCES = frozenset({"server"})

_SAY = Phrases(SHELL, CONNECTIONS)
_SEE_OTHER: Final = 303
_DONE = frozenset({"connected", "disconnected", "past"})
_PARTS = ("products", "customers", "orders")
_STILL = 2 * MINUTE  # a past that is fetched moves on more often than this
_BADGES = {"well": "badge-leaf", "trouble": "badge-rust"}
_REFUSALS = 200
_BOT = "bot"  # left out and counted, but nothing anybody has to correct
_AT_WORK = frozenset({State.WAITING, State.RUNNING})


class Stands(Struct, frozen=True, kw_only=True):
    """How something stands, in a word and in lines; ``trouble`` is empty where all is well."""

    word: str
    badge: str
    lines: list[str]
    trouble: str = ""


class Part(Struct, frozen=True, kw_only=True):
    """One part of a shop's past."""

    name: str
    count: str
    state: str


class Past(Struct, frozen=True, kw_only=True):
    """How far a shop's past was fetched.

    ``press`` is what the button says, empty for none. ``moves``: look again in a moment.
    """

    kind: str
    shop: str
    state: str
    said: str
    parts: list[Part]
    press: str
    moves: bool


class Shop(Struct, frozen=True, kw_only=True):
    """One connected shop as the page shows it; ``mark`` tells it apart within the page."""

    kind: str
    shop: str
    mark: str
    since: str
    stands: Stands
    past: Past


def connections_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page and what its buttons do."""

    @get("/connections", sync_to_thread=True)
    def connections(request: Request[Any, Any, Any]) -> Response[Any]:
        done = request.query_params.get("done", "")
        values = _whole(source)
        found = done if done in _DONE else ""
        return pages.show("connections.html", _SAY, here="connections", done=found, **values)

    @get("/connections/past", sync_to_thread=True)
    def past(request: Request[Any, Any, Any]) -> Response[Any]:
        kind, name = asked_text(request, "kind"), asked_text(request, "shop")
        found = next((one for one in _shops(source) if (one.kind, one.shop) == (kind, name)), None)
        if found is None:
            raise NotFound(f"{name} is not connected.")
        return pages.show("connections_moved.html", _SAY, one=found, past=found.past)

    @post("/connections/past", sync_to_thread=True)
    def fetch_past(data: Form) -> Response[Any]:
        kind, name = str(data.get("kind", "")), str(data.get("shop", ""))
        source.connections.fetch_past(kind, name)
        return done_with("past", kind)

    @post("/connections/disconnect", sync_to_thread=True)
    def disconnect(data: Form) -> Response[Any]:
        kind, name = str(data.get("kind", "")), str(data.get("shop", ""))
        source.connections.disconnect(kind, name)
        return done_with("disconnected", kind)

    return [connections, past, fetch_past, disconnect]


def done_with(what: str, kind: str) -> Response[Any]:
    """Return to the page, which says what was done."""
    where = kind if kind in KINDS else ""
    return Redirect(f"/connections?done={what}#{where}", status_code=_SEE_OTHER)


def _whole(source: DashboardSource) -> dict[str, Any]:
    about, key = source.about(), source.keys.write_key()
    shops = _shops(source)
    feeds = source.connections.feeds()
    return {
        "segment": f'host = "{about.address}"\nwrite_key = "{_SAY("your_secret_key")}"',
        "klaviyo": f'KlaviyoAPI("{_SAY("your_secret_key")}", test_host="{about.address}")',
        "script": script(about.address, key),
        "pages_stand": _stand_of(source, PAGE_SOURCES),
        "servers_stand": _stand_of(source, SERVER_SOURCES),
        "shops": {kind: [one for one in shops if one.kind == kind] for kind in KINDS},
        "feeds": len(feeds),
        "feeds_troubled": sum(bool(one.feed.trouble) for one in feeds),
    }


# -- how something stands


def _stand_of(source: DashboardSource, sources: frozenset[str]) -> Stands:
    """Return how those stand who send by themselves: what came last, and what was refused last."""
    now = source.now()
    came = [one for one in source.arrivals() if one.source in sources]
    refused = [
        kind
        for kind, _ in source.refusals(_REFUSALS)
        if kind.source in sources and kind.code != _BOT
    ]
    return stands_by(came, refused, now)


def stands_by(came: list[Arrivals], refused: list[Refusal], now: int) -> Stands:
    """Return how a source stands by its last event and its last refusal."""
    last = max((one.last_at for one in came), default=0)
    worst = max(refused, key=lambda one: one.received_at, default=None)
    lines = [_SAY("last_event", ago=dates.ago(last, now)) if last else _SAY("no_event")]
    trouble = ""
    if worst is not None and worst.received_at > last:
        ago = dates.ago(worst.received_at, now)
        trouble = _SAY("last_refused", ago=ago, message=worst.message)
    word = "trouble" if trouble else ("well" if last else "never")
    return Stands(
        word=_SAY(f"stands_{word}"), badge=_BADGES.get(word, ""), lines=lines, trouble=trouble
    )


def _shops(source: DashboardSource) -> list[Shop]:
    now = source.now()
    return [
        _shop(one, source.connections.work_on(one.kind, one.shop), now)
        for one in source.connections.shops()
    ]


def _shop(one: ShopStanding, work: State | None, now: int) -> Shop:
    past = past_of(one, work, now)
    return Shop(
        kind=one.kind,
        shop=one.shop,
        mark=hex_digest(one.kind, one.shop)[:8],
        since=_SAY("since", ago=dates.ago(one.connected_at, now)),
        stands=_shop_stands(one, past, now),
        past=past,
    )


def _shop_stands(one: ShopStanding, past: Past, now: int) -> Stands:
    good = [d for d in one.deliveries if d.outcome in ("taken", "unused")]
    refused = [d for d in one.deliveries if d.outcome == "refused"]
    unsigned = [d for d in one.deliveries if d.outcome == "unsigned"]
    lines = [_told("webhooks", good, now) or _SAY("webhooks_none")]
    if refused:
        lines.append(_told("webhooks_refused", refused, now))
    trouble = past.said if past.state == "trouble" else ""
    if _last(unsigned) > _last(good):
        trouble = _SAY("webhooks_unsigned", ago=dates.ago(_last(unsigned), now))
    came = bool(good) or past.state == "done"
    word = "trouble" if trouble else ("well" if came else "waiting")
    return Stands(
        word=_SAY(f"stands_{word}"), badge=_BADGES.get(word, ""), lines=lines, trouble=trouble
    )


def _told(key: str, deliveries: list[Delivered], now: int) -> str:
    count = sum(one.deliveries for one in deliveries)
    return _SAY(key, n=count, ago=dates.ago(_last(deliveries), now)) if count else ""


def _last(deliveries: list[Delivered]) -> int:
    return max((one.last_at for one in deliveries), default=0)


# -- the past


def past_of(one: ShopStanding, work: State | None, now: int) -> Past:
    """Return how far a shop's past was fetched, and what can be done about it."""
    known = {part.part: part for part in one.past}
    state = _state(one, known, work, now)
    return Past(
        kind=one.kind,
        shop=one.shop,
        state=state,
        said=_said(state, known, now),
        parts=[_part(name, known.get(name)) for name in _PARTS] if known else [],
        press=_press(state),
        moves=state != "done" and work in _AT_WORK,
    )


def _state(one: ShopStanding, known: dict[str, Backfill], work: State | None, now: int) -> str:
    if _whole_past(known):
        return "done"
    if any(part.trouble for part in known.values()):
        return "trouble"
    moved = max((part.updated_at for part in known.values()), default=0)
    if work in _AT_WORK and (not known or now - moved < _STILL):
        return "running"
    if known:
        return "still"
    return "never" if one.can_ask else "no_key"


def _whole_past(known: dict[str, Backfill]) -> bool:
    return all(name in known and known[name].ended_at is not None for name in _PARTS)


def _said(state: str, known: dict[str, Backfill], now: int) -> str:
    why = next((part.trouble for part in known.values() if part.trouble), "")
    moved = max((part.updated_at for part in known.values()), default=now)
    return _SAY(f"past_{state}", why=why, ago=dates.ago(moved, now))


def _press(state: str) -> str:
    presses = {"never": "fetch", "trouble": "fetch_on", "still": "fetch_on", "done": "fetch_again"}
    return presses.get(state, "")


def _part(name: str, part: Backfill | None) -> Part:
    records = part.records if part else 0
    state = "waiting" if part is None else ("running" if part.ended_at is None else "done")
    return Part(
        name=_SAY(f"part_{name}"),
        count=_SAY("part_count", n=records) if part else "",
        state=_SAY(f"part_{state}"),
    )
