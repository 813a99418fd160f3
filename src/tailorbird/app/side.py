"""An empty operational database beside the live one, thrown away afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade

SIDE_FOLDER = "rebuild"
SIDE_FILE = "side.db"


@contextmanager
def side_database(folder: Path) -> Iterator[Database]:
    """Give a database with today's tables and no row; what an earlier one left is gone.

    It is a file, whatever the live database is: the rooms' statements mean the same everywhere.
    One at a time: whoever asks next takes the place of the one before.
    """
    place = folder / SIDE_FOLDER
    shutil.rmtree(place, ignore_errors=True)
    side = Database(f"sqlite:///{place / SIDE_FILE}")
    try:
        upgrade(side, Chain.OPERATIONAL)
        yield side
    finally:
        side.close()
        shutil.rmtree(place, ignore_errors=True)
