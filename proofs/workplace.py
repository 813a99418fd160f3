"""Where a proof works: the project, an empty folder of its own, and where its output is kept."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

# Below the ports that systems give to outgoing connections.
FIRST_PORT, PORTS = 18_000, 10_000
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workplace:
    """``full`` is False for the small version that build machines run.

    ``scratch`` is emptied and thrown away, ``output`` stays.
    """

    full: bool
    scratch: Path
    output: Path

    def inside(self, name: str) -> Workplace:
        """The same place with a scratch folder for one part."""
        folder = self.scratch / name
        folder.mkdir(parents=True, exist_ok=True)
        return replace(self, scratch=folder)

    def free_port(self) -> int:
        """A port nobody listens on just now; processes that ask at once look in other places."""
        begin = os.getpid() * 37 % PORTS
        for number in range(PORTS):
            port = FIRST_PORT + (begin + number) % PORTS
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port
        raise RuntimeError("every port from 18,000 to 28,000 is in use; free one")


@contextmanager
def workplace(*, full: bool) -> Iterator[Workplace]:
    """Give a workplace whose scratch folder is gone afterwards."""
    output = ROOT / "proof"
    output.mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="tailorbird-proof-"))
    try:
        yield Workplace(full=full, scratch=scratch, output=output)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def clone(target: Path) -> str:
    """Clone what is committed into a new folder; return the commit's short name."""
    subprocess.run(
        ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)], check=True
    )
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=target,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def bare_environment(**more: str) -> dict[str, str]:
    """The machine's environment without what this project's own environment added to it."""
    kept = {
        k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL"}
    }
    ours = str(ROOT / ".venv" / "bin")
    kept["PATH"] = os.pathsep.join(
        part for part in kept.get("PATH", "").split(os.pathsep) if part != ours
    )
    return {**kept, **more}
