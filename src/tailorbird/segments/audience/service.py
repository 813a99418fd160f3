"""The whole audience, asked: who is in and until when, how many, about how many, how many in both.

Facts of now are read first and the archive after that, so that the archive holds every event whose
owner was read. Everybody is read as of one instant; whoever changes meanwhile is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from tailorbird.segments.facts import Setting
from tailorbird.segments.reads import reads
from tailorbird.segments.results import Overlap
from tailorbird.segments.types import All, Condition
from tailorbird.storage.database import Database

if TYPE_CHECKING:
    from tailorbird.segments.audience.question import Question
    from tailorbird.segments.audience.spans import Asked


class Archive(Protocol):
    """Answers questions to the archive and to tables that stand beside it."""

    def batches(
        self, question: Question, attached: Mapping[Any, Any] | None = None
    ) -> Iterator[Any]:
        """Yield the answer as record batches."""
        ...

    def ask_beside(self, question: Question, attached: Mapping[Any, Any]) -> list[dict[str, Any]]:
        """Return the answer to a question that reads only what is attached."""
        ...


class Audience:
    """Everybody of one shop. Thread-safe.

    Trees have to be resolved: no other segments, arms or learned numbers are left in them.
    """

    def __init__(self, database: Database, archive: Archive, setting: Setting) -> None:
        self._database = database
        self._archive = archive
        self._setting = setting

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
        batches = self._batches(question, tree, asked)
        return next(row for batch in batches for row in batch.to_pylist())

    def _batches(self, question: Question, tree: Condition, asked: Asked) -> Iterator[Any]:
        from tailorbird.segments.audience.question import parts_of  # noqa: PLC0415 - as above
        from tailorbird.segments.audience.reading import opened  # noqa: PLC0415 - as above

        beside = opened(self._database, parts_of(tree, asked), reads(tree))
        return self._archive.batches(question, beside)
