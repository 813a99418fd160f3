"""Install the clients that tests try against Tailorbird, each in a folder of its own.

Two versions of one package cannot live in one environment, and none of them belongs into ours:
``.cache/sdks/<name>-<digest of its lock>`` holds what the lock says, and is made once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "requirements" / "sdks"
NODE = ROOT / "tests" / "integration" / "sdks" / "node"
CACHE = ROOT / ".cache" / "sdks"
MISSING = (
    "node and npm are not installed, so the JavaScript clients are not tried. Install them "
    "(Debian or Ubuntu: sudo apt-get install nodejs npm)."
)


def python_client(name: str) -> Path:
    """Return the folder that holds a Python client, e.g. ``segment-2.4``; installed if need be."""
    lock = LOCKS / f"{name}.txt"
    return _made(name, lock, lambda folder: _pip(lock, folder))


def node_clients() -> Path:
    """Return the folder whose ``node_modules`` hold the JavaScript clients."""
    return _made("node", NODE / "package-lock.json", _npm)


def has_node() -> bool:
    """Whether the JavaScript clients can be installed and run here."""
    return shutil.which("node") is not None and shutil.which("npm") is not None


def _made(name: str, lock: Path, make: Callable[[Path], None]) -> Path:
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"{name}-{digest}"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        making = CACHE / f"{folder.name}.{os.getpid()}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        make(making)
        try:
            making.rename(folder)  # whole, or not there
        except OSError:
            shutil.rmtree(making)  # another test was faster
    return folder


def _pip(lock: Path, folder: Path) -> None:
    _run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
            "--target",
            str(folder),
            "-r",
            str(lock),
        ],
        folder,
    )


def _npm(folder: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(NODE / name, folder / name)
    _run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], folder)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[-500:]}")
