"""The example of the how-to runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "import-orders.md"


def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "orders.csv").write_text(
        "Order ID;SKU;Qty;Unit price;Order date;Article;x\n"
        "1;A1;2;2.50;2011-07-01 12:00;Lamp;\n"
        "1;A2;many;2.50;2011-07-01 12:00;Table;\n"
    )
    monkeypatch.chdir(tmp_path)
    [example] = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    exec(compile(example, str(HOW_TO), "exec"), {})
    printed = capsys.readouterr().out
    assert "Order Completed {'order_id': '1', 'currency': 'EUR', 'total': '5'" in printed
    assert "'name': 'Lamp'" in printed
    assert "2 rows, 1 refused" in printed
    assert "not_a_whole_number 1 Qty should be a whole number such as 3" in printed
