"""The frame of the foundations' proof: a part that is missing shows, and none is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks.figures import Figure, Rounds, table
from proofs.foundations import __main__ as frame
from proofs.foundations.parts import TOPICS
from proofs.topics import Topic
from proofs.workplace import Workplace

ROOT = Path(__file__).resolve().parents[2]
FRAME = {"__init__", "__main__", "parts"}


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return Workplace(full=False, scratch=tmp_path, output=tmp_path)


def test_a_part_without_a_module_falls_short_by_name(place: Workplace) -> None:
    claims = list(Topic("moon", "Made of cheese").part().run(place))
    assert [claim.ok for claim in claims] == [False]
    assert "proofs/foundations/moon.py" in claims[0].line()


def test_a_part_that_is_there_is_carried_out(place: Workplace) -> None:
    # the module of the frame itself has no proof, and says so instead of passing
    with pytest.raises(AttributeError):
        list(Topic("parts", "Not a part").part().run(place))


def test_every_module_that_proves_something_is_listed() -> None:
    offering = {
        file.stem
        for file in (ROOT / "proofs" / "foundations").glob("*.py")
        if file.stem not in FRAME and "\ndef prove(" in file.read_text()
    }
    assert offering <= {topic.name for topic in TOPICS}


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        frame.main(["--part", "moon"])
    assert "databases" in capsys.readouterr().err


def test_every_benchmark_is_run() -> None:
    files = (ROOT / "benchmarks").glob("*.py")
    programs = {file.stem for file in files if "\ndef measure(" in file.read_text()}
    assert programs == set(bench.PROGRAMS)


def test_a_figure_stands_beside_its_peer() -> None:
    ours, peers = Rounds([90.0, 400.0, 100.0], "events/s"), Rounds([200.0], "events/s")
    lines = list(table([Figure("ingest", ours, "dropped", peers)]))
    assert lines[2] == "| ingest | 100 events/s | 90.0 to 400 | dropped: 200 events/s | 0.50 |  |"


def test_a_missed_target_is_said() -> None:
    figure = Figure("lag", Rounds([1.5], "s"), target="< 1 s", ok=False)
    assert figure.cells()[-1] == "target < 1 s: SHORT"
