"""`tailorbird import` for every kind of file: here, beside a server, twice, and after a kill."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import tailorbird
from tailorbird.app import Tailorbird
from tailorbird.cli import main
from tailorbird.events.store import newest_rows
from tailorbird.storage.database import Database

PROGRAM = [sys.executable, "-c", "from tailorbird.cli import main; main()"]
EVENTS = "event_time,event_type,product_id,price,user_id,user_session"


def begin(data: Path, *words: str | Path) -> subprocess.Popen[str]:
    line = [*PROGRAM, "import", *map(str, words), "--data", str(data), "--yes"]
    return subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
    )


def here(data: Path, *words: str | Path) -> tuple[int, str, str]:
    """The command in this process: many times as fast as starting one."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patched:
        line = ["tailorbird", "import", *map(str, words), "--data", str(data), "--yes"]
        patched.setattr(sys, "argv", line)
        with redirect_stdout(said), redirect_stderr(complained):
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
    return code, said.getvalue(), complained.getvalue()


def done(data: Path, *words: str | Path) -> str:
    code, said, complained = here(data, *words)
    assert code == 0, complained
    return said


def refused(data: Path, *words: str | Path) -> str:
    code, _, complained = here(data, *words)
    assert code == 2, complained
    assert "Traceback" not in complained
    return complained


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


@contextmanager
def opened(data: Path) -> Iterator[Tailorbird]:
    with tailorbird.open(data) as shop:
        shop.wait_until_processed()
        yield shop


def visits(path: Path, people: int) -> Path:
    """Each looks at two products, puts one into the cart, and every third buys it."""
    rows = []
    for n in range(people):
        at = f"2026-0{1 + n % 9}-{1 + n % 28:02} 10:00"
        rows += [f"{at}:01,view,p{n % 5},2,u{n},s{n}", f"{at}:02,view,p{n % 5 + 1},3,u{n},s{n}"]
        rows.append(f"{at}:03,cart,p{n % 5},2,u{n},s{n}")
        if n % 3 == 0:
            rows.append(f"{at}:04,purchase,p{n % 5},2,u{n},s{n}")
    return written(path, EVENTS, *rows)


def test_every_kind_of_file_comes_in_and_a_second_time_adds_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    products = written(
        tmp_path / "products.csv", "id,title,price,stock", "p0,Mug,2,4", "p0,,,0", "p1,Jug,3,0"
    )
    customers = written(
        tmp_path / "customers.csv",
        "id,email,first name,newsletter",
        "u0,ann@example.com,Ann,yes",
        "u1,bo@example.com,Bo,no",
    )
    events = visits(tmp_path / "events.csv", 12)
    files: list[tuple[str, ...]] = [
        ("products", str(products)),
        ("customers", str(customers), "--basis", "at checkout", "--as-of", "2026-01-01"),
        ("events", str(events)),
    ]
    said = [done(data, *words) for words in files]
    assert "product_id    id" in said[0]
    assert "2 new" not in said[0]
    assert "3 rows" in said[0]
    assert "answers of yes 1" in said[1]
    assert "Made of them: Order Completed 4, Product Added 12, Product Viewed 24" in said[2]
    again = [done(data, *words) for words in files]
    assert all(": 0 new, " in text for text in again)
    with opened(data) as shop:
        assert shop.profiles.order_count() == 4
        [ann] = shop.people("ann@example.com")
        person = shop.person(ann.profile_id)
        assert person is not None
        assert [(held.channel, held.granted, held.method) for held in person.consents] == [
            ("email", True, "import")
        ]
        assert [order.total_minor for order in person.orders] == [200]
        mug = shop.product("p0")
        assert mug is not None
        assert (mug.title, mug.in_stock) == ("Mug", True)
        kinds = [(run.kind, run.file, run.rows_new, run.trouble) for run in shop.imports()]
        assert kinds[3:] == [
            ("events", "events.csv", 40, ""),
            ("customers", "customers.csv", 2, ""),
            ("products", "products.csv", 3, ""),
        ]
        assert all(run.ended_at and run.rows_new == 0 for run in shop.imports()[:3])


def test_imports_start_nothing_and_come_behind_live_events(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "events", visits(tmp_path / "events.csv", 3))
    with opened(data) as shop:
        assert shop.visitors_by_day(0, 40_000) == []  # nobody is here just now
        assert [arrived.source for arrived in shop.arrivals()] == ["import:events"]


