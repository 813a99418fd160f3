"""Every value of the reference tables, to the digits in which it is stated."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from proofs.statistics.published import TABLES, Value


@pytest.mark.parametrize("table", [pytest.param(table, id=name) for name, table in TABLES.items()])
def test_every_digit_is_as_stated(table: Callable[[], Iterator[Value]]) -> None:
    values = list(table())
    assert values
    assert [value for value in values if not value.same] == []


def test_a_wrong_last_digit_would_be_seen() -> None:
    assert Value("a", "1.36e-112", 1.364e-112).same
    assert not Value("a", "1.36e-112", 1.366e-112).same
    assert Value("a", "42,684", 42_684).same
    assert not Value("a", "0.7073", 0.70745).same
