"""The worker in a process of its own: processes events and does the housekeeping.

``work`` is what it does; ``Child`` is a worker that a server starts, watches and takes along when
it ends. The child reads its settings from its standard input and works until that is closed, which
the system does for a server that dies in whatever way: no worker is left behind.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

import msgspec

from tailorbird.app import Tailorbird
from tailorbird.app.working import Part
from tailorbird.core.config import Config
from tailorbird.core.errors import TailorbirdError

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "tailorbird.worker")
STOP_SECONDS = 30.0  # for the batch and the job at hand
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a worker that ended is started again
SETTLED_SECONDS = 60.0  # a worker that lived so long is not in trouble
_STDIN = 0


def work(config: Config, stop: threading.Event, on_ready: Callable[[], object]) -> None:
    """Process events and do the housekeeping until ``stop`` is set.

    Raises:
        StorageError: the data cannot be opened, or another worker has it.
    """
    with Tailorbird(config, part=Part.WORKER) as shop:
        shop.housekeeping.start()
        on_ready()
        stop.wait()


class Child:
    """A worker that a server has in a child process; started again whenever it ends."""

    def __init__(self, config: Config, command: Sequence[str] = COMMAND) -> None:
        self._settings = msgspec.json.encode(config, enc_hook=str) + b"\n"
        self._command = command
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="watch worker", daemon=True)

    def start(self) -> None:
        """Start the worker, and keep it running."""
        self._thread.start()

    def stop(self) -> None:
        """Let the worker finish what it has begun, and end it. Safe to call twice."""
        self._stop.set()
        with self._changing:
            process = self._process
            _let_go(process)
        if process is not None:
            _end(process)
        self._thread.join()

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while (process := self._begin()) is not None:
            began = time.monotonic()
            code = process.wait()
            _let_go(process)
            if self._stop.is_set():
                return
            if time.monotonic() - began > SETTLED_SECONDS:
                pause = FIRST_PAUSE
            log.warning("The worker ended (%s); starting it again in %.1f s.", code, pause)
            self._stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _begin(self) -> subprocess.Popen[bytes] | None:
        with self._changing:
            if self._stop.is_set():
                return None
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, bufsize=0)  # noqa: S603
            try:
                if self._process.stdin is not None:
                    self._process.stdin.write(self._settings)
            except BrokenPipeError:
                log.warning("The worker ended before it had begun.")
            return self._process


def _let_go(process: subprocess.Popen[bytes] | None) -> None:
    """Close the pipe by which a child knows that it is still wanted."""
    if process is not None and process.stdin is not None:
        process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    for insist in (process.terminate, process.kill):
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            insist()
        else:
            return
    process.wait()


def main() -> int:
    """Be the child: read the settings, work until the server lets go or ends; return exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: worker: %(message)s")
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then lets go
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with open(_STDIN, "rb", buffering=0, closefd=False) as given:
        settings = given.readline()
    config = msgspec.json.decode(settings, type=Config, dec_hook=lambda kind, text: kind(text))
    threading.Thread(target=_wait_for_the_end, args=(stop,), daemon=True).start()
    try:
        work(config, stop, lambda: None)
    except TailorbirdError as error:
        log.error("%s", error.message)  # noqa: TRY400 - the sentence says it; a trace says no more
        return error.exit_code
    return 0


def _wait_for_the_end(stop: threading.Event) -> None:
    while os.read(_STDIN, 1):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
