"""Product feeds: how each stands, what its latest fetch brought, trying one out, adding one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.app.connections import FeedStanding
from tailorbird.connectors.feeds import Feed, FeedFormat, FeedPreview, Pulled
from tailorbird.connectors.files import RefusalKind
from tailorbird.core.clock import HOUR, MINUTE
from tailorbird.core.errors import BadInput, TailorbirdError
from tailorbird.core.money import format_price
from tailorbird.dashboard import dates
from tailorbird.dashboard.connections import Form
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.feeds import FEEDS
from tailorbird.dashboard.texts.shell import SHELL

EVERY = (15, 30, 60, 180, 360, 720, 1_440)  # minutes
USUAL = 60
_SAY = Phrases(SHELL, FEEDS)
_SEE_OTHER: Final = 303
_DONE = frozenset({"added", "pulled", "removed"})
_CUT_OFF = "looks cut"
_DUE_FOR = 2 * MINUTE  # what is due for longer nobody fetches at present
_LONGEST, _MOST_DIGITS = 2_000, 9


class BadRow(Struct, frozen=True, kw_only=True):
    """One row that could not be read."""

    line: int
    why: str
    said: str


class BadRows(Struct, frozen=True, kw_only=True):
    """Rows that could not be read for one reason: the first few, and how many more."""

    rows: list[BadRow]
    more: int


class Listed(Struct, frozen=True, kw_only=True):
    """One feed as the page lists it."""

    name: str
    address: str
    state: str
    badge: str
    facts: str
    trouble: str
    cut_off: bool
    when: str
    changes: list[str]
    refused: int
    bad: list[BadRows]


class Typed(Struct, frozen=True, kw_only=True):
    """What the form holds."""

    address: str = ""
    name: str = ""
    every: int = USUAL
    form: str = FeedFormat.AUTO
    currency: str = ""
    low_stock: str = "5"
    by_group: bool = False


class Tried(Struct, frozen=True, kw_only=True):
    """What a feed says that was tried out, or why it could not be read."""

    facts: str = ""
    form: str = ""
    shown: list[tuple[str, str, str, str]] = []
    columns: dict[str, str] = {}
    bad: list[BadRows] = []
    trouble: str = ""


def feeds_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page and what its forms do."""
    return [*_list_routes(source, pages), *_form_routes(source, pages)]


def _list_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/feeds", sync_to_thread=True)
    def feeds(request: Request[Any, Any, Any]) -> Response[Any]:
        done = request.query_params.get("done", "")
        return _show(source, pages, done=done if done in _DONE else "")

    @get("/feeds/list", sync_to_thread=True)
    def feed_list() -> Response[Any]:
        return pages.show("feeds_list.html", _SAY, feeds=_listed(source))

    @post("/feeds/pull", sync_to_thread=True)
    def pull(data: Form) -> Response[Any]:
        source.connections.pull(str(data.get("name", "")), accept_fewer="fewer" in data)
        return _done("pulled")

    @post("/feeds/remove", sync_to_thread=True)
    def remove(data: Form) -> Response[Any]:
        source.connections.remove_feed(str(data.get("name", "")))
        return _done("removed")

    return [feeds, feed_list, pull, remove]


def _form_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @post("/feeds", sync_to_thread=True)
    def add(data: Form) -> Response[Any]:
        typed = _typed(data)
        if "try" in data:
            return _try(source, pages, typed)
        try:
            source.connections.add_feed(_feed(typed))
        except BadInput as error:
            return _show(source, pages, status=error.status, typed=typed, faults=_faults(error))
        return _done("added")

    return [add]


def _try(source: DashboardSource, pages: Pages, typed: Typed) -> Response[Any]:
    try:
        tried = _tried(source.connections.preview(_feed(typed)))
    except BadInput as error:
        return _show(source, pages, status=error.status, typed=typed, faults=_faults(error))
    except TailorbirdError as error:
        tried = Tried(trouble=error.message)
    return _show(source, pages, typed=typed, tried=tried)


def _show(
    source: DashboardSource,
    pages: Pages,
    *,
    status: int = 200,
    done: str = "",
    typed: Typed | None = None,
    faults: dict[str, str] | None = None,
    tried: Tried | None = None,
) -> Response[Any]:
    return pages.show(
        "feeds.html",
        _SAY,
        status=status,
        here="connections",
        feeds=_listed(source),
        typed=typed or Typed(),
        faults=faults or {},
        tried=tried,
        done=done,
        rhythms=[(minutes, _rhythm(minutes * MINUTE)) for minutes in EVERY],
        forms_of=[(one.value, _SAY(f"form_{one}")) for one in FeedFormat],
        currency=source.currency,
    )


