"""Make the virtual environment from the lock, and only when something changed.

Runs under the machine's own Python before anything is installed, so it uses the standard library
only. ``python tools/environment.py runtime`` installs what Tailorbird needs to run,
``... dev`` also what its checks and tests need.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
_QUIET = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
_FETCHED = re.compile(r"^(?:Collecting|Processing) (?:\S*/)?(\w[\w.-]*?)(?:==|-\d|\s|$)")
_SHOWN = re.compile(r"^(?:Installing collected packages|Building)")
_REMEDY = """\
The lock could not be installed: the last lines above say why.
Most often the network or the package index cannot be reached. Try again, or point pip at an
index you can reach (pip config set global.index-url ADDRESS)."""


class InstallFailed(Exception):
    """pip ended with an error; its last lines are the message."""


def main(level: str) -> int:
    """Bring the environment up to date for ``level`` ("runtime" or "dev"); return the exit code."""
    began = time.monotonic()
    try:
        changed = _create() | _install_lock(level) | _install_tailorbird()
    except InstallFailed as failure:
        print(f"{failure}\n{_REMEDY}", file=sys.stderr)
        return 2
    if changed:
        print(f"Environment ready in {time.monotonic() - began:.0f} s", flush=True)
    return 0


def _create() -> bool:
    if _works():
        return False
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Creating .venv with Python {version}", flush=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True, symlinks=True)
    return True


def _works() -> bool:
    """Whether the environment is there and its Python still starts (an upgrade may remove it)."""
    if not PYTHON.exists():
        return False
    probe = subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False)
    return probe.returncode == 0


def _install_lock(level: str) -> bool:
    lock = ROOT / "requirements" / f"{level}.txt"
    wanted = _digest(lock)
    # the development lock holds all of the runtime lock, so either stamp of it will do
    stamps = [_stamp("dev"), _stamp(level)]
    accepted = {wanted, _digest(ROOT / "requirements" / "dev.txt")}
    if any(stamp.exists() and stamp.read_text() in accepted for stamp in stamps):
        return False
    count = len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE))
    print(f"Installing {count} locked packages", flush=True)
    _pip(["install", "--require-hashes", "-r", str(lock)], count)
    _stamp(level).write_text(wanted)
    return True


def _install_tailorbird() -> bool:
    wanted = _digest(ROOT / "pyproject.toml")
    stamp = _stamp("tailorbird")
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    _pip(["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)], 1)
    stamp.write_text(wanted)
    return True


def _pip(arguments: list[str], expected: int) -> None:
    """Run pip, showing one line that counts up; on failure keep what it said last."""
    command = [str(PYTHON), "-m", "pip", arguments[0], *_QUIET, *arguments[1:]]
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as running:
        for line in running.stdout or ():
            said.append(line.rstrip())
            _show(line, said, expected)
    _clear()
    if running.returncode:
        raise InstallFailed("\n".join(said[-12:]))


def _show(line: str, said: list[str], expected: int) -> None:
    if not sys.stdout.isatty():
        return
    if fetching := _FETCHED.match(line):
        fetched = sum(_FETCHED.match(earlier) is not None for earlier in said)
        text = f"  fetching {fetched} of {max(expected, fetched)}: {fetching[1]}"
    elif _SHOWN.match(line):
        text = "  " + line.split(":", maxsplit=1)[0].strip().lower() + " ..."
    else:
        return
    width = shutil.get_terminal_size().columns - 1
    print(f"\r{text[:width]:<{width}}", end="", flush=True)


def _clear() -> None:
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{'':<{width}}\r", end="", flush=True)


def _stamp(name: str) -> Path:
    return ENVIRONMENT / f".installed-{name}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)  # a stray path must not leak into the new environment
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "runtime"))
