"""``tailorbird worker``: processing and housekeeping in a process of their own."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from tailorbird import worker
from tailorbird.cli import texts
from tailorbird.core.config import load


@click.command("worker")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of data.")
def worker_command(data: Path | None) -> None:
    """Process events and do the housekeeping, for a server with the setting worker = none."""
    stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    worker.work(load({"data": data}), stop, lambda: click.echo(texts.WORKER_READY))
