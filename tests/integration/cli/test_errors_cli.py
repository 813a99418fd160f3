"""The command line when something is wrong: one sentence, exit code 2, nothing half written."""

from __future__ import annotations

import io
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import tailorbird
from tailorbird.cli import main
from tailorbird.storage.database import Database

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
PROGRAM = [sys.executable, "-c", "from tailorbird.cli import main; main()"]


def command(*words: str | Path, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; ``most_bytes`` is the largest file it may write."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        preexec_fn=limit,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )


def command_here(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process: ten times as fast, for what ends by itself."""
    said, complained = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["tailorbird", *map(str, words)])
        patched.setattr(sys, "stdin", io.StringIO())
        patched.setenv("COLUMNS", "200")
        with redirect_stdout(said), redirect_stderr(complained):
            code = 0
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
    return subprocess.CompletedProcess([], code, said.getvalue(), complained.getvalue())


def failed(done: subprocess.CompletedProcess[str], code: str, *said: str) -> None:
    """The last line is the error: its code, and a sentence that says what to do."""
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert lines[-1].startswith(f"Error ({code}): ")
    assert [word for word in said if word not in lines[-1]] == []
    assert sum(line.startswith("Error") for line in lines) == 1


def content(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, which says nothing."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def orders_file(path: Path, orders: int, *, broken: bool = False) -> Path:
    """Orders of two lines each, five minutes apart; optionally one row that makes no sense."""
    rows = [
        f"{500_000 + n},P{n % 40 + line},PRODUCT {n % 40 + line},2,"
        f"2011-{1 + n % 12:02}-{1 + n % 28:02} 10:{n % 60:02},1.25,{n % 97},France"
        for n in range(orders)
        for line in range(2)
    ]
    if broken:
        rows.insert(len(rows) // 2, "???,P1,MUG,many,no day,free,,")
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A shop's folder that was used before."""
    tailorbird.open(tmp_path / "data").close()
    return tmp_path / "data"


def import_orders(
    data: Path, file: Path, *words: str | Path, most_bytes: int | None = None
) -> subprocess.CompletedProcess[str]:
    line = ("import", "orders", file, "--data", data, *words)
    return command_here(*line) if most_bytes is None else command(*line, most_bytes=most_bytes)


# -- serve


def test_a_taken_port_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command("serve", "--data", tmp_path / "new", "--port", str(port))
    failed(done, "port_taken", str(port), "--port")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--port", "70000"], "bad_configuration", "65535"),
        (["--host", "no.such.host.invalid"], "port_taken", "no.such.host.invalid"),
    ],
)
def test_a_wrong_option_is_a_sentence(
    tmp_path: Path, words: list[str], code: str, said: str
) -> None:
    failed(command("serve", "--data", tmp_path / "new", *words), code, said)
    assert not (tmp_path / "new").exists()


def test_a_second_server_on_the_same_data_is_refused(data: Path) -> None:
    with tailorbird.open(data):
        failed(command("serve", "--data", data, "--port", "0"), "already_running", str(data))


def newer(data: Path) -> None:
    database = Database(f"sqlite:///{data / 'log.db'}")
    database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num='z9'"))
    database.close()


SPOILT: list[tuple[Callable[[Path], object], str, str]] = [
    (newer, "newer_database", "Install that version or newer"),
    (lambda data: (data / "tailorbird.db").write_text("a diary"), "storage_failed", "--data"),
    (lambda data: (data / "tailorbird.toml").write_text("prot = 1"), "bad_configuration", "'port'"),
]


@pytest.mark.parametrize(("spoil", "code", "said"), SPOILT, ids=["newer", "diary", "settings"])
def test_a_folder_that_cannot_be_used_stays_as_it_is(
    data: Path, spoil: Callable[[Path], object], code: str, said: str
) -> None:
    spoil(data)
    before = content(data)
    failed(command("serve", "--data", data, "--port", "0"), code, said)
    assert content(data) == before


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    failed(command("serve", "--data", tmp_path / "data", "--port", "0"), "storage_failed", "--data")


