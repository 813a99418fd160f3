"""Three segments, and what somebody who knows the tables writes by hand to answer the same.

The statements give the same rows: who is in, and until when time cannot change that.
"""

from __future__ import annotations

from benchmarks.audience_filling import NOW
from tailorbird.core.clock import DAY
from tailorbird.segments.types import (
    All,
    Comparator,
    Compare,
    Condition,
    Consented,
    Did,
    Filter,
    Measure,
    Not,
    OfOrders,
    Op,
    Rolling,
    RollingUnit,
    Sequence,
    Step,
    Trait,
)

_MONTH, _YEAR = Rolling(30), Rolling(365)
_SINCE = NOW - 30 * DAY + 1


def _at_least(number: float) -> Compare:
    return Compare(Comparator.AT_LEAST, number)


TREES: dict[str, Condition] = {
    "viewed twice of a category, no order, 30 days": All(
        [
            Did("Product Viewed", [Filter("product.category", Op.IS, "C7")], _MONTH, _at_least(2)),
            OfOrders(Measure.COUNT, Compare(Comparator.EXACTLY, 0), window=_MONTH),
        ]
    ),
    "spent much in a year, not for 45 days, lives there": All(
        [
            OfOrders(Measure.SUM, _at_least(300), window=_YEAR),
            OfOrders(Measure.DAYS_SINCE_LAST, _at_least(45)),
            Trait("city", Op.IS, "Leeds"),
        ]
    ),
    "viewed, then added within a day, may be written to, no large order": All(
        [
            Sequence(
                [
                    Step("Product Viewed"),
                    Step("Product Added", [Filter("device", Op.IS, "mobile")]),
                ],
                24,
                RollingUnit.HOURS,
                _MONTH,
            ),
            Consented("email", "marketing"),
            Not(Did("Order Completed", [Filter("property.revenue", Op.AT_LEAST, 50)], _MONTH)),
        ]
    ),
}
_VIEWED = f"""
WITH liked AS (
    SELECT DISTINCT i.position FROM items i LEFT JOIN products p ON p.product_id = i.product_id
    WHERE i.name = 'Product Viewed' AND i.occurred_at >= make_timestamptz({_SINCE})
      AND NOT i.is_service AND coalesce(nullif(i.category, ''), p.category) = 'C7'
), seen AS (
    SELECT w.profile_id,
        count(*) FILTER (epoch_us(e.occurred_at) <= {NOW}) AS times,
        min(epoch_us(e.occurred_at)) FILTER (epoch_us(e.occurred_at) <= {NOW}) AS oldest,
        min(epoch_us(e.occurred_at)) FILTER (epoch_us(e.occurred_at) > {NOW}) AS later
    FROM events e JOIN whose w ON w.position = e.position
    WHERE e.kind = 'track' AND e.name = 'Product Viewed'
      AND e.occurred_at >= make_timestamptz({_SINCE})
      AND e.position IN (SELECT position FROM liked)
    GROUP BY w.profile_id
), bought AS (
    SELECT profile_id, count(*) FILTER (placed_at <= {NOW}) AS times,
        min(placed_at) FILTER (placed_at <= {NOW}) AS oldest,
        min(placed_at) FILTER (placed_at > {NOW}) AS later
    FROM orders WHERE placed_at >= {_SINCE} GROUP BY profile_id
)
SELECT * FROM (
    SELECT a.profile_id, coalesce(s.times, 0) >= 2 AND coalesce(b.times, 0) = 0 AS member,
        least(s.oldest + {30 * DAY}, s.later, b.oldest + {30 * DAY}, b.later) AS valid_until
    FROM audience a LEFT JOIN seen s ON s.profile_id = a.profile_id
    LEFT JOIN bought b ON b.profile_id = a.profile_id
) WHERE member OR valid_until IS NOT NULL
"""
_SPENT = f"""
WITH bought AS (
    SELECT profile_id,
        sum(net_minor) FILTER (currency = 'GBP' AND placed_at > {NOW - 365 * DAY}
            AND placed_at <= {NOW}) AS spent,
        min(placed_at) FILTER (placed_at > {NOW - 365 * DAY} AND placed_at <= {NOW}) AS oldest,
        max(placed_at) FILTER (placed_at <= {NOW}) AS newest,
        min(placed_at) FILTER (placed_at > {NOW}) AS later
    FROM orders GROUP BY profile_id
)
SELECT * FROM (
    SELECT a.profile_id,
        coalesce(b.spent, 0) >= 30000 AND coalesce({NOW} - b.newest >= {45 * DAY}, false)
            AND coalesce(a.traits ->> '$.city' = 'Leeds', false) AS member,
        least(b.oldest + {365 * DAY}, b.later,
            CASE WHEN {NOW} - b.newest < {45 * DAY} THEN b.newest + {45 * DAY} END) AS valid_until
    FROM audience a LEFT JOIN bought b ON b.profile_id = a.profile_id
) WHERE member OR valid_until IS NOT NULL
"""
_ADDED = f"""
WITH mine AS (
    SELECT w.profile_id, e.position, e.name, epoch_us(e.occurred_at) AS moment,
        e.name = 'Product Added' AND e.payload ->> '$.context.device.type' = 'mobile' AS added,
        CASE WHEN e.name = 'Order Completed'
            THEN TRY_CAST(e.payload ->> '$.properties.revenue' AS DOUBLE) >= 50 END AS large
    FROM events e JOIN whose w ON w.position = e.position
    WHERE e.kind = 'track' AND e.name IN ('Product Viewed', 'Product Added', 'Order Completed')
      AND e.occurred_at >= make_timestamptz({_SINCE})
), paired AS (
    SELECT *, max(CASE WHEN name = 'Product Viewed' AND moment <= {NOW} THEN moment END) OVER (
        PARTITION BY profile_id ORDER BY moment, position
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS viewed
    FROM mine
), did AS (
    SELECT profile_id,
        min(moment - viewed) FILTER (added AND moment <= {NOW}) AS took,
        count(*) FILTER (large AND moment <= {NOW}) AS times,
        min(moment) FILTER ((name = 'Product Viewed' OR added OR large)
            AND moment <= {NOW}) AS oldest,
        min(moment) FILTER ((name = 'Product Viewed' OR added OR large) AND moment > {NOW}) AS later
    FROM paired GROUP BY profile_id
), agreed AS (
    SELECT profile_id, bool_or(granted) AS agreed FROM (
        FROM consents UNION ALL FROM decided
    ) WHERE channel = 'email' AND purpose = 'marketing' GROUP BY profile_id
)
SELECT * FROM (
    SELECT a.profile_id,
        coalesce(d.took <= {DAY}, false) AND coalesce(g.agreed, false)
            AND coalesce(d.times, 0) = 0 AS member,
        least(d.oldest + {30 * DAY}, d.later) AS valid_until
    FROM audience a LEFT JOIN did d ON d.profile_id = a.profile_id
    LEFT JOIN agreed g ON g.profile_id = a.profile_id
) WHERE member OR valid_until IS NOT NULL
"""
BY_HAND = dict(zip(TREES, (_VIEWED, _SPENT, _ADDED), strict=True))
