"""What proofs ask of an installed Tailorbird: a shop's folder, its server, its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tailorbird
from proofs.workplace import ROOT
from tailorbird.events.types import Event, Lane

SERVING = r"Tailorbird is ready in"
_PAGE = 2_000


def prepare(data: Path) -> str:
    """Make an empty shop; return the key its senders use."""
    with tailorbird.open(data) as shop:
        return shop.write_key


def serve_command(data: Path, port: int) -> list[str]:
    """The command that starts a server on a folder."""
    program = str(ROOT / ".venv" / "bin" / "tailorbird")
    return [program, "serve", "--data", str(data), "--port", str(port)]


def live_events(data: Path) -> Iterator[Event]:
    """Every event of the live lane in the order of the log, read through the library."""
    with tailorbird.open(data) as shop:
        after = 0
        while page := shop.stations.log.read(Lane.LIVE, after, _PAGE):
            yield from (logged.event for logged in page)
            after = page[-1].position


def carts(data: Path, visitors: set[str]) -> dict[str, dict[str, int]]:
    """What lies in each anonymous visitor's cart once everything is processed."""
    with tailorbird.open(data) as shop:
        shop.wait_until_processed()
        found = {visitor: shop.facts(anonymous_id=visitor).cart for visitor in visitors}
    return {
        visitor: {line.product_id: line.quantity for line in cart}
        for visitor, cart in found.items()
    }
