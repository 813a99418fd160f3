"""``tailorbird archive`` beside whatever holds the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import tailorbird
from tailorbird.app import Tailorbird
from tailorbird.cli.main import commands
from tailorbird.core.errors import BadConfiguration, StorageError


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with tailorbird.open(tmp_path / "shop") as opened:
        for number in range(5):
            opened.track(
                name="Product Viewed", anonymous_id="b", properties={"product_id": f"P{number}"}
            )
        yield opened


def said(*words: object) -> str:
    done = CliRunner().invoke(commands, ["archive", *map(str, words)], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.output


def test_everything_goes_while_the_shop_is_open(shop: Tailorbird, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "shop")
    assert "Sealed up to 0 of 5" in said("status", *data)
    assert "5 events sealed" in said("seal", *data)
    status = said("status", "--files", *data)
    assert "5 events and 5 product rows in 2 files" in status
    assert status.count(".parquet") == 2
    assert "0 small files became 0" in said("compact", *data)
    shop.track(name="Cart Viewed", anonymous_id="b")
    assert "6 events looked through, 6 of them compared" in said("check", *data)
    target = tmp_path / "events.parquet"
    assert "6 rows written" in said("export", "events", "--to", target, *data)
    assert pq.read_metadata(target).num_rows == 6
    assert shop.archive.status().events == 5


def test_a_file_that_is_broken_is_told(shop: Tailorbird, tmp_path: Path) -> None:
    shop.archive.seal()
    Path(shop.archive.files()[0]).write_bytes(b"not Parquet at all")
    with pytest.raises(StorageError, match="is damaged"):
        list(shop.archive.events.archive.tables("events"))
    with pytest.raises(StorageError, match="is damaged"):
        said("check", "--data", tmp_path / "shop")


def test_no_shop_is_a_sentence_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="There is no shop in"):
        said("status", "--data", tmp_path / "none")
    assert not (tmp_path / "none").exists()
