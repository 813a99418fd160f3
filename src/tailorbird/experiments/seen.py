"""Take in who saw which variation, inside the transaction that processes the events."""

from __future__ import annotations

from tailorbird.experiments.exposures import exposure_of, together
from tailorbird.experiments.store import exposures
from tailorbird.profiles.touching import Touched
from tailorbird.storage.database import Connection


def take_in_exposures(connection: Connection, touched: Touched) -> None:
    """Write down what the events of a batch say people saw; a rebuild does the same."""
    if touched.heard:
        said = [exposure_of(event, profile_id) for event, profile_id in touched.heard]
        found = [one for one in said if one is not None]
        exposures.add(connection, together(found, touched.went_on_as))
