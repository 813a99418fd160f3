"""What results say, in a merchant's words: one place, ready for translation."""

from __future__ import annotations

METRICS = {
    "ordered": "people who ordered",
    "orders": "orders",
    "revenue": "revenue",
    "units": "pieces sold",
    "order_value": "revenue an order",
    "visited": "people who came",
    "visits": "visits",
    "unsubscribes": "unsubscribes",
    "complaints": "complaints",
}
GOAL = "“{name}”"
NOBODY = "Nobody has seen it yet."
TOO_FEW = "Too few people in an arm to say anything yet."
NO_SPREAD = "Nothing was counted of {metric} yet, in either arm."
MORE = "{arm}: more {metric} than {control}, {low} to {high} (likely range)."
LESS = "{arm}: fewer {metric} than {control}, {low} to {high} (likely range)."
OPEN = (
    "Too early to say whether {arm} brings more {metric} than {control}: the likely range is "
    "{low} to {high}."
)
OPEN_ENDED = (
    "Too early to say whether {arm} brings more {metric} than {control}, which has too few to "
    "compare with."
)
DISTURBED = "Something is wrong with the data, so do not act on this: {fault}"
WINDOWS = "{people:,} people are still within their {days} days; what they do yet will count."
DAY = "on day {number} of the experiment"
KINDS = {"new": "among new visitors", "returning": "among visitors who had been here before"}
ONCE = "once in {times:,.0f}"
RARELY = "less than once in a million"
FAULTS = {
    "sample_ratio": "the groups are not as large as they were drawn ({chance} by chance).",
    "sample_ratio_in_slice": "{place}, the groups are not as large as they were drawn.",
    "leak": "{value:,.0f} people saw “{variation}”, which nobody should.",
    "several": "{share} of the people saw more than one variation; they are left out.",
    "machines": "{share} of what came is no person; it is left out.",
    "unknown_variation": "{value:,.0f} people saw “{variation}”, which is not defined.",
    "outside": "{share} saw it before it began or after it ended; they are left out.",
    "different_before": "before anybody saw anything, “{variation}” already differed in {where}.",
    "no_outcomes": "“{variation}” has no {where} at all; about {limit:,.0f} were to be expected.",
    "one_person": "one person makes {share} of everything that “{variation}” brought.",
    "gap": "{place}, nobody saw “{variation}”; about {limit:,.0f} people were to be expected.",
}
