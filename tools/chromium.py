"""Find Chromium for the browser tests and proofs, and install it where that is allowed.

``python -m tools.chromium`` installs it when it is missing, this is Debian or Ubuntu and the
user is root; otherwise it says what will not be run. With CI=true a missing browser is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # Chromium refuses to start as root with it, as in most build machines
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = (
    "Chromium is not installed, so the browser tests are not run. Install it (Debian or Ubuntu: "
    "sudo apt-get install chromium) or name one: CHROMIUM=/path/to/chromium"
)


def find() -> str | None:
    """Return the path of a Chromium or Chrome on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def in_ci() -> bool:
    """Whether a missing part counts as a failure (the environment says CI=true)."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def main() -> int:
    """Make sure that Chromium is there, as far as this machine allows; return the exit code."""
    if find() is None and _may_install():
        print("Installing Chromium for the browser tests (about a minute)", flush=True)
        _install()
    if find() is None:
        print(MISSING, file=sys.stderr)
        return 1 if in_ci() else 0
    return 0


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            ["apt-get", *step], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print("\n".join(done.stderr.splitlines()[-5:]), file=sys.stderr)
            return


if __name__ == "__main__":
    sys.exit(main())
