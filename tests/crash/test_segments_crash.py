"""`kill -9` while a server fills segments and events arrive: nobody is missed, nothing told twice.

After each kill a segment is refilled again, so that the next life of the server begins with a fill.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import tailorbird
from proofs import shop_folder
from proofs.kills import Attack
from proofs.load_client import Record, Sender, Server
from tailorbird.app.segmenting import FILL
from tailorbird.core.clock import SystemClock
from tailorbird.events.types import Lane
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Job
from tailorbird.segments.defining import Defining
from tailorbird.segments.facts import Setting
from tailorbird.segments.store import definitions
from tailorbird.segments.text_form import read
from tailorbird.storage.database import Connection
from tailorbird.testing.shop import StillShop
from tailorbird.testing.simulation import memberships

KILLS = 3
ALL = 1_000_000
TREES = {
    "Adders": 'did "Product Added" at least 2 times',
    "Lately": "did anything in last 7 days",
    "Of the last seconds": "did anything in last 1 minute",
    "Full carts": "cart at least 2 and not orders count at least 1",
}
pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]


def test_a_server_killed_while_it_fills_goes_on_without_a_gap_or_a_double(
    tmp_path: Path, free_port: int
) -> None:
    data = tmp_path / "data"
    key = shop_folder.prepare(data)
    with tailorbird.open(data) as shop:
        for name, tree in TREES.items():
            shop.segments.create(name, read(tree))
    under_way = 0
    for life in range(KILLS):
        ask_for_fills(data)
        kill_once(tmp_path, data, free_port, key, life)
        under_way += still_filling(data)
    assert under_way > 0  # kills that hit a fill, or came before it was begun
    with tailorbird.open(data) as shop:
        shop.wait_until_processed()
        shop.segmenting.fill_waiting()
        shop.wait_until_processed()
    compare(data)
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def ask_for_fills(data: Path) -> None:
    """Have every segment filled anew by whichever server starts next."""
    setting = Setting(zone=ZoneInfo("UTC"), currency="GBP")
    with StillShop(data) as shop:
        jobs = Jobs(shop.database, shop.clock, [Job(name=FILL)])

        def ask(connection: Connection) -> None:
            jobs.ask_within(connection, FILL)

        Defining(shop.database, shop.progress, shop.clock, setting, ask_to_fill=ask).refill_where(
            lambda _: True
        )


def kill_once(tmp_path: Path, data: Path, port: int, key: str, life: int) -> None:
    record, server = Record(tmp_path / f"record-{life}.txt"), Server(port)
    attack = Attack(
        data=data,
        port=port,
        wanted=1,
        log=tmp_path / "server.log",
        server=server,
        senders=[Sender(10 * life + number, key, record, server) for number in range(3)],
    )
    attack.carry_out()
    assert attack.done == 1


def still_filling(data: Path) -> int:
    with StillShop(data) as shop, shop.database.read() as connection:
        return len(definitions.filling(connection))


def compare(data: Path) -> None:
    """By the interpreter for one person, by what is counted, and by what the log tells."""
    with StillShop(data) as shop:
        shop.clock.set(SystemClock().now())
        shop.look_at_due()
        assert list(memberships.once_looked_at(shop)) == []
        log = [one.event for lane in Lane for one in shop.log.read(lane, 0, ALL)]
        assert any(event.name == "Segment Entered" for event in log)
        assert list(memberships.of_the_announcements(shop, log)) == []
