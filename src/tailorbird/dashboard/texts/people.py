"""Words of the list of people."""

PEOPLE: dict[str, str | tuple[str, str]] = {
    "title": "People",
    "lead": "Everybody your shop knows, those seen last first.",
    "search": "Find a person",
    "search_help": "How a customer number, an e-mail address or a browser's id begins",
    "find": "Find",
    "person": "Person",
    "seen": "Last seen",
    "orders": "Orders",
    "spent": "Spent, after refunds",
    "orders_of": ("order", "orders"),
    "no_orders": "none yet",
    "found": ("One person matches", "{n} people match"),
    "latest": ("One person", "The {n:,} people seen last"),
    "first_matches": "The first {n} that match",
    "further": ("One person further down", "{n:,} people further down"),
    "none_further": "Nobody further down",
    "from_first": "Show from the first",
    "more": "Show more",
    "nobody": "Nobody here yet",
    "nobody_help": "People appear with their first visit, or with the orders you import.",
    "no_match": "Nobody matches “{query}”",
    "no_match_help": (
        "Type the beginning of a customer number, of an e-mail address, or of a browser's id."
    ),
    "everybody": "Show everybody",
}
