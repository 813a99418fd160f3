"""Opens what a question reads beside the archive: only what its tree reads, only as far back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from tailorbird.privacy.consent import state
from tailorbird.privacy.store import refusing
from tailorbird.profiles.asking import answers_of_all
from tailorbird.segments.audience import attached
from tailorbird.segments.audience.question import Parts, Question
from tailorbird.segments.reads import Reads
from tailorbird.segments.store import audience as store
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.whole_tables import batches_of, table_of_rows

_CHUNK = 2_000  # people


class Archive(Protocol):
    """Answers questions to the archive and to tables that stand beside it."""

    def batches(
        self, question: Question, attached: Mapping[Any, Any] | None = None
    ) -> Iterator[Any]:
        """Yield the answer as record batches."""
        ...

    def batches_beside(self, question: Question, attached: Mapping[Any, Any]) -> Iterator[Any]:
        """Yield the answer to a question that reads only what is attached."""
        ...

    def ask_beside(self, question: Question, attached: Mapping[Any, Any]) -> list[dict[str, Any]]:
        """Return the answer to a question that reads only what is attached."""
        ...


def opened(database: Database, parts: Parts, reads: Reads) -> dict[Any, Any]:
    """Return what to attach for a tree: functions that open large tables, and small tables."""
    found: dict[Any, Any] = {}
    everybody = attached.TOLD if reads.traits else attached.AUDIENCE
    found[everybody] = batches_of(database, store.everybody(traits=reads.traits), everybody)
    names = parts.read_from()
    if names:
        wanted, every = store.whose(names), store.any_event()
        found[attached.WHOSE] = batches_of(database, wanted, attached.WHOSE, among=every)
    if reads.orders:
        placed = store.placed_orders(parts.orders_from())
        found[attached.ORDERS] = batches_of(database, placed, attached.ORDERS)
    if reads.cart:
        found[attached.CART] = batches_of(database, store.carts(), attached.CART)
    if reads.catalogue:
        found[attached.PRODUCTS] = batches_of(database, store.labels(), attached.PRODUCTS)
    if reads.predicted:
        wanted = store.predictions(parts.predicted_names())
        found[attached.PREDICTED] = batches_of(database, wanted, attached.PREDICTED)
    if reads.consent:
        found |= _consents(database, parts)
    return found


def _consents(database: Database, parts: Parts) -> dict[Any, Any]:
    asked = parts.asked_consents()
    with database.read() as connection:
        yes = store.agreed(connection, asked)
        decided = table_of_rows(decided_rows(connection, refusing(connection)), attached.DECIDED)
    agreed = batches_of(database, yes, attached.CONSENTS)
    return {attached.CONSENTS: agreed, attached.DECIDED: decided}


def decided_rows(connection: Connection, people: list[str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the answers in force of some people: person, channel, purpose, yes or no."""
    for start in range(0, len(people), _CHUNK):
        said = answers_of_all(connection, people[start : start + _CHUNK])
        for who, answers in said.items():
            for asked, one in state(answers).items():
                yield who, asked.channel.value, str(asked.purpose), one.granted
