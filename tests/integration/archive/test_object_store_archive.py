"""The archive in an S3-compatible object store, against a real server of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from pyarrow import fs

from tailorbird.core.clock import HOUR
from tailorbird.core.errors import BadConfiguration, StorageError
from tailorbird.events import questions
from tailorbird.events.archiving import Identifiers
from tailorbird.events.types import Lane
from tailorbird.storage.analytics import Analytics
from tailorbird.storage.database import Database
from tailorbird.storage.engines.files import Place
from tailorbird.storage.schema import Chain, upgrade
from tests.integration.archive.shelf import happened, shelf_of

REGION = "eu-west-1"
numbers = count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    started = ThreadedMotoServer("127.0.0.1", 0)
    started.start()
    host, port = started.get_host_and_port()
    yield f"http://{host}:{port}"
    started.stop()


@pytest.fixture
def address(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    bucket = f"shop{next(numbers)}"
    maker = fs.S3FileSystem(endpoint_override=server, region=REGION, allow_bucket_creation=True)
    maker.create_dir(bucket)
    return f"s3://{bucket}/deep/er?endpoint={server}&region={REGION}"


@pytest.fixture
def log_database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'log.db'}")
    upgrade(database, Chain.LOG)
    yield database
    database.close()


def test_everything_goes_as_in_a_folder(
    log_database: Database, address: str, tmp_path: Path
) -> None:
    shelf = shelf_of(log_database, tmp_path / "none", address)
    for number in range(3):
        shelf.append(happened(number, 200))
        shelf.seal()
    shelf.append(happened(9, 20))
    place = shelf.archive.archive.place
    before = len(place.list())
    assert before == shelf.archive.status().files
    assert shelf.read(Lane.LIVE) == shelf.logged(Lane.LIVE)
    done = shelf.archive.compact(shelf.clock.now())
    assert done.after < done.before == before
    shelf.clock.move(HOUR)
    assert shelf.archive.sweep(shelf.clock.now()).replaced == before
    assert len(place.list()) == done.after
    analytics = Analytics(place, tmp_path / "spill")
    (found,) = analytics.rows(shelf.archive.snapshot, questions.soundness)
    assert found["events"] == found["message_ids"] == 620
    whom = Identifiers(anonymous_ids=["b1"])
    meant = len(list(shelf.archive.find(whom)))
    assert meant > 0
    changed = shelf.archive.rewrite(
        whom,
        lambda one: type(one.event)(
            message_id=one.event.message_id,
            kind=one.event.kind,
            occurred_at=one.event.occurred_at,
            received_at=one.event.received_at,
        ),
        shelf.clock.now(),
    )
    assert changed > 0
    assert list(shelf.archive.find(whom)) == []
    assert shelf.archive.status().events == 600
    assert not (tmp_path / "none").exists()


def test_an_orphan_in_the_store_is_swept(
    log_database: Database, address: str, tmp_path: Path
) -> None:
    shelf = shelf_of(log_database, tmp_path / "none", address)
    place = shelf.archive.archive.place
    with place.create("events/day=2024-10-04/orphan.parquet") as stream:
        stream.write(b"half")
    assert shelf.archive.sweep(shelf.clock.now()).orphans == 1
    assert place.list() == []


def test_a_store_that_cannot_be_reached_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, log_database: Database, tmp_path: Path, free_port: int
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    address = f"s3://shop/x?endpoint=http://127.0.0.1:{free_port}&region={REGION}"
    shelf = shelf_of(log_database, tmp_path / "none", address)
    shelf.append(happened(1, 5))
    with pytest.raises(StorageError, match=r"archive at s3://shop/x.* cannot be used"):
        shelf.seal()
    assert shelf.archive.status().events == 0


@pytest.mark.parametrize(
    "address", ["ftp://x/y", "s3://", "s3:///x", "s3://bucket?colour=red", "/a/folder"]
)
def test_an_address_of_another_kind_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="archive"):
        Place(address, tmp_path)
