"""What is asked of the whole past: pure expressions over the archive's data sets.

Each takes the tables by name (``tables.events``, ``tables.items``) and gives an expression;
``storage.expressions`` compiles it for the engine.
"""

from __future__ import annotations

from typing import Any

from tailorbird.events.proof import BROWSER

_AFTER_ALL = 1 << 62  # more than any position


def events_by_day(tables: Any) -> Any:
    """Return day (date UTC, of what happened), name, events: how often each name came a day."""
    events = tables.events
    day = events.occurred_at.cast("date")
    return (
        events.group_by(day=day, name=events.name)
        .aggregate(events=events.count())
        .order_by(["day", "name"])
    )


def sales_by_product(tables: Any) -> Any:
    """Return day, product_id, currency, orders, pieces, total_minor: what was ordered, not net.

    The same rules as where orders are kept: the first to tell of an order line is believed, the
    shop before any browser; a further part of an import adds its lines, a cancelled order counts
    nowhere, charges are not products. The day is the order's.
    """
    sold = _sold(tables)
    return (
        sold.group_by("day", "product_id", "currency")
        .aggregate(
            orders=sold.order_id.nunique(),
            pieces=sold.quantity.coalesce(1).sum(),
            total_minor=sold.total_minor.coalesce(0).sum(),
        )
        .order_by(["day", "product_id", "currency"])
    )


def _sold(tables: Any) -> Any:
    """Return each product of an order once, with the order's day and currency."""
    items, events = tables.items, tables.events
    undone = (events.name == "Order Cancelled") & (events.source != BROWSER)
    cancelled = events.filter(undone).select("order_id").distinct()
    lines = items.filter(items.name == "Order Completed").anti_join(cancelled, "order_id")
    told = _believed(lines)
    once = told.group_by("order_id", "ordinal").aggregate(position=told.position.min())
    counted = told.join(once, ["order_id", "ordinal", "position"])
    orders = counted.group_by("order_id").aggregate(
        day=counted.occurred_at.min().cast("date"),
        order_currency=counted.currency.argmin(counted.position),
    )
    sold = counted.filter(~counted.is_service).drop("currency").join(orders, "order_id")
    return sold.rename(currency="order_currency")


def _believed(lines: Any) -> Any:
    """Keep the lines of the event that is believed about an order, and of further import parts.

    It is the first that the shop itself told; of an order only browsers told of, the first of
    those.
    """
    turn = (lines.source == BROWSER).ifelse(lines.position + _AFTER_ALL, lines.position)
    lines = lines.mutate(turn=turn)
    firsts = lines.group_by("order_id").aggregate(
        first=lines.turn.min(), first_source=lines.source.argmin(lines.turn)
    )
    joined = lines.join(firsts, "order_id")
    part = (joined.source == joined.first_source) & joined.source.startswith("import:")
    return joined.filter((joined.turn == joined.first) | part)


def soundness(tables: Any) -> Any:
    """Return one row: events, positions, message_ids, item_rows, different_items, lost_items.

    All is well when the first three agree, the two after them agree, and the last is 0.
    """
    events, items = tables.events, tables.items
    counted = events.aggregate(
        events=events.count(),
        positions=events.position.nunique(),
        message_ids=events.message_id.nunique(),
    )
    different = items.select("position", "ordinal").distinct()
    orphans = items.anti_join(events, "position")
    return counted.mutate(
        item_rows=items.count().as_scalar(),
        different_items=different.count().as_scalar(),
        lost_items=orphans.count().as_scalar(),
    )


def with_person(tables: Any, rows: Any) -> Any:
    """Return rows of either data set with ``profile_id``: whose they are now, null for nobody's.

    Rows keep the identifiers they arrived with; the strongest of them that is known decides, as
    it does for new events, so people who were joined since are one.
    """
    found = []
    for kind, column in (("user", "user_id"), ("email", "email"), ("anonymous", "anonymous_id")):
        name = f"by_{kind}"
        of_kind = tables.people.filter(tables.people.kind == kind)
        known = of_kind.select(**{f"{name}_key": of_kind.value, name: of_kind.profile_id})
        rows = rows.left_join(known, rows[column] == known[f"{name}_key"]).drop(f"{name}_key")
        found.append(name)
    first, *others = (rows[name] for name in found)
    return rows.mutate(profile_id=first.coalesce(*others)).drop(*found)


def events_by_person(tables: Any) -> Any:
    """Return profile_id, events: how often each person of today was heard of."""
    known = with_person(tables, tables.events.select("user_id", "email", "anonymous_id"))
    known = known.filter(known.profile_id.notnull())
    return known.group_by("profile_id").aggregate(events=known.count()).order_by("profile_id")


ABOUT_PEOPLE = frozenset({events_by_person})
"""Questions that need ``tables.people``: whose each identifier is now."""
