"""`kill -9` in the middle of taking events in: what was answered for is there, exactly once.

The small sister of the proof with fifty kills; the same senders, the same confirmed moments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs import shop_folder
from proofs.kills import Attack
from proofs.load_client import Record, Sender, Server
from tailorbird.events.types import Event

KILLS = 5
pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]


def test_every_acknowledged_event_is_there_exactly_once(tmp_path: Path, free_port: int) -> None:
    data = tmp_path / "data"
    key = shop_folder.prepare(data)
    record, server = Record(tmp_path / "record.txt"), Server(free_port)
    attack = Attack(
        data=data,
        port=free_port,
        wanted=KILLS,
        log=tmp_path / "server.log",
        server=server,
        senders=[Sender(number, key, record, server) for number in range(4)],
    )
    attack.carry_out()
    assert attack.done == KILLS
    assert min(attack.unanswered_calls) >= 1  # each hit work in progress
    assert record.refused == []
    events = list(shop_folder.live_events(data))
    logged = [event.message_id for event in events]
    assert len(logged) == len(set(logged))
    assert record.acknowledged
    assert record.acknowledged <= set(logged) <= record.sent
    check_carts(data, events)
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def check_carts(data: Path, events: list[Event]) -> None:
    """Every logged "Product Added" is in its visitor's cart once: none folded twice or skipped."""
    wanted: dict[str, dict[str, int]] = {}
    for event in events:
        if event.name == "Product Added" and event.anonymous_id:
            cart = wanted.setdefault(event.anonymous_id, {})
            product = event.properties["product_id"]
            cart[product] = cart.get(product, 0) + 1
    assert wanted
    assert shop_folder.carts(data, set(wanted)) == wanted
