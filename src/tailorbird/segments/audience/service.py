"""The whole audience, asked: who is in and until when, how many, about how many, how many in both.

Facts of now are read first and the archive after that, so that the archive holds every event whose
owner was read. Everybody is read as of one instant; whoever changes meanwhile is the caller's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tailorbird.core.errors import ArchiveChanged
from tailorbird.segments.facts import Setting
from tailorbird.segments.reads import reads
from tailorbird.segments.results import Estimate, Overlap
from tailorbird.segments.types import All, Condition
from tailorbird.storage.database import Database

if TYPE_CHECKING:
    from tailorbird.segments.audience.question import Question
    from tailorbird.segments.audience.reading import Archive
    from tailorbird.segments.audience.sampling import Sampling
    from tailorbird.segments.audience.spans import Asked


_TRIES = 3


class Audience:
    """Everybody of one shop. Thread-safe.

    Trees have to be resolved: no other segments, arms or learned numbers are left in them.
    """

    def __init__(self, database: Database, archive: Archive, setting: Setting) -> None:
        self._database = database
        self._archive = archive
        self._setting = setting
        self._sampling: Sampling | None = None
        self._beginning = threading.Lock()

    def answers(self, tree: Condition, at: int) -> Iterator[Any]:
        """Yield record batches of profile_id, member, valid_until as of an instant.

        Left out is who is not in and whom time alone cannot bring in.

        Raises:
            ArchiveChanged: files were replaced in the middle of it; begin again.
        """
        # the language takes its time to load, and a server may never ask
        from tailorbird.segments.audience import question  # noqa: PLC0415

        asked = self._asked(at, timed=True)
        return self._batches(question.answers(tree, asked), tree, asked)

    def count(self, tree: Condition, at: int) -> int:
        """Return how many people a tree holds at an instant."""
        from tailorbird.segments.audience import question  # noqa: PLC0415 - as above

        asked = self._asked(at, timed=False)
        found = self._rows(question.size(tree, asked), tree, asked)
        return int(found["people"])

    def estimate(self, tree: Condition, at: int) -> Estimate:
        """Return about how many people a tree holds, from a stable sample of those of just now."""
        from tailorbird.segments.audience import question, sampling  # noqa: PLC0415 - as above

        sample = self._sampled().sample(at)
        wanted = question.size(tree, self._asked(at, timed=False), some=sampling.SOME)
        found = self._archive.ask_beside(wanted, sample.tables)[0]
        return sampling.estimate_of(sample, found["people"], found["some"] or ())

    def _sampled(self) -> Sampling:
        from tailorbird.segments.audience.sampling import Sampling  # noqa: PLC0415 - as above

        with self._beginning:
            self._sampling = self._sampling or Sampling(self._database, self._archive)
            return self._sampling

    def overlap(self, first: Condition, second: Condition, at: int) -> Overlap:
        """Return how many people two trees share at an instant, and how many each has alone."""
        from tailorbird.segments.audience import question  # noqa: PLC0415 - as above

        asked = self._asked(at, timed=False)
        found = self._rows(question.shared(first, second, asked), All([first, second]), asked)
        return Overlap(**found)

    def _asked(self, at: int, *, timed: bool) -> Asked:
        from tailorbird.segments.audience.spans import Asked  # noqa: PLC0415 - as above

        setting = self._setting
        return Asked(at=at, zone=setting.zone, currency=setting.currency, timed=timed)

    def _rows(self, question: Question, tree: Condition, asked: Asked) -> dict[str, Any]:
        for _ in range(_TRIES - 1):
            with suppress(ArchiveChanged):  # from here on in the files that took its place
                return _first(self._batches(question, tree, asked))
        return _first(self._batches(question, tree, asked))

    def _batches(self, question: Question, tree: Condition, asked: Asked) -> Iterator[Any]:
        from tailorbird.segments.audience.question import parts_of  # noqa: PLC0415 - as above
        from tailorbird.segments.audience.reading import opened  # noqa: PLC0415 - as above

        read = reads(tree)
        beside = opened(self._database, parts_of(tree, asked), read)
        if not read.events:  # nothing of the past is asked: it need not even be looked up
            return self._archive.batches_beside(question, beside)
        return self._archive.batches(question, beside)


def _first(batches: Iterator[Any]) -> dict[str, Any]:
    return next(row for batch in batches for row in batch.to_pylist())
