"""``tailorbird experiment`` and ``holdout``: on the folder, and through its server."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tailorbird
from tailorbird.cli import main
from tailorbird.connectors.server import Note, leave_note
from tests.integration.api.doors import serving

Command = Callable[..., str]
ARMS = ("--arm", "control:5000", "--arm", "green:5000")


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command on the folder; return what it printed."""

    def called(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tailorbird", *words, "--data", str(tmp_path / "data")])
        capsys.readouterr()
        main()
        return capsys.readouterr().out

    return called


def test_an_experiment_from_draft_to_its_end(run: Command) -> None:
    assert "draft" in run("experiment", "create", "button", *ARMS, "--coverage", "5000")
    assert "does not run" in run("experiment", "assign", "button", "--browser", "b1")
    assert "running" in run("experiment", "start", "button")
    assert "changed" in run("experiment", "edit", "button", "--coverage", "10000")
    assert "drawn" in run("experiment", "assign", "button", "--browser", "b1")
    shown = run("experiment", "show", "button")
    assert "the command line: coverage from 5000 to 10000" in shown
    run("experiment", "stop", "button", "--roll-out", "green", "--yes")
    assert "stopped" in run("experiment", "list")
    assert "green" in run("experiment", "assign", "button", "--browser", "b1")


def test_a_file_says_the_rest(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "button.json"
    file.write_text(
        '{"name": "Big", "condition": {"country": "DE"}, "variations": ['
        '{"key": "a", "name": "A", "weight": 5000}, {"key": "b", "name": "B", "weight": 5000}]}'
    )
    run("experiment", "create", "big", "--file", str(file))
    with tailorbird.open(tmp_path / "data") as shop:
        assert shop.experiments.get("big").condition == {"country": "DE"}


@pytest.mark.parametrize("wrong", [("x",), ("x", "--arm", "control"), ("x", "--arm", "a:1")])
def test_what_is_missing_is_said(
    run: Command, wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("experiment", "create", *wrong)
    assert ended.value.code == 2
    assert "rror" in capsys.readouterr().err


def test_comparison_groups(run: Command) -> None:
    assert "cannot be told" in run("holdout", "outlook", "500")
    assert "5.00% of the people, turn 1" in run("holdout", "begin", "500", "--weeks", "4")
    assert "everything" in run("holdout", "list")
    assert "is over" in run("holdout", "end")
    assert "Nobody" in run("holdout", "list")


def test_through_the_server_that_holds_the_folder(run: Command, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as doors, leave_note(data, Note("127.0.0.1", doors.port, "control-key")):
        run("experiment", "create", "button", *ARMS)
        run("experiment", "start", "button")
        [found] = doors.shop.experiments.all()
        assert found.status == "running"
