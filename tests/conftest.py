"""What every test may use, and the rule that on a build machine nothing is left out in silence."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tools import chromium as browser_on_this_machine
from tools import postgres as postgres_on_this_machine

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE_DATA = Path(os.environ.get("TAILORBIRD_SHARED_DATA", ROOT.parent / "shared" / "data"))

# No deadline: a shared machine makes a fast example slow now and then. No database: a failure
# prints the example, which then becomes a test of its own.
settings.register_profile("tailorbird", deadline=None, database=None, print_blob=True)
settings.load_profile("tailorbird")

_not_run: list[str] = []


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data sets that do not ship; the test needs the mark ``outside_data``."""
    return OUTSIDE_DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without one the test is skipped by name, or fails where CI=true."""
    found = browser_on_this_machine.find()
    if found is None:
        pytest.skip(browser_on_this_machine.MISSING)
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_on_this_machine.Cluster]:
    """A PostgreSQL server of this run alone; without one the test is skipped by name.

    It keeps nothing through a power cut, for speed; ``cluster(durable=True)`` does.
    """
    if postgres_on_this_machine.find() is None:
        pytest.skip(postgres_on_this_machine.MISSING)
    with postgres_on_this_machine.cluster() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: postgres_on_this_machine.Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test alone."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept_in(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a shop is kept, for what must hold on every database: an address, empty for files."""
    if request.param == "sqlite":
        yield ""
        return
    server: postgres_on_this_machine.Cluster = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def free_port() -> int:
    """A port of this machine that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return int(port)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of data that is not there, and remember them for the closing lines."""
    if OUTSIDE_DATA.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("outside_data")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
        _not_run.extend(item.nodeid for item in left_out)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the names from a worker process to the one that prints."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["not_run"] = _not_run


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the names a worker process handed over."""
    _not_run.extend(getattr(node, "workeroutput", {}).get("not_run", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say by name what was not run."""
    if _not_run:
        terminalreporter.section("not run: data sets that do not ship are not here")
        terminalreporter.line("name their folder in TAILORBIRD_SHARED_DATA to run them")
        for name in sorted(set(_not_run)):
            terminalreporter.line(f"  {name}")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that leaves itself out."""
    report = yield
    if report.skipped and browser_on_this_machine.in_ci():
        report.outcome = "failed"
        report.longrepr = f"CI=true, and this was not run: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On a build machine a missing part is a failure, so a skipped test fails there."""
    report = yield
    if report.skipped and browser_on_this_machine.in_ci() and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true, and this was not run: {report.longrepr}"
    return report
