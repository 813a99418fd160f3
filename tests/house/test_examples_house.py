"""The Python examples of the how-to pages that need no file of the reader's run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"


PRINTED = {"run-your-shop.md": "85123A", "segments.md": "ada@shop.example 1"}


@pytest.mark.parametrize("page", PRINTED)
def test_the_examples_run(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", (HOW_TO / page).read_text(), re.DOTALL)
    assert examples
    for code in examples:
        exec(compile(code, page, "exec"), {})
    assert PRINTED[page] in capsys.readouterr().out
