"""Words for where something came from."""

SOURCES: dict[str, str | tuple[str, str]] = {
    "http": "Your shop's pages and servers",
    "library": "Your own programs",
    "tailorbird": "Tailorbird itself",
    "import": "Imported file: {name}",
}
