"""Requests that arrive while an append is on its way share the next one."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from tailorbird.api.gathering import MOST_EVENTS, Gathering
from tailorbird.core.errors import ShuttingDown, StorageError
from tailorbird.events.types import Appended, Event, Kind


class Log:
    """Takes hand-overs and finishes them when told."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self.futures: list[Future[Appended]] = []

    def accept(self, events: list[Event]) -> Future[Appended]:
        self.taken.append([event.message_id for event in events])
        self.futures.append(Future())
        return self.futures[-1]


def events(*names: str) -> list[Event]:
    return [
        Event(message_id=name, kind=Kind.PAGE, occurred_at=1, received_at=1, user_id="u")
        for name in names
    ]


async def turn() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_what_arrives_meanwhile_goes_together_and_in_order() -> None:
    async def story() -> None:
        log = Log()
        door = Gathering(log.accept)
        first = asyncio.create_task(door.append(events("a")))
        await turn()
        later = [asyncio.create_task(door.append(events(*names))) for names in ("bc", "d")]
        await turn()
        assert log.taken == [["a"]]
        log.futures[0].set_result(Appended(positions=[1]))
        await first
        assert log.taken == [["a"], ["b", "c", "d"]]
        assert not any(task.done() for task in later)
        log.futures[1].set_result(Appended(positions=[2, 3, 4]))
        await asyncio.gather(*later)

    asyncio.run(story())


def test_nobody_is_answered_before_the_log_is_durable_and_a_failure_reaches_all_of_a_group() -> (
    None
):
    async def story() -> None:
        log = Log()
        door = Gathering(log.accept)
        tasks = [asyncio.create_task(door.append(events(name))) for name in "ab"]
        await turn()
        assert not any(task.done() for task in tasks)
        log.futures[0].set_exception(StorageError("The disk is full."))
        assert [type(e) for e in await asyncio.gather(*tasks, return_exceptions=True)] == [
            StorageError,
            StorageError,
        ]
        again = asyncio.create_task(door.append(events("c")))
        await turn()
        log.futures[1].set_result(Appended(positions=[1]))
        await again

    asyncio.run(story())


def test_a_log_that_takes_nothing_more_is_said_to_each() -> None:
    def closed(_: list[Event]) -> Future[Appended]:
        raise ShuttingDown("The server is stopping.")

    async def story() -> None:
        door = Gathering(closed)
        for name in "ab":
            with pytest.raises(ShuttingDown):
                await door.append(events(name))

    asyncio.run(story())


def test_a_client_that_leaves_takes_nobody_with_it() -> None:
    async def story() -> None:
        log = Log()
        door = Gathering(log.accept)
        gone, stays = (asyncio.create_task(door.append(events(name))) for name in "ab")
        await turn()
        gone.cancel()
        log.futures[0].set_result(Appended(positions=[1, 2]))
        await stays
        assert log.taken == [["a", "b"]]

    asyncio.run(story())


def test_one_hand_over_has_a_limit() -> None:
    async def story() -> None:
        log = Log()
        door = Gathering(log.accept)
        many = [f"e{number}" for number in range(MOST_EVENTS)]
        tasks = [asyncio.create_task(door.append(events(*many))) for _ in range(2)]
        await turn()
        log.futures[0].set_result(Appended(positions=[]))
        await turn()
        assert [len(taken) for taken in log.taken] == [MOST_EVENTS, MOST_EVENTS]
        log.futures[1].set_result(Appended(positions=[]))
        await asyncio.gather(*tasks)

    asyncio.run(story())
