"""``tailorbird connect shopify``: the secret is asked for and kept out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tailorbird.app import Tailorbird
from tailorbird.cli.main import commands
from tailorbird.core.config import Config
from tailorbird.core.errors import BadInput


def run(folder: Path, *arguments: str, **environment: str) -> str:
    line = ["connect", "shopify", *arguments, "--data", str(folder)]
    done = CliRunner().invoke(commands, line, env=environment, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_shop_is_connected_and_its_past_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    said = run(folder, "My-Shop.myshopify.com", "--app", "id", SHOPIFY_APP_SECRET="shpss_hidden")
    assert "/v1/webhooks/shopify" in said
    assert "shpss_hidden" not in said
    with Tailorbird(Config(data=folder)) as shop:
        (connected,) = shop.shops.connected.all()
        assert (connected.shop, connected.address, connected.secret) == (
            "my-shop.myshopify.com",
            "https://my-shop.myshopify.com",
            "shpss_hidden",
        )
        assert [one.name for one in shop.housekeeping.jobs.standings()] == ["shop_backfill"]


def test_the_secret_is_asked_for_and_the_past_left_alone_without_an_app(tmp_path: Path) -> None:
    line = ["connect", "shopify", "my-shop.myshopify.com", "--data", str(tmp_path / "shop")]
    done = CliRunner().invoke(commands, line, input="shpss_typed\n", catch_exceptions=False)
    assert done.exit_code == 0
    assert "shpss_typed" not in done.output
    with Tailorbird(Config(data=tmp_path / "shop")) as shop:
        assert shop.shops.connected.all()[0].secret == "shpss_typed"
        assert shop.housekeeping.jobs.standings() == []


@pytest.mark.parametrize("name", ["no shop", "http://shop.example", "shop", "a/b.com"])
def test_what_is_no_shop_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="no shop's name"):
        run(tmp_path / "shop", name, SHOPIFY_APP_SECRET="x")
