"""The recommenders in use: trained aside, then swapped in at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock

import numpy as np

from tailorbird.guardrails.measures import Override
from tailorbird.recommendations.training import Trained, TrainingSettings, train
from tailorbird.recommendations.types import Recommender, Sales
from tailorbird.recommendations.visits import Visits, no_visits

_NO_SALES = Sales(
    product_ids=(),
    titles=(),
    categories=(),
    order=np.empty(0, np.int32),
    product=np.empty(0, np.int32),
    quantity=np.empty(0, np.int32),
    at=np.empty(0, np.int64),
)


class Recommendations:
    """Holds what was trained last. Readers never wait: a refresh replaces one reference.

    A reader that asks several things of one answer takes ``current`` once and keeps it.
    """

    def __init__(self, settings: TrainingSettings | None = None) -> None:
        self._settings = settings or TrainingSettings()
        self._current = train(_NO_SALES, 0, self._settings)
        self._refreshing = Lock()
        self._refreshes = 0

    @property
    def current(self) -> Trained:
        """What was trained last; before the first refresh only what needs no sales."""
        return self._current

    @property
    def refreshes(self) -> int:
        """How many times this was trained on sales."""
        return self._refreshes

    def recommender(self, name: str) -> Recommender | None:
        """Return the recommender of that name, or None while its gate is closed."""
        return self._current.recommenders.get(name)

    def refresh(
        self,
        sales_source: Callable[[], Sales],
        now: int,
        visits_source: Callable[[], Visits] = no_visits,
        overrides: Mapping[str, Override] | None = None,
    ) -> Trained:
        """Read the past, train for the moment ``now`` and swap in; one refresh at a time.

        ``overrides`` is what the owner opened or closed by hand. If reading or training fails, what
        was there before stays, and the error is raised.
        """
        with self._refreshing:
            trained = train(sales_source(), now, self._settings, visits_source(), overrides)
            self._current = trained
            self._refreshes += 1
        return trained
