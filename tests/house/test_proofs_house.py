"""The frame of the proofs: shortfalls are shown, breaks not hidden, nothing is left running."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs.claims import Claim, Part, carry_out
from proofs.servers import family, memory, running
from proofs.workplace import Workplace, bare_environment

REACHED = Claim("speed", "3 s", "<= 60 s", ok=True)
SHORT = Claim("memory", "500 MB", "<= 400 MB", ok=False)


def good(_: Workplace) -> Iterator[Claim]:
    yield REACHED
    yield SHORT


def breaking(_: Workplace) -> Iterator[Claim]:
    yield REACHED
    raise RuntimeError("the server did not start")


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    output = tmp_path / "proof"
    output.mkdir()
    return Workplace(full=False, scratch=tmp_path / "scratch", output=output)


def test_a_broken_part_is_named_and_the_next_one_still_runs(
    place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    report = carry_out([Part("a", "First", breaking), Part("b", "Second", good)], place)
    printed = capsys.readouterr().out
    assert report.broken == {"a": "the server did not start"}
    assert report.summary() == "2 of 3 claims reached; parts that broke: a"
    assert SHORT.line() in printed
    assert "SHORT" in SHORT.line()
    assert "Traceback" in (place.output / "a-broke.txt").read_text()
    assert SHORT.line() in (place.output / "claims.txt").read_text()


def hanging(_: Workplace) -> Iterator[Claim]:
    yield REACHED
    time.sleep(60)


def test_a_part_that_hangs_is_given_up(place: Workplace) -> None:
    report = carry_out([Part("a", "First", hanging, minutes=0.003)], place)
    assert report.broken == {"a": "not done after 0.003 minutes"}
    assert report.claims == {"a": [REACHED]}


def test_a_claim_that_falls_short_is_no_break(place: Workplace) -> None:
    report = carry_out([Part("b", "Second", good)], place)
    assert report.broken == {}
    assert report.summary() == "1 of 2 claims reached"


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    child = "import time; print('child', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with running([sys.executable, "-c", parent], log=tmp_path / "log") as program:
        program.wait_for("child", 20)
        pids = family(program.process.pid)
        assert len(pids) == 2
        assert memory(pids) > 5
    assert not any(_alive(pid) for pid in pids)
    assert (tmp_path / "log").read_text() == "child\n"


def test_a_program_that_ends_early_is_quoted(tmp_path: Path) -> None:
    with (
        running([sys.executable, "-c", "print('no room')"], log=tmp_path / "log") as program,
        pytest.raises(RuntimeError, match="no room"),
    ):
        program.wait_for("ready", 20)


def test_this_projects_environment_does_not_leak_into_a_clone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = str(Path(__file__).resolve().parents[2] / ".venv" / "bin")
    monkeypatch.setenv("PATH", os.pathsep.join([ours, "/usr/bin"]))
    monkeypatch.setenv("MAKEFLAGS", "-j2")
    environment = bare_environment(CI="true")
    assert environment["PATH"] == "/usr/bin"
    assert "MAKEFLAGS" not in environment
    assert environment["CI"] == "true"


def _alive(pid: int) -> bool:
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        # a process that ended but was not asked after yet is a zombie, not alive
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        time.sleep(0.05)
    return True
