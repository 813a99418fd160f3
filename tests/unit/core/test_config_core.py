"""Settings: where they come from, which wins, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tailorbird.core.config import Config, load
from tailorbird.core.errors import BadConfiguration


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.joinpath("tailorbird.toml").write_text(
        'port = 1\nhost = "file"\nshop_name = "File & Sons"\n', encoding="utf-8"
    )
    return tmp_path


def test_without_anything_the_defaults_hold() -> None:
    assert load(environment={}) == Config()


def test_options_win_over_environment_and_that_over_the_file(folder: Path) -> None:
    environment = {"TAILORBIRD_PORT": "2", "TAILORBIRD_HOST": "env", "HOME": "/root"}
    config = load({"data": folder, "port": 3, "currency": None}, environment)
    assert (config.port, config.host, config.shop_name) == (3, "env", "File & Sons")
    assert config.currency == "EUR"


def test_the_environment_may_name_the_folder(folder: Path) -> None:
    config = load(environment={"TAILORBIRD_DATA": str(folder)})
    assert (config.data, config.host) == (folder, "file")


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "name"
    secret.write_text("  Quiet shop\n", encoding="utf-8")
    config = load({"data": tmp_path}, {"TAILORBIRD_SHOP_NAME_FILE": str(secret)})
    assert config.shop_name == "Quiet shop"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"SHOP_NAME_FILE names .*nowhere"):
        load({"data": tmp_path}, {"TAILORBIRD_SHOP_NAME_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    ("options", "environment"),
    [({"portt": 1}, {}), ({}, {"TAILORBIRD_PORTT": "1"})],
    ids=["option", "environment"],
)
def test_an_unknown_setting_is_answered_with_the_nearest_name(
    options: dict[str, object], environment: dict[str, str]
) -> None:
    with pytest.raises(BadConfiguration, match=r"'portt'.*'port'"):
        load(options, environment)


def test_an_unknown_setting_like_none_is_answered_with_all_names(tmp_path: Path) -> None:
    tmp_path.joinpath("tailorbird.toml").write_text("zzz = 1\n", encoding="utf-8")
    with pytest.raises(BadConfiguration, match=r"Known: data, database, .*host"):
        load({"data": tmp_path}, {})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"port": "many"}, "port"),
        ({"port": 70_000}, "0 to 65535"),
        ({"port": -1}, "0 to 65535"),
        ({"currency": "euro"}, "ISO code"),
        ({"currency": "eur"}, "ISO code"),
        ({"currency": "ÄÖÜ"}, "ISO code"),
        ({"timezone": "Mars/Olympus"}, "zone"),
        ({"timezone": ""}, "zone"),
        ({"timezone": "../../etc/passwd"}, "zone"),
        ({"refresh_minutes": 0}, "refresh_minutes"),
        ({"refresh_minutes": -5}, "refresh_minutes"),
        ({"shop_name": 5}, "shop_name"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadConfiguration, match=said) as caught:
        load(options, {})
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"port = []\n"])
def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    tmp_path.joinpath("tailorbird.toml").write_bytes(content)
    with pytest.raises(BadConfiguration) as caught:
        load({"data": tmp_path}, {})
    assert "\n" not in caught.value.message


def test_a_wrong_database_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="database: expected postgresql://") as caught:
        load({"data": tmp_path, "database": "mysql://me:secret@host/shop"}, {})
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "http://127.0.0.1:8787"),
        ({"host": "0.0.0.0", "port": 80}, "http://127.0.0.1:80"),
        ({"public_url": "https://tb.example.com/"}, "https://tb.example.com"),
        ({"host": "::1"}, "http://[::1]:8787"),
    ],
)
def test_browsers_get_an_address_they_can_open(options: dict[str, object], url: str) -> None:
    assert load(options, {}).url == url
