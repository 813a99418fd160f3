"""Requests that arrive together go to the log together, and wake up together.

A hand-over to the log's thread and back costs more than checking an event. So the events of all
requests that came in while the last append was on its way are handed over as one, and one call
back answers them all. Lives on the event loop only: nothing here needs a lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from msgspec import Struct

from tailorbird.events.types import Appended, Event

MOST_EVENTS = 5_000  # of one hand-over; as many as the log commits at once
Accept = Callable[[list[Event]], "Future[Appended]"]


class _Waiting(Struct, frozen=True):
    events: list[Event]
    durable: asyncio.Future[None]


class Gathering:
    """Hands events over to ``accept``, those of many requests at once."""

    def __init__(self, accept: Accept) -> None:
        self._accept = accept
        self._waiting: list[_Waiting] = []
        self._busy = False

    async def append(self, events: list[Event]) -> None:
        """Return when the events are durable; raise what kept them from it."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(events, loop.create_future())
        self._waiting.append(waiting)
        if not self._busy:
            self._busy = True
            loop.call_soon(self._hand_over, loop)  # after the requests that came with this one
        await waiting.durable

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        group = self._take()
        try:
            appended = self._accept([event for one in group for event in one.events])
        except Exception as error:  # noqa: BLE001  # each request answers it in its own way
            self._settle(loop, group, error)
            return

        def wake(done: Future[Appended]) -> None:
            loop.call_soon_threadsafe(self._settle, loop, group, done.exception())

        appended.add_done_callback(wake)

    def _take(self) -> list[_Waiting]:
        size = taken = 0
        while taken < len(self._waiting) and size < MOST_EVENTS:
            size += len(self._waiting[taken].events)
            taken += 1
        group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return group

    def _settle(
        self, loop: asyncio.AbstractEventLoop, group: list[_Waiting], error: BaseException | None
    ) -> None:
        self._busy = bool(self._waiting)
        if self._busy:
            self._hand_over(loop)
        for one in group:
            if one.durable.done():
                continue  # its request was cancelled; the log has its events all the same
            if error is None:
                one.durable.set_result(None)
            else:
                one.durable.set_exception(error)
