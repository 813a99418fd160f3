"""Words for people the shop has no name for."""

NAMING: dict[str, str | tuple[str, str]] = {
    "customer": "Customer {value}",
    "anonymous": "Anonymous visitor",
}
