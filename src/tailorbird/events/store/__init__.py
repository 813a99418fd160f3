"""Every query of the log, and of what is known about arrivals and refusals."""

from tailorbird.events.store.arrivals import count_arrivals, read_arrivals
from tailorbird.events.store.health import (
    count_hours,
    forget_before,
    known_forms,
    last_arrival,
    note_checkouts,
    note_forms,
    note_orders,
    read_checkouts,
    read_forms,
    read_hours,
    read_sightings,
)
from tailorbird.events.store.log import (
    insert_events,
    insert_keys,
    known_keys,
    lock_heads,
    message_key,
    newest_events,
    newest_rows,
    note_erasures,
    read_heads,
    read_lane,
    read_tail,
    save_heads,
)
from tailorbird.events.store.outbox import add_to_outbox, clear_outbox, read_outbox
from tailorbird.events.store.positions import load_position, lock_positions, save_position
from tailorbird.events.store.refusals import (
    count_refusals,
    forget_sample,
    read_refusals,
    refusals_naming,
)
from tailorbird.events.store.rewriting import (
    all_outbox,
    read_positions,
    rewrite_events,
    rewrite_outbox,
)
from tailorbird.events.store.tables import LANES, POSITION
from tailorbird.events.store.turns import note_turn, read_turns

__all__ = [
    "LANES",
    "POSITION",
    "add_to_outbox",
    "all_outbox",
    "clear_outbox",
    "count_arrivals",
    "count_hours",
    "count_refusals",
    "forget_before",
    "forget_sample",
    "insert_events",
    "insert_keys",
    "known_forms",
    "known_keys",
    "last_arrival",
    "load_position",
    "lock_heads",
    "lock_positions",
    "message_key",
    "newest_events",
    "newest_rows",
    "note_checkouts",
    "note_erasures",
    "note_forms",
    "note_orders",
    "note_turn",
    "read_arrivals",
    "read_checkouts",
    "read_forms",
    "read_heads",
    "read_hours",
    "read_lane",
    "read_outbox",
    "read_positions",
    "read_refusals",
    "read_sightings",
    "read_tail",
    "read_turns",
    "refusals_naming",
    "rewrite_events",
    "rewrite_outbox",
    "save_heads",
    "save_position",
]
