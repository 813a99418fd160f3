"""A person's story in sentences, by day, newest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct, structs

from tailorbird.core.clock import day_number
from tailorbird.core.money import format_minor
from tailorbird.dashboard import dates
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.timeline import TIMELINE
from tailorbird.events.vocabulary import CONSENT_NAMES
from tailorbird.profiles.types import Moment

_SAY = Phrases(TIMELINE)
_ORDERS = frozenset({"Order Completed", "Order Updated"})
_BACK = frozenset({"Order Refunded", "Order Cancelled"})
_CART = frozenset({"Product Added", "Product Removed", "Checkout Started", "Cart Viewed"})
_SEGMENTS = frozenset({"Segment Entered", "Segment Exited"})
_WHO = frozenset({"Identified", "Identities Joined"}) | CONSENT_NAMES


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the story. ``times`` is more than 1 where the same happened again at once."""

    at: int
    time: str
    sort: str
    sentence: Markup
    times: int = 1


class Day(Struct, frozen=True):
    """One day of the story."""

    heading: str
    entries: tuple[Entry, ...]


def story(moments: Iterable[Moment], titles: Mapping[str, str], *, today: int) -> list[Day]:
    """Return the moments as days of sentences, newest first. ``titles`` names the products."""
    newest = sorted(moments, key=lambda moment: (moment.at, moment.position), reverse=True)
    return [
        Day(dates.heading(day, today), tuple(_joined(_entry(moment, titles) for moment in group)))
        for day, group in groupby(newest, key=lambda moment: day_number(moment.at))
    ]


def sentence(moment: Moment, titles: Mapping[str, str]) -> Markup:
    """Say one moment in a sentence; names and numbers in it are escaped and set apart."""
    key = _key(moment)
    detail = moment.detail
    return _SAY.markup(
        key,
        n=_number(moment),
        name=moment.name,
        product=_apart(_title(moment, titles)),
        order=_apart(moment.order_id or ""),
        total=_total(moment),
        query=_apart(str(detail.get("query", ""))),
        category=_apart(str(detail.get("category") or _SAY("a_list"))),
        page=_apart(str(detail.get("title") or detail.get("path") or _SAY("a_page"))),
        purpose=_apart(", ".join(_consent(moment))),
        segment=_apart(str(detail.get("segment", ""))),
    )


def sort_of(moment: Moment) -> str:
    """Return what sort of moment it is, for its mark: order, back, cart, who or look."""
    if moment.detail.get("hearsay"):
        return "look"
    sorts = {"order": _ORDERS, "back": _BACK, "cart": _CART, "who": _WHO}
    return next((sort for sort, names in sorts.items() if moment.name in names), "look")


def _entry(moment: Moment, titles: Mapping[str, str]) -> Entry:
    return Entry(
        at=moment.at,
        time=dates.time_of_day(moment.at),
        sort=sort_of(moment),
        sentence=sentence(moment, titles),
    )


def _joined(entries: Iterable[Entry]) -> list[Entry]:
    joined: list[Entry] = []
    for entry in entries:
        if joined and joined[-1].sentence == entry.sentence:
            joined[-1] = structs.replace(joined[-1], times=joined[-1].times + 1)
        else:
            joined.append(entry)
    return joined


def _key(moment: Moment) -> str:
    if "consent" in moment.detail:
        return "Consent yes" if any(moment.detail["consent"].values()) else "Consent no"
    if moment.detail.get("hearsay"):
        return "Hearsay"
    if moment.name == "Order Refunded" and not moment.order_id:
        return "Refund alone"
    if moment.name in _SEGMENTS and "segment" not in moment.detail:
        return "Other"  # a page said so, not we
    return moment.name if moment.name in _SAY else "Other"


def _consent(moment: Moment) -> list[str]:
    given: Mapping[str, bool] = moment.detail.get("consent", {})
    wanted = any(given.values())
    return [purpose for purpose, granted in given.items() if granted is wanted]


def _number(moment: Moment) -> object:
    number = moment.detail.get("products", moment.detail.get("quantity", 1))
    return number if isinstance(number, int) else 1


def _title(moment: Moment, titles: Mapping[str, str]) -> str:
    return titles.get(moment.product_id or "") or moment.product_id or _SAY("a_product")


def _total(moment: Moment) -> str:
    minor = moment.detail.get("total_minor", 0)
    return format_minor(minor, moment.detail.get("currency", "")) if isinstance(minor, int) else ""


def _apart(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)
