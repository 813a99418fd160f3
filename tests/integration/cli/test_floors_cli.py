"""``tailorbird floors`` on a folder."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from tailorbird.cli.main import commands


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["floors", *words])
    return done.exit_code, done.output


def test_the_owner_sees_the_floors_and_opens_one(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "shop"))
    code, said = run("list", *data)
    assert code == 0
    assert "0  At the beginning" in said
    assert "0 of 1 orders in 365 days" in said
    code, said = run("open", *data, "predictions", "--because", "a try")
    assert (code, "opened by the command line: a try" in said) == (0, True)
    assert "opened by the command line: a try" in run("list", *data)[1]
    assert run("reset", *data, "predictions", "--because", "enough")[0] == 0
    assert "opened by" not in run("list", *data)[1]
    assert run("open", *data, "predictions")[0] == 2
