"""``tailorbird person``: a file only its owner reads, a question before an erasure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import tailorbird
from tailorbird.cli.main import commands
from tailorbird.core.errors import NotFound

MAIL = "ana@mail.example"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with tailorbird.open(folder) as shop:
        shop.identify(user_id="ana", anonymous_id="phone", traits={"email": MAIL})
        shop.track(name="Product Viewed", user_id="ana", properties={"product_id": "P1"})
        shop.wait_until_processed()
    return folder


def run(*words: str | Path, said: str = "") -> str:
    return (
        CliRunner().invoke(commands, [*map(str, words)], input=said, catch_exceptions=False).output
    )


def test_an_export_is_a_file_that_only_its_owner_may_read(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "ana.json"
    assert "written to" in run("person", "export", MAIL, "--data", data, "--out", out)
    assert out.stat().st_mode & 0o777 == 0o600
    export = json.loads(out.read_text())
    assert export["person"]["user_ids"] == ["ana"]
    assert [event.get("name", "") for event in export["events"]] == ["", "Product Viewed"]
    assert (
        json.loads(run("person", "export", "phone", "--data", data))["events"] == export["events"]
    )


def test_without_a_yes_nothing_is_erased(data: Path) -> None:
    assert "Nothing was erased" in run("person", "erase", MAIL, "--data", data, said="n\n")
    assert json.loads(run("person", "export", MAIL, "--data", data))["tables"]["profiles"]


def test_an_erasure_says_what_it_did_and_what_it_kept(data: Path) -> None:
    said = run("person", "erase", MAIL, "--data", data, "--now", said="y\n")
    assert "Erased. 2 events" in said
    assert "3  identifiers" in said
    assert "Kept, and why" in said
    with pytest.raises(NotFound, match="Nobody is known by 'ana'"):
        run("person", "erase", "ana", "--data", data, "--yes")
