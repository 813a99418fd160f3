"""How long the log remembers which messages it has seen."""

from __future__ import annotations

from collections.abc import Callable

from tailorbird.core.clock import DAY
from tailorbird.events.store.forgetting import forget_keys
from tailorbird.storage.database import Database

REMEMBERED = 30 * DAY  # a sender's retry comes long before; imported rows are remembered for good
_AT_ONCE = 5_000


def forget_message_ids(
    log_database: Database, now: int, between: Callable[[], object] = lambda: None
) -> int:
    """Forget the ids of messages that came more than 30 days ago; return how many.

    ``between`` is called between the parts and may raise to stop there.
    """
    forgotten = 0
    while part := log_database.write(
        lambda connection: forget_keys(connection, now - REMEMBERED, _AT_ONCE)
    ):
        forgotten += part
        between()
    return forgotten
