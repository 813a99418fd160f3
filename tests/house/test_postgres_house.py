"""The throw-away PostgreSQL of the tests: apart from each other, and back after a power cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.postgres import Cluster, find, name_of


def test_a_database_of_its_own_for_every_test(postgres: Cluster, postgres_url: str) -> None:
    other = postgres.create()
    assert other != postgres_url
    name = name_of(other)
    postgres.run(name, "CREATE TABLE mine (n int)")
    postgres.drop(other)
    assert name not in postgres.run("postgres", "SELECT datname FROM pg_database")


def test_a_folder_without_programs_is_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    assert find() is None
