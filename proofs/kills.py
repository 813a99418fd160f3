"""`kill -9` in the middle of work, fifty times: every acknowledged event is there exactly once.

A kill counts only when it is confirmed to hit work in progress. At a random moment the server is
stopped (SIGSTOP), answers already on their way are given time to arrive, and then two things must
hold: at least one call handed over before that moment has no answer, and a file of the data folder
was written to within the last 30 ms before it. Only then it is killed (SIGKILL); otherwise it goes
on (SIGCONT) and another moment is drawn. The server is started again on the same folder, the
senders go on.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proofs import shop_folder
from proofs.claims import Claim
from proofs.load_client import Record, Sender, Server
from proofs.servers import running, server_pids
from proofs.workplace import Workplace
from tailorbird.events.types import Event

SENDERS = 6
DRAIN_SECONDS = 0.05
FRESH_SECONDS = 0.03
LONGEST_WAIT = 0.6


@dataclass
class Attack:
    """The server under attack, and what was seen at the moments of the kills."""

    data: Path
    port: int
    wanted: int
    log: Path
    server: Server
    senders: Sequence[Sender]
    unanswered_calls: list[int] = field(default_factory=list)
    discarded: int = 0
    seconds_up: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(50))

    @property
    def done(self) -> int:
        """How many kills were confirmed so far."""
        return len(self.unanswered_calls)

    def carry_out(self) -> None:
        """Kill as often as wanted, under load; afterwards the senders are gone."""
        for sender in self.senders:
            sender.start()
        try:
            while self.done < self.wanted:
                self._one_life()
        finally:
            self.server.stopped.set()
            for sender in self.senders:
                sender.join(30)
            self.server.close()

    def _one_life(self) -> None:
        """One life of the server: start, load, a confirmed moment, the kill."""
        command = shop_folder.serve_command(self.data, self.port)
        with running(command, log=self.log) as program:
            program.wait_for(shop_folder.SERVING, 120)
            pids = server_pids(program.process.pid)
            self.server.up.set()
            began = time.monotonic()
            while program.process.poll() is None:
                time.sleep(self.chance.uniform(0.02, LONGEST_WAIT))
                if self._killed_in_work(pids):
                    self.seconds_up += time.monotonic() - began
                    program.process.wait(20)
                    return
        raise RuntimeError(f"the server ended by itself: {program.last_words()}")

    def _killed_in_work(self, pids: Sequence[int]) -> bool:
        """Freeze the server; kill it if it owes an answer and was writing, else let it go on."""
        moment, on_disk = time.monotonic(), time.time()
        _each(pids, signal.SIGSTOP)
        time.sleep(DRAIN_SECONDS)
        unanswered = sum(sender.was_waiting_at(moment) for sender in self.senders)
        if not unanswered or on_disk - _last_write(self.data) > FRESH_SECONDS:
            self.discarded += 1
            _each(pids, signal.SIGCONT)
            return False
        self.unanswered_calls.append(unanswered)
        self.server.up.clear()
        _each(pids, signal.SIGKILL)
        return True


def prove(place: Workplace) -> Iterator[Claim]:
    """Kill, start again, and compare the log with the clients' record."""
    data = place.scratch / "data"
    key = shop_folder.prepare(data)
    record = Record(place.output / "d-client-record.txt")
    record.path.unlink(missing_ok=True)
    port = place.free_port()
    server = Server(port)
    attack = Attack(
        data=data,
        port=port,
        wanted=50 if place.full else 4,
        log=place.output / "d-server.log",
        server=server,
        senders=[Sender(number, key, record, server) for number in range(SENDERS)],
    )
    attack.carry_out()
    rate = len(record.acknowledged) / attack.seconds_up
    yield Claim("load", f"{rate:,.0f} events/s while up, {SENDERS} senders", "no target", ok=True)
    yield Claim(
        "kills confirmed in the middle of work",
        f"{attack.done} ({attack.discarded} moments discarded)",
        str(attack.wanted),
        ok=attack.done == attack.wanted,
    )
    yield from _compare(data, record, attack.unanswered_calls)


def _last_write(data: Path) -> float:
    """When a file of the folder was last written to (seconds since 1970)."""
    return max((file.stat().st_mtime for file in data.rglob("*") if file.is_file()), default=0.0)


def _compare(data: Path, record: Record, open_calls: Sequence[int]) -> Iterator[Claim]:
    events = list(shop_folder.live_events(data))
    log = Counter(event.message_id for event in events)
    acknowledged, unanswered = record.acknowledged, record.unanswered
    lost = [one for one in acknowledged if one not in log]
    twice = [one for one, times in log.items() if times > 1]
    strange = [one for one in log if one not in record.sent]
    kept = sum(one in log for one in unanswered)
    yield Claim(
        "acknowledged events in the log exactly once",
        f"{len(acknowledged) - len(lost):,} of {len(acknowledged):,}, {len(twice)} twice",
        "all, by the client's record",
        ok=bool(acknowledged) and not lost and not twice,
    )
    yield Claim(
        "events never acknowledged, at most once",
        f"{len(unanswered):,}, of them {kept} in the log",
        "none twice, none invented",
        ok=not twice and not strange,
    )
    fewest, most = min(open_calls), max(open_calls)
    yield Claim("calls open at a kill", f"{fewest} to {most}", ">= 1 each", ok=fewest >= 1)
    yield Claim("calls refused in between", str(len(record.refused)), "0", ok=not record.refused)
    yield _folded(data, events)


def _folded(data: Path, events: Sequence[Event]) -> Claim:
    """Every logged "Product Added" is in its visitor's cart once: none folded twice or skipped."""
    expected: dict[str, Counter[str]] = {}
    for event in events:
        if event.name == "Product Added" and event.anonymous_id:
            cart = expected.setdefault(event.anonymous_id, Counter())
            cart[event.properties["product_id"]] += 1
    found = shop_folder.carts(data, set(expected))
    right = sum(found[visitor] == dict(cart) for visitor, cart in expected.items())
    pieces = sum(cart.total() for cart in expected.values())
    return Claim(
        "carts equal the log, nothing folded twice",
        f"{right} of {len(expected)} carts, {pieces:,} pieces",
        "all",
        ok=bool(expected) and right == len(expected),
    )


def _each(pids: Sequence[int], which: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, which)
