"""Asks the archive for everybody of an experiment at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol

from tailorbird.core.errors import ArchiveChanged
from tailorbird.experiments.types import Experiment
from tailorbird.measurement.metrics import events_of
from tailorbird.measurement.store import whole as store
from tailorbird.measurement.types import Sums
from tailorbird.storage.database import Database
from tailorbird.storage.whole_tables import batches_of

_TRIES = 3


class Archive(Protocol):
    """Answers questions to the archive and to tables that stand beside it."""

    def batches(self, question: Any, attached: Mapping[Any, Any] | None = None) -> Iterator[Any]:
        """Yield the answer as record batches."""
        ...


class Whole:
    """Everybody of one shop's experiments. Thread-safe."""

    def __init__(self, database: Database, archive: Archive, currency: str) -> None:
        self._database = database
        self._archive = archive
        self._currency = currency

    def sums(self, experiment: Experiment) -> tuple[Sums, dict[str, int]]:
        """Return an experiment's sums, and how many people each arm and each way out has.

        Raises:
            ArchiveChanged: files were replaced in the middle of it, again and again.
        """
        # the language takes its time to load, and a server may never ask
        from tailorbird.measurement import batch  # noqa: PLC0415

        question = batch.question(experiment)
        for _ in range(_TRIES - 1):
            with suppress(ArchiveChanged):
                return batch.sums_of(experiment, self._rows(question, experiment))
        return batch.sums_of(experiment, self._rows(question, experiment))

    def _rows(self, question: Any, experiment: Experiment) -> Iterator[Mapping[str, Any]]:
        beside = attached(self._database, experiment, self._currency)
        for part in self._archive.batches(question, beside):
            yield from part.to_pylist()


def attached(database: Database, experiment: Experiment, currency: str) -> dict[Any, Any]:
    """Return what stands beside the archive: who was exposed, whose events are, and orders."""
    since = (experiment.started_at or 0) - experiment.measuring.before
    named = store.whose(events_of(experiment), since)
    placed = store.ordered(currency, since)
    return {
        store.EXPOSED: batches_of(database, store.exposed(experiment), store.EXPOSED),
        store.WHOSE: batches_of(database, named, store.WHOSE, among=store.any_event()),
        store.ORDERED: batches_of(database, placed, store.ORDERED),
    }