def test_refused_rows_are_written_down_and_counted(tmp_path: Path) -> None:
    events = written(
        tmp_path / "events.csv",
        EVENTS,
        "2026-01-01 10:00,view,p1,2,7,s",
        "2026-01-01 10:00,view,,2,7,s",
        "2026-01-01 10:00,view,p1,2,,",
    )
    rest = tmp_path / "refused.csv"
    said = done(tmp_path / "data", "events", events, "--refused", rest)
    assert "1  not taken: product_id is empty" in said
    assert "1  not taken: the row names neither a customer nor a session" in said
    assert rest.read_text(encoding="utf-8").count("\n") == 3


def test_orders_of_several_files_are_joined(tmp_path: Path) -> None:
    items = written(tmp_path / "items.csv", "order_id,product_id,price", "1,mug,2", "1,jug,3")
    orders = written(tmp_path / "orders.csv", "order_id,customer_id,order_date", "1,a,2026-01-01")
    data = tmp_path / "data"
    assert "quantity" in refused(data, "orders", items, "--join", orders)
    said = done(data, "orders", items, "--join", orders, "--set", "quantity=1")
    assert "orders.csv, joined by order_id: 0 rows found nothing in it, 0 of it unused." in said
    with opened(data) as shop:
        assert [day.net_minor for day in shop.trade_by_day(0, 40_000)] == [500]
    twice = written(
        tmp_path / "twice.csv", "order_id,customer_id,order_date", *["1,a,2026-01-01"] * 2
    )
    assert "twice" in refused(data, "orders", items, "--join", twice, "--set", "quantity=1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "product_id"], "field=column"),
        (["--map", "colour=event_type"], "There is no field colour"),
        (["--map", "product_id=Artikel"], "There is no column Artikel"),
        (["--join", "no.csv"], "There is no file"),
        (["--timezone", "Mars/Base"], "Mars/Base"),
    ],
)
def test_what_cannot_be_followed_is_a_sentence(tmp_path: Path, words: list[str], said: str) -> None:
    events = visits(tmp_path / "events.csv", 2)
    assert said in refused(tmp_path / "data", "events", events, *words)


def test_customers_without_a_date_of_consent_are_refused_and_the_import_is_on_record(
    tmp_path: Path,
) -> None:
    people = written(tmp_path / "people.csv", "id,newsletter", "1,yes")
    data = tmp_path / "data"
    assert "--as-of" in refused(data, "customers", people, "--basis", "at checkout")
    with opened(data) as shop:
        [run] = shop.imports()
        assert (run.kind, "--as-of" in run.trouble, run.rows_new) == ("customers", True, 0)


def test_beside_a_server_every_kind_goes_through_its_door(tmp_path: Path) -> None:
    data = tmp_path / "data"
    tailorbird.open(data).close()
    line = [*PROGRAM, "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        assert any("is ready" in text for text in server.stdout)
        try:
            events = done(data, "events", visits(tmp_path / "events.csv", 6))
            products = written(tmp_path / "products.csv", "id,title", "p0,Mug")
            described = done(data, "products", products)
            wrong = refused(data, "products", tmp_path / "no.csv")
        finally:
            server.terminate()
            server.wait(20)
    assert "20 rows" in events
    assert "1 rows" in described
    assert "There is no file" in wrong
    with opened(data) as shop:
        assert shop.profiles.order_count() == 2


def wait_for_events(data: Path, events: int) -> None:
    """Wait until the log of another process holds so many events."""
    with closing(Database(f"sqlite:///{data / 'log.db'}")) as log:
        for _ in range(2_000):
            with log.read() as connection:
                if max(newest_rows(connection).values()) >= events:
                    return
            time.sleep(0.01)
    raise AssertionError("the import has not got so far")


def test_an_import_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed at any moment and started again, every row is in once."""
    data, events = tmp_path / "data", visits(tmp_path / "events.csv", 1_500)
    tailorbird.open(data).close()
    for events_before_the_kill in (200, 1_500):
        with begin(data, "events", events) as program:
            wait_for_events(data, events_before_the_kill)
            os.kill(program.pid, signal.SIGKILL)
            program.communicate()
        assert program.returncode == -signal.SIGKILL  # it was in the middle
    done(data, "events", events)
    with opened(data) as shop:
        assert shop.profiles.order_count() == 500
        assert sum(day.net_minor for day in shop.trade_by_day(0, 40_000)) == 500 * 200
        [arrived] = [one for one in shop.arrivals() if one.source == "import:events"]
        assert dict(arrived.names) == {
            "Product Viewed": 3_000,
            "Product Added": 1_500,
            "Order Completed": 500,
        }
        assert shop.imports()[0].ended_at is not None
