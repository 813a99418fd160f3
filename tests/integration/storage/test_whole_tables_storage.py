"""Whole tables by columns, beside a database that is written to all the time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from tailorbird.core.errors import StorageError
from tailorbird.profiles.store.tables import person_events
from tailorbird.storage.archive.types import Column, DataSet, Form
from tailorbird.storage.database import Database
from tailorbird.storage.engines.adbc import reader_from
from tailorbird.storage.schema import Chain, upgrade
from tailorbird.storage.whole_tables import FEW, batches_of

WHOSE = DataSet(
    name="whose",
    position="position",
    partition="position",
    columns=(Column("position", Form.NUMBER), Column("profile_id", Form.TEXT)),
)
WANTED = select(person_events.c.position, person_events.c.profile_id)
# Two SQLites in one process killed it here: the second cut the first one's shared memory off.
BESIDE = """
import sys, threading
from pathlib import Path
from tests.integration.storage.test_whole_tables_storage import WANTED, WHOSE, filled
from tailorbird.profiles.store.tables import person_events
from tailorbird.storage.whole_tables import batches_of
from sqlalchemy import update

database = filled(Path(sys.argv[1]), 40_000)
over = threading.Event()

def write():
    number = 0
    while not over.is_set():
        number += 1
        database.write(lambda c: c.execute(update(person_events).values(at=number)))

writer = threading.Thread(target=write)
writer.start()
try:
    for _ in range(5):
        with batches_of(database, WANTED, WHOSE)() as reader:
            assert sum(batch.num_rows for batch in reader) == 40_000
finally:
    over.set()
    writer.join()
    database.close()
"""


def filled(folder: Path, rows: int) -> Database:
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    upgrade(database, Chain.OPERATIONAL)
    row = {"at": 0, "name": "x", "detail": {}}
    many = [{"position": n, "profile_id": f"p{n}", **row} for n in range(1, rows + 1)]
    database.write(lambda connection: connection.execute(person_events.insert(), many))
    return database


@pytest.mark.parametrize("rows", [0, 3, FEW - 1, FEW, FEW + 1, 45_000])
def test_every_row_comes_however_many_there_are(tmp_path: Path, rows: int) -> None:
    database = filled(tmp_path, rows) if rows else filled(tmp_path, 1)
    wanted = WANTED if rows else WANTED.where(person_events.c.position < 0)
    with batches_of(database, wanted, WHOSE)() as reader:
        positions = [one for batch in reader for one in batch.to_pydict()["position"]]
    database.close()
    assert sorted(positions) == list(range(1, rows + 1))


def test_a_database_may_be_written_to_meanwhile(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BESIDE, str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_file_that_is_none_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "none.db").write_bytes(b"not a database at all, and long enough to be looked at")
    with (
        pytest.raises(StorageError, match=r"none\.db"),
        reader_from(tmp_path / "none.db", "SELECT 1 FROM x") as reader,
    ):
        reader.read_all()
