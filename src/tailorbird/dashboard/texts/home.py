"""Words of the home page."""

HOME: dict[str, str | tuple[str, str]] = {
    "title": "Home",
    "lead": "What happened in your shop, what arrived, and what could not be used.",
    # today
    "today": "Today so far",
    "today_orders": ("order", "orders"),
    "today_revenue": "revenue",
    "today_visitors": ("visitor", "visitors"),
    "today_note": "Days are UTC days. The figures below count whole days only.",
    "spark": "Orders per day, the last two weeks up to today",
    # over time
    "over_time": "Over time",
    "range": "How far back",
    "range_30": "30 days",
    "range_90": "90 days",
    "range_365": "1 year",
    "span": "{first} to {last}",
    "revenue": "Revenue",
    "revenue_note": "after refunds",
    "orders": "Orders",
    "orders_note": "placed, cancelled ones left out",
    "visitors": "Visitors",
    "visitors_note": "different people per day, on average",
    "average": "Average order {amount}",
    "up": "{percent}% up on the {days} days before, which had {before}",
    "down": "{percent}% down on the {days} days before, which had {before}",
    "same": "About the same as the {days} days before, which had {before}",
    "times": "{times} times the {days} days before, which had {before}",
    "few": "The {days} days before had {before}; too few to compare in per cent",
    "nothing_before": "Nothing in the {days} days before",
    "no_history": "No comparison: your history begins on {date}",
    "chart_days": "One value for each day from {first} to {last}. Highest {highest} on {day}.",
    "chart_weeks": "One value for each week from {first} to {last}. Highest {highest} on {day}.",
    "chart_none": "Nothing from {first} to {last}.",
    "column_day": "Day",
    "column_week": "Week",
    "week_from": "Week from {date}",
    "by_week": "One point for each week.",
    "by_week_mean": "One point for each week: people per day, on average.",
    "before_line": "Stitched: the {days} days before.",
    "thousands": "{amount}k",
    "millions": "{amount}m",
    "empty_revenue": "No sales before today",
    "empty_revenue_help": "A day is counted here once it is over.",
    "empty_orders": "No orders before today",
    "empty_orders_help": "A day is counted here once it is over.",
    "empty_visitors": "No visits recorded before today",
    "empty_visitors_help": (
        "Orders from files bring no visits. Visits appear as soon as your shop's pages send them."
    ),
    # products
    "sellers": "Best sellers",
    "sellers_lead": "What sells steadily. Recent orders count for more.",
    "trending": "On the rise",
    "trending_lead": "What sells more now than it used to.",
    "no_sellers": "Not enough orders yet to say.",
    "no_price": "no price",
    # a fresh shop
    "fresh": "A fresh shop: nothing has arrived yet",
    "fresh_lead": "Two steps, in either order. This page fills as soon as something arrives.",
    "fresh_orders": "Bring your past orders",
    "fresh_orders_help": (
        "From the orders your shop exports as CSV, Parquet or JSON lines, Tailorbird learns what "
        "sells and what is bought together. In the terminal:"
    ),
    "fresh_orders_command": "tailorbird import orders YOUR-FILE.csv",
    "fresh_visits": "Let your shop tell what happens",
    "fresh_visits_help": (
        "Have your shop send what visitors look at, add to the cart and order. Any client made "
        "for Segment works; point it at this address:"
    ),
    "fresh_visits_address": "/v1/batch",
    # what the data carries
    "try_recommendations": "Try them on any product or person",
    "carried": "What your data can carry",
    "carried_lead": "Nothing is shown to shoppers before there is enough to learn it from.",
}
