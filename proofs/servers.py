"""Start a program, read what it prints with the moment it printed it, and stop it by its id."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024 * 1024


@dataclass
class Program:
    """A running program. ``lines`` holds (seconds since its start, text)."""

    process: subprocess.Popen[str]
    began: float
    lines: list[tuple[float, str]] = field(default_factory=list)

    def wait_for(self, pattern: str, timeout: float) -> re.Match[str]:
        """Wait until a line matches; fail with the program's last words if it ends before."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = self.seen(pattern)
            if found:
                return found
            if self.process.poll() is not None:
                time.sleep(0.2)  # the reader takes the last lines
                if found := self.seen(pattern):
                    return found
                break
            time.sleep(0.02)
        raise RuntimeError(f"no line like {pattern!r}; it said: {self.last_words()}")

    def seen(self, pattern: str) -> re.Match[str] | None:
        """The first line so far that matches."""
        matches = (re.search(pattern, text) for _, text in list(self.lines))
        return next(filter(None, matches), None)

    def second_of(self, pattern: str) -> float:
        """How many seconds after the start the first matching line was printed."""
        moments = (at for at, text in list(self.lines) if re.search(pattern, text))
        return next(moments, 0.0)

    def last_words(self) -> str:
        """The last lines, for an error message."""
        return " / ".join(text for _, text in self.lines[-6:])


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    folder: Path | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[Program]:
    """Run a program in a process group of its own; it is stopped when the block ends."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    program = Program(process, time.monotonic())
    reader = threading.Thread(target=_read, args=(program, log), daemon=True)
    reader.start()
    try:
        yield program
    finally:
        stop(process)
        reader.join(5)


def stop(process: subprocess.Popen[str], patience: float = 15) -> None:
    """Ask a program and what it started to end; after ``patience`` seconds, end them."""
    for step in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        _signal_group(process.pid, step)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    _signal_group(process.pid, signal.SIGKILL)  # a child that outlived its parent


def family(pid: int) -> list[int]:
    """A process and everything below it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found.extend(int(child) for child in task.read_text().split())
    return found


def server_pids(pid: int) -> list[int]:
    """Of a process and its children, those that are Tailorbird and not make or a shell."""
    return [member for member in family(pid) if b"tailorbird" in _command(member)]


def memory(pids: Sequence[int], key: str = "VmRSS") -> float:
    """Megabytes of memory held now (VmRSS) or at most so far (VmHWM), added up."""
    total = 0
    for pid in pids:
        status = Path(f"/proc/{pid}/status").read_text()
        found = re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE)
        total += int(found[1]) * 1024 if found else 0
    return total / MEGABYTE


def get(address: str, timeout: float = 10) -> tuple[int, str]:
    """Ask for a page; return its status and text."""
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace")


def _command(pid: int) -> bytes:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return b""
    program = words[0].rsplit(b"/", 1)[-1]
    return b"" if program in {b"make", b"sh", b"bash"} else b" ".join(words)


def _read(program: Program, log: Path) -> None:
    assert program.process.stdout is not None
    with log.open("a") as kept, program.process.stdout as said:
        for line in said:
            program.lines.append((time.monotonic() - program.began, line.rstrip()))
            kept.write(line)
            kept.flush()


def _signal_group(pid: int, which: signal.Signals) -> None:
    try:
        os.killpg(pid, which)
    except (ProcessLookupError, PermissionError):
        return