def _done(what: str) -> Response[Any]:
    return Redirect(f"/feeds?done={what}", status_code=_SEE_OTHER)


# -- what there is


def _listed(source: DashboardSource) -> list[Listed]:
    now = source.now()
    return [_one(standing, now) for standing in source.connections.feeds()]


def _one(standing: FeedStanding, now: int) -> Listed:
    feed = standing.feed
    due = now - _DUE_FOR < feed.next_at <= now
    state = "due" if due else ("trouble" if feed.trouble else "well")
    badge = {"well": "badge-leaf", "trouble": "badge-rust"}.get(state, "")
    last = _SAY("last", ago=dates.ago(feed.pulled_at, now)) if feed.pulled_at else _SAY("never")
    pulled = standing.pulled
    kinds = pulled.report.refusals if pulled and pulled.report else ()
    return Listed(
        name=feed.name,
        address=feed.address,
        state=state,
        badge=badge,
        facts=" · ".join((_SAY("products", n=feed.products), _rhythm(feed.every), last)),
        trouble="" if due else feed.trouble,
        cut_off=not due and _CUT_OFF in feed.trouble,
        when=_SAY("changes", ago=dates.ago(standing.taken_at, now)) if pulled else "",
        changes=list(_changes(pulled)) if pulled else [],
        refused=sum(kind.rows for kind in kinds),
        bad=[_bad(kind) for kind in kinds],
    )


def _rhythm(span: int) -> str:
    if span % HOUR == 0:
        return _SAY("every_hours", n=span // HOUR)
    return _SAY("every_minutes", n=max(1, span // MINUTE))


def _changes(pulled: Pulled) -> Iterator[str]:
    told = False
    for key in ("declared", "withdrawn", "kept_missing"):
        count: int = getattr(pulled, key)
        if count:
            told = True
            yield _SAY(f"change_{key}", n=count)
    for name, count in sorted(pulled.events.items()):
        told = True
        yield _SAY(f"event_{name}", n=count) if f"event_{name}" in _SAY else f"{name}: {count:,}"
    if not told:
        yield _SAY("change_none")


def _bad(kind: RefusalKind) -> BadRows:
    rows = [
        BadRow(line=one.row if one.line is None else one.line, why=one.message, said=one.sample)
        for one in kind.samples
    ]
    return BadRows(rows=rows, more=kind.rows - len(rows))


# -- a new one


def _tried(found: FeedPreview) -> Tried:
    report = found.report
    said = [_SAY("tried_rows", n=report.rows)]
    said.append(_SAY("tried_products", n=report.found.get("products", 0)))
    if report.refused:
        said.append(_SAY("tried_refused", n=report.refused))
    stock = {True: _SAY("stock_yes"), False: _SAY("stock_no"), None: _SAY("stock_unsaid")}
    return Tried(
        facts=", ".join(said),
        form=_SAY(f"form_{found.format}"),
        shown=[
            (key, title, format_price(Decimal(price), currency) if price else "", stock[in_stock])
            for key, title, price, currency, in_stock in found.shown
        ],
        columns=found.columns,
        bad=[_bad(kind) for kind in report.refusals],
    )


def _typed(data: dict[str, Any]) -> Typed:
    every = _number(_text(data, "every"))
    return Typed(
        address=_text(data, "address"),
        name=_text(data, "name"),
        every=USUAL if every is None else every,
        form=_text(data, "form") or FeedFormat.AUTO,
        currency=_text(data, "currency").upper(),
        low_stock=_text(data, "low_stock"),
        by_group="by_group" in data,
    )


def _feed(typed: Typed) -> Feed:
    few = _number(typed.low_stock)
    return Feed(
        name=typed.name,
        address=typed.address,
        format=typed.form,
        every=typed.every * MINUTE,
        currency=typed.currency,
        low_stock=-1 if few is None else few,
        by_group=typed.by_group,
    )


def _faults(error: BadInput) -> dict[str, str]:
    field = error.field or "address"
    return {field: _SAY.either(f"fault_{field}", error.message)}


def _number(given: str) -> int | None:
    digits = given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS
    return int(given) if digits else None


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""
