"""Words of the page about comparison groups."""

COMPARISON_GROUPS: dict[str, str | tuple[str, str]] = {
    "groups_title": "Comparison groups",
    "groups_lead": (
        "People who are left out of something for a while, so that you see what it brings: extra "
        "orders, not orders that would have come anyway."
    ),
    "tactic_everything": "Everything",
    "tactic_recommendations": "Recommendations",
    "groups_now": "Who is left out now",
    "groups_none": "Nobody is left out",
    "groups_none_help": (
        "So what your recommendations and messages bring cannot be told from what would have "
        "happened anyway. Choose a share below; it says first what that costs."
    ),
    "group_said": "{share} of the people are left out of {what}.",
    "what_everything": "everything that is chosen for them",
    "what_recommendations": "recommendations",
    "what_other": "“{name}”",
    "turn_said": (
        "Turn {number} of {turns} runs from {first} to {last}; then others are left out. Nobody is "
        "left out twice before everybody was once, about {years} from now."
    ),
    "period_weeks": ("{n:,} week", "{n:,} weeks"),
    "period_years": "{years:.2g} years",
    "group_people": "{held:,} left out, {treated:,} not, of those for whom it was due",
    "never_withheld": (
        "What somebody asked for is never left out: a confirmation, a promised coupon, a product "
        "back in stock, news of an order."
    ),
    "let_in": "End it",
    "let_in_named": "End it: {name}",
    "let_in_sure": "Everybody gets it again from now on, and nothing more is learned from it.",
    "let_in_yes": "Yes, end it",
    "choose": "Leave people out",
    "choose_lead": "A larger share answers sooner and costs more.",
    "field_tactic": "Of what",
    "field_share": "Share of people",
    "field_weeks": "How long a turn lasts, in weeks",
    "bad_weeks": "Write a whole number of weeks.",
    "begin": "Leave them out from now on",
    "done_begun": "They are left out from now on.",
    "done_ended": "Everybody gets it again.",
    "outlook_head": "Leaving out {share}",
    "cost": "costs about {orders} a month",
    "cost_few": "costs less than one order a month",
    "cost_assumed": (
        "if it brings {lift} more orders. In the last 30 days {people} came and {placed} were "
        "placed."
    ),
    "cost_unseen": (
        "if it brings {lift} more orders. In the last 30 days {placed} were placed. No visits were "
        "counted in that time, so how long an answer takes cannot be said yet."
    ),
    "cost_none": "Nobody ordered in the last 30 days, so the cost cannot be said yet.",
    "orders": ("{n:,} order", "{n:,} orders"),
    "people": ("{n:,} person", "{n:,} people"),
    "waits": "Until you see it, 80 times of 100",
    "column_brings": "If it brings, in orders",
    "column_needs": "People needed",
    "column_time": "Time",
    "more_orders": "{lift} more",
    "time_never": "cannot be said",
    "time_weeks": ("about {n:,} week", "about {n:,} weeks"),
    "time_months": ("about {n:,} month", "about {n:,} months"),
    "time_years": "over {n:,} years",
}
