"""``tailorbird rebuild`` and ``checkpoint``, on a folder at rest and through a running server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from proofs.servers import running
from tailorbird.app import open_shop
from tailorbird.storage.schema import OPERATIONAL

TAILORBIRD = Path(sys.executable).parent / "tailorbird"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with open_shop(folder) as shop:
        shop.track(name="Product Viewed", user_id="ann", properties={"product_id": "P1"})
        shop.track(name="Product Added", user_id="ann", properties={"product_id": "P1"})
        shop.wait_until_processed()
    return folder


def tailorbird(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TAILORBIRD), *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def lose_the_cart(folder: Path) -> None:
    with open_shop(folder) as shop:
        cart = OPERATIONAL.tables["cart_lines"]
        shop.stations.database.write(lambda connection: connection.execute(cart.delete()))


def test_a_difference_is_named_and_mended(data: Path) -> None:
    lose_the_cart(data)
    found = tailorbird("rebuild", "--check", "--data", data)
    assert found.returncode == 1
    assert "cart_lines" in found.stdout
    assert "is missing" in found.stdout
    mended = tailorbird("rebuild", "--data", data)
    assert mended.returncode == 0
    assert "2 events folded" in mended.stdout
    same = tailorbird("rebuild", "--check", "--data", data)
    assert same.returncode == 0
    assert "every row is the same" in same.stdout


def test_a_snapshot_is_kept_and_used(data: Path) -> None:
    kept = tailorbird("checkpoint", "--data", data)
    assert kept.returncode == 0
    assert "every event up to number 2" in kept.stdout
    done = tailorbird("rebuild", "--check", "--from-checkpoint", "--data", data)
    assert done.returncode == 0
    assert "0 events folded" in done.stdout


def test_a_running_server_does_it(data: Path, free_port: int, tmp_path: Path) -> None:
    lose_the_cart(data)
    serve = [str(TAILORBIRD), "serve", "--data", str(data), "--port", str(free_port)]
    with running(serve, log=tmp_path / "server.log") as program:
        program.wait_for("Tailorbird is ready", 60)
        assert tailorbird("rebuild", "--check", "--data", data).returncode == 1
        assert tailorbird("checkpoint", "--data", data).returncode == 0
        done = tailorbird("rebuild", "--data", data)
        assert "2 events folded" in done.stdout
        assert tailorbird("rebuild", "--check", "--data", data).returncode == 0
