"""Setting up on a strange machine: it works, or one message says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIND = ROOT / "tools" / "find_python.sh"


def fake_python(folder: Path, name: str, version: str, *, venv: bool = True) -> Path:
    major, minor = (int(part) for part in version.split("."))
    too_old = int((major, minor) < (3, 11))
    script = folder / name
    script.write_text(
        "#!/bin/sh\n"
        'case "$2" in\n'
        f"  *version_info*) echo {version}; exit {too_old};;\n"
        f"  *ensurepip*) exit {int(not venv)};;\n"
        "esac\n"
    )
    script.chmod(0o755)
    return script


def find(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(FIND)],
        env={"PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_newest_python_that_works_is_chosen(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", "3.9")
    fake_python(tmp_path, "python3.11", "3.11")
    newest = fake_python(tmp_path, "python3.12", "3.12")
    fake_python(tmp_path, "python3.13", "3.13", venv=False)
    assert find(tmp_path).stdout.strip() == str(newest)


def test_a_shim_without_a_python_behind_it_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'not installed' >&2\nexit 127\n")
    shim.chmod(0o755)
    good = fake_python(tmp_path, "python3", "3.11")
    assert find(tmp_path).stdout.strip() == str(good)


def test_a_named_python_goes_first(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3.13", "3.13")
    mine = fake_python(tmp_path, "mine", "3.11")
    assert find(tmp_path, PYTHON=str(mine)).stdout.strip() == str(mine)


@pytest.mark.parametrize(
    ("version", "venv", "says"),
    [
        ("", True, "Install it"),
        ("3.9", True, "python3 is Python 3.9"),
        ("3.11", False, "apt-get install python3.11-venv"),
    ],
)
def test_no_usable_python_is_one_message(
    tmp_path: Path, version: str, venv: bool, says: str
) -> None:
    if version:
        fake_python(tmp_path, "python3", version, venv=venv)
    done = find(tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Tailorbird needs Python 3.11 or later" in done.stderr
    assert says in done.stderr


def test_a_lock_that_cannot_be_installed_is_explained_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "requirements").mkdir()
    program = shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    for level in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{level}.txt").write_text("tailorbird-nest==1.0\n")
    (tmp_path / "pyproject.toml").write_text("")
    command = [sys.executable, str(program), "runtime"]
    environment = {**os.environ, "PIP_NO_INDEX": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "tailorbird-nest" in done.stderr
    assert "The lock could not be installed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / ".venv").glob(".installed-*"))


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_browser_is_said_and_fails_on_a_build_machine(
    tmp_path: Path, ci: str, code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.chromium"],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert "CHROMIUM" in done.stderr


def test_make_alone_lists_the_commands() -> None:
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "make demo" in done.stdout
    assert "make prove-main-job" in done.stdout
