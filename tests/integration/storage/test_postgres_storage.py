"""PostgreSQL when something goes wrong: a lost connection, a server that stops, a wrong address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tailorbird.core.errors import BadConfiguration, StorageError
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.engines import postgres as engine
from tailorbird.storage.schema import Chain, upgrade
from tailorbird.storage.settings import Settings
from tools.postgres import Cluster, cluster, find, name_of

END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name='tailorbird'"
)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    upgrade(opened, Chain.OPERATIONAL)
    yield opened
    opened.close()


def test_a_connection_lost_while_idle_is_made_anew(
    database: Database, postgres: Cluster, postgres_url: str
) -> None:
    settings = Settings(database)
    settings.set("colour", "red")
    assert settings.get("colour") == "red"
    postgres.run(name_of(postgres_url), END_ALL)
    settings.set("size", 7)
    assert (settings.get("colour"), settings.get("size")) == ("red", 7)


def test_a_change_that_loses_its_connection_is_made_once(database: Database) -> None:
    database.write(lambda c: c.exec_driver_sql("CREATE TABLE tries (n int)").rowcount)
    tries: list[int] = []

    def change(connection: Connection) -> int:
        tries.append(len(tries))
        connection.execute(text("INSERT INTO tries VALUES (:n)"), {"n": tries[-1]})
        if len(tries) == 1:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return tries[-1]

    assert database.write(change) == 1
    with database.read() as connection:
        assert connection.execute(text("SELECT n FROM tries")).scalars().all() == [1]


def test_a_change_that_always_loses_its_connection_is_given_up(database: Database) -> None:
    tries: list[int] = []

    def change(connection: Connection) -> None:
        tries.append(1)
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(StorageError, match="cannot be reached"):
        database.write(change)
    assert 1 < len(tries) < 20
    assert database.write(lambda c: c.execute(text("SELECT 1")).scalar()) == 1


def test_a_server_that_stops_is_a_sentence_and_goes_on_when_it_is_back() -> None:
    if find() is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster() as server:
        database = Database(server.create())
        settings = Settings(_upgraded(database))
        settings.set("colour", "red")
        server.stop()
        for ask in (lambda: settings.set("colour", "blue"), lambda: settings.get("colour")):
            with pytest.raises(StorageError, match="cannot be reached") as caught:
                ask()
            assert "\n" not in caught.value.message
        server.start()
        settings.set("size", 7)
        assert settings.get("colour") == "red"
        database.close()


def _upgraded(database: Database) -> Database:
    upgrade(database, Chain.OPERATIONAL)
    return database


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("postgresql://me:secret@127.0.0.1:1/shop", StorageError),
        ("postgresql://me:secret@127.0.0.1", BadConfiguration),
        ("postgresql://me:secret@127.0.0.1:port/shop", BadConfiguration),
        ("mysql://me:secret@127.0.0.1/shop", BadConfiguration),
    ],
)
def test_a_wrong_address_is_a_sentence_without_the_password(
    address: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        Database(address)
    assert "secret" not in str(caught.value)


def test_a_database_of_another_encoding_is_refused(postgres: Cluster) -> None:
    postgres.run(
        "postgres",
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' "
        "LOCALE_PROVIDER libc LOCALE 'C'",
    )
    with pytest.raises(BadConfiguration, match="ENCODING 'UTF8'"):
        Database(postgres.url("latin"))
    postgres.drop(postgres.url("latin"))


def test_a_writer_that_waits_too_long_says_who_is_busy(
    database: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_MS", 50)
    other = Database(postgres_url, "elsewhere")
    impatient = Database(postgres_url)

    def meanwhile(_: Connection) -> None:
        other.write(lambda _: None)  # another part of the database has a turn of its own
        with pytest.raises(StorageError, match="too busy"):
            impatient.write(lambda _: None)

    database.write(meanwhile)
    impatient.write(lambda _: None)
    other.close()
    impatient.close()


def test_all_text_is_compared_byte_by_byte(database: Database) -> None:
    ours = text(
        "SELECT collation_name, count(*) FROM information_schema.columns "
        "WHERE table_schema = 'tailorbird' AND data_type = 'character varying' "
        "AND table_name <> 'alembic_version' GROUP BY 1"
    )
    with database.read() as connection:
        [(collation, count)] = connection.execute(ours).all()
    assert collation == "C"
    assert count > 50


def test_text_that_cannot_be_held_does_not_break_a_change(database: Database) -> None:
    settings = Settings(database)
    settings.set("a\x00b\ud800c", 1)
    assert settings.get("ab?c") == 1
