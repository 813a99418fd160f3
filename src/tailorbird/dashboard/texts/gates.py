"""Words for what the shop's data can carry."""

GATES: dict[str, str | tuple[str, str]] = {
    "state_full": "working",
    "state_early": "working, early",
    "state_closed": "not yet",
    "state_opened": "opened by you",
    "state_shut": "closed by you",
    "carried_full": "{counted} {period}: enough.",
    "carried_early": "{counted} {period}; at its best from {goal}.",
    "carried_closed": "{counted} {period}; starts at {goal}.",
    "days_365": "in a year",
    "days": "in {days} days",
    "carried_always": "Needs no history.",
    "measure_views": ("{count} product looked at", "{count} products looked at"),
    "measure_orders": ("{count} order", "{count} orders"),
    "measure_order_lines": ("{count} order line", "{count} order lines"),
    "measure_orders_of_several": (
        "{count} order of two or more products",
        "{count} orders of two or more products",
    ),
}
