"""Find PostgreSQL for the tests and proofs, install it where allowed, start a throw-away one.

``python -m tools.postgres`` installs it when it is missing, this is Debian or Ubuntu and the
user is root; otherwise it says what will not be run. With CI=true a missing server is an error.

``with cluster() as server: server.create("shop")`` gives the address of a new empty database. The
server listens on a Unix socket in its own temporary folder and on nothing else.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tools.chromium import in_ci

MISSING = (
    "PostgreSQL is not installed, so its tests are not run. Install it (Debian or Ubuntu: "
    "sudo apt-get install postgresql) or name its programs: POSTGRES_BIN=/path/to/bin"
)
USER = "tailorbird"
MODERN = 15  # the first version whose databases may sort by ICU, and are copied file by file
START_SECONDS = 60.0
PR_SET_PDEATHSIG = 1
# What a power cut may destroy is thrown away anyway; a proof asks for the real thing.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
COMMON = (
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=64MB",
    "log_min_messages=fatal",
)


def find() -> Path | None:
    """Return the folder of PostgreSQL's server programs on this machine, the newest, or None."""
    named = os.environ.get("POSTGRES_BIN")
    if named:
        return Path(named) if (Path(named) / "postgres").exists() else None
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent  # psql and pg_dump stand beside the real one
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version_of_folder)
    return installed[-1].parent if installed else None


class Cluster:
    """One server in a folder of its own. ``kill`` is a power cut, ``start`` brings it back."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool) -> None:
        self.programs = programs
        self.folder = folder
        self._options = COMMON if durable else COMMON + FAST
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None
        self._user = _server_user()
        self._version = _version(programs)
        if self._user is not None:
            shutil.chown(folder, self._user)
        self._initialise()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [part for option in self._options for part in ("-c", option)]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [self.programs / "postgres", "-D", self._data, "-k", self.folder, *settings],
                stdout=log,
                stderr=log,
                user=self._user,
                start_new_session=True,
                cwd=self.folder,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads yet where tests begin
            )
        deadline = time.monotonic() + START_SECONDS
        while self._psql("postgres", "SELECT 1").returncode:
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server: connections are cut, what was committed is kept. Safe to call twice."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGQUIT)

    def create(self, name: str = "", like: str = "") -> str:
        """Make a database, under a new name if none is given; return its address.

        It is empty, or a copy of the database at the address ``like``, which nobody may use now.
        """
        name = name or f"db{next(self._numbers)}"
        template = f' TEMPLATE "{name_of(like)}"' if like else ""
        strategy = " STRATEGY FILE_COPY" if self._version >= MODERN else ""  # twice as fast
        self.run("postgres", f'CREATE DATABASE "{name}"{template}{strategy}')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected."""
        self.run("postgres", f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """Return the address of a database by its name."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def run(self, name: str, statement: str) -> str:
        """Run one statement in a database and return what psql prints, bare."""
        done = self._psql(name, statement)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def dump(self, url: str) -> bytes:
        """Return everything a database holds, as text."""
        command = [str(self.programs / "pg_dump"), "--inserts", "-d", url]
        return subprocess.run(command, capture_output=True, check=True).stdout

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _psql(self, name: str, statement: str) -> subprocess.CompletedProcess[str]:
        asked = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement]
        return subprocess.run(
            [self.programs / "psql", "-h", str(self.folder), "-U", USER, "-d", name, *asked],
            capture_output=True,
            text=True,
            check=False,
        )

    def _initialise(self) -> None:
        # sorted as a merchant's own server would sort: what relies on byte order must say so
        order = ["--locale-provider=icu", "--icu-locale=en-US"]
        if self._version < MODERN:
            order = []
        done = subprocess.run(
            [
                *(self.programs / "initdb", "-D", self._data, "-U", USER, "--auth=trust"),
                *("--encoding=UTF8", "--locale=C", "--no-sync", *order),
            ],
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
            cwd=self.folder,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip())

    def _end(self, how: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(START_SECONDS)
            self._server = None


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server in a temporary folder, stop it and throw it away afterwards.

    ``durable`` keeps what was committed through a power cut, as an ordinary server does; without it
    tests are much faster.
    """
    programs = find()
    if programs is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory(prefix="tb-pg-", ignore_cleanup_errors=True) as folder:
        server = Cluster(programs, Path(folder), durable=durable)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def main() -> int:
    """Make sure that PostgreSQL is there, as far as this machine allows; return the exit code."""
    if find() is None and _is_root() and shutil.which("apt-get") is not None:
        print("Installing PostgreSQL for the tests (about half a minute)", flush=True)
        _install()
    if find() is None:
        print(MISSING, file=sys.stderr)
        return 1 if in_ci() else 0
    return 0


def _version(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True)
    found = re.search(rb"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _version_of_folder(program: Path) -> float:
    number = program.parent.parent.name
    return float(number) if number.replace(".", "", 1).isdigit() else 0.0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _server_user() -> str | None:
    """Whom to start the server as: PostgreSQL refuses root."""
    if not _is_root():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _end_with_parent() -> None:
    """Have the server stopped when its starter is killed and cannot do so (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "postgresql"],
    ):
        done = subprocess.run(
            ["apt-get", *step], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print("\n".join(done.stderr.splitlines()[-5:]), file=sys.stderr)
            return


if __name__ == "__main__":
    sys.exit(main())
