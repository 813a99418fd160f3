"""``tailorbird segment``: on the folder, and through the server that holds it."""

from __future__ import annotations

import csv
import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tailorbird
from tailorbird.cli import main
from tailorbird.connectors.server import Note, leave_note
from tests.integration.api.doors import serving

Command = Callable[..., str]
VIEWED = 'did "Product Viewed" where product.category is "Lamps" in last 7 days'
TREE = {"type": "event", "name": "Product Viewed"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A shop with three visitors."""
    with tailorbird.open(tmp_path / "data") as shop:
        for person, category in (("C-1", "Lamps"), ("C-2", "Lamps"), ("C-3", "Chairs")):
            viewed = {"product_id": f"P-{category}", "category": category}
            shop.identify(user_id=person, traits={"email": f"{person.lower()}@shop.example"})
            shop.track(name="Product Viewed", user_id=person, properties=viewed)
        shop.wait_until_processed()
    return tmp_path / "data"


@pytest.fixture
def segment(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run the command on the folder; return what it printed."""

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tailorbird", "segment", *words, "--data", str(data)])
        capsys.readouterr()
        main()
        return capsys.readouterr().out

    return run


def life_of_a_segment(segment: Command, tmp_path: Path) -> None:
    assert "There are no segments" in segment("list")
    assert "People who viewed a product of Lamps" in segment("create", "Lamps", VIEWED)
    tree = tmp_path / "tree.json"
    tree.write_text(json.dumps(TREE))
    segment("create", "Viewers", "--file", str(tree), "--about", "Looked at anything")
    segment("create", "Fans", "--preset", "category_fans", "--of", "Lamps")
    assert segment("count", VIEWED) == "2 people.\n"
    assert "About 3 people" in segment("estimate", "--file", str(tree))
    shown = segment("show", "viewers")
    assert "Looked at anything" in shown
    assert 'condition: did "Product Viewed"' in shown
    why = segment("why", "Lamps", "C-3@shop.example")
    assert "is not in “Lamps”" in why
    assert "is in “Viewers”" in segment("why", "Viewers", "C-3")
    segment("edit", "Viewers", VIEWED, "--name", "Lamps too")
    assert "Lamps too" in segment("list")
    assert "lapsed: " in segment("presets")
    assert "not compared yet" in segment("check")
    assert "removed" in segment("delete", "Lamps too", "--yes")
    assert "Viewers" not in segment("list")


def people_of_a_segment(segment: Command, tmp_path: Path) -> None:
    assert segment("members", "Lamps").count("UTC") == 2
    written = tmp_path / "people.csv"
    assert "2 people written" in segment("export", "Lamps", "--to", str(written))
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    rows = list(csv.DictReader(written.read_text().splitlines()))
    assert {row["email"] for row in rows} == {"c-1@shop.example", "c-2@shop.example"}
    assert segment("export", "Lamps").startswith("profile_id,user_id,email,since")


def test_segments_on_a_folder(segment: Command, tmp_path: Path) -> None:
    life_of_a_segment(segment, tmp_path)
    people_of_a_segment(segment, tmp_path)


def test_segments_through_the_server_that_holds_the_folder(
    segment: Command, data: Path, tmp_path: Path
) -> None:
    with serving(data) as doors, leave_note(data, Note("127.0.0.1", doors.port, "control-key")):
        life_of_a_segment(segment, tmp_path)
        doors.shop.segmenting.fill_waiting()
        people_of_a_segment(segment, tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("count", "did"), "bad_input"),
        (("count", '{"type": "event"}'), "bad_input"),
        (("count",), "Say one condition"),
        (("create", "x", "--preset", "none"), "not_found"),
        (("create", "x", "--preset", "brand_fans"), "category or brand"),
        (("create", " ", VIEWED), "needs a name"),
        (("why", "none", "C-1"), "not_found"),
        (("show", "none"), "not_found"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    segment: Command, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        segment(*words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