# -- import


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    failed(import_orders(tmp_path / "new", tmp_path / "no.csv"), "bad_file", "no.csv")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("orders.csv", b""),
        ("orders.csv", b"\x00\x01\x02" * 500),
        ("orders.csv", b"colour,size\nred,5\n"),
        ("orders.parquet", b"InvoiceNo,StockCode\n1,2\n"),
        ("orders.jsonl", b"InvoiceNo,StockCode\n1,2\n"),
        ("orders.xlsx", b"PK\x03\x04" + b"\x00" * 100),
    ],
)
def test_a_file_that_is_not_what_it_says_is_a_sentence(
    data: Path, tmp_path: Path, name: str, written: bytes
) -> None:
    (tmp_path / name).write_bytes(written)
    before = content(data)
    failed(import_orders(data, tmp_path / name), "bad_file")
    assert content(data) == before


def test_a_column_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    file, before = orders_file(tmp_path / "orders.csv", 3), content(data)
    failed(import_orders(data, file, "--map", "quantity=Menge"), "bad_file", "Menge")
    assert content(data) == before


def test_a_place_for_refused_rows_that_cannot_be_written_is_a_sentence(
    data: Path, tmp_path: Path
) -> None:
    file, before = orders_file(tmp_path / "orders.csv", 3), content(data)
    done = import_orders(data, file, "--refused", tmp_path / "nowhere" / "refused.csv")
    failed(done, "file", "nowhere")
    assert content(data) == before


def test_a_full_disk_under_the_list_of_refused_rows_is_a_sentence(
    data: Path, tmp_path: Path
) -> None:
    file = orders_file(tmp_path / "orders.csv", 3, broken=True)
    failed(import_orders(data, file, "--refused", "/dev/full"), "disk_full", "Make room")
    assert known_orders(data) == 3


def test_a_broken_row_in_the_middle_is_refused_alone(data: Path, tmp_path: Path) -> None:
    file = orders_file(tmp_path / "orders.csv", 30, broken=True)
    done = import_orders(data, file, "--refused", tmp_path / "refused.csv")
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "refused.csv").read_text().splitlines()) == 2
    assert known_orders(data) == 30


def known_orders(data: Path) -> int:
    with tailorbird.open(data) as shop:
        shop.wait_until_processed()
        return shop.profiles.order_count()


def test_a_full_disk_is_a_sentence_and_once_there_is_room_the_import_goes_on(
    data: Path, tmp_path: Path
) -> None:
    """A limit on the size of files stands for the disk: the system refuses to write more."""
    file = orders_file(tmp_path / "orders.csv", 1_500)
    done = import_orders(data, file, most_bytes=400_000)
    failed(done, "disk_full", "Make room")
    kept = known_orders(data)
    assert kept < 1_500
    again = import_orders(data, file)
    assert again.returncode == 0, again.stderr
    assert known_orders(data) == 1_500
    assert "3,000 rows" in again.stdout
    with tailorbird.open(data) as shop:
        sold = [pieces for *_, pieces, _ in shop.profiles.sold_lines()]
    assert (len(sold), sum(sold)) == (3_000, 6_000)  # nothing lost, nothing twice


@contextmanager
def serving(data: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*PROGRAM, "serve", "--data", str(data), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            assert any("is ready" in line for line in server.stdout)
            yield server
        finally:
            server.terminate()
            server.wait(20)


def test_an_import_beside_a_server_goes_through_it(data: Path, tmp_path: Path) -> None:
    file = orders_file(tmp_path / "orders.csv", 25)
    with serving(data) as server:
        done = import_orders(data, file)
        assert done.returncode == 0, done.stderr
        failed(import_orders(data, tmp_path / "no.csv"), "bad_file")
    assert server.returncode == 0
    assert known_orders(data) == 25
    assert not (data / "server.json").exists()
