from __future__ import annotations

import re
from typing import Any

import pytest


@pytest.fixture
def merchant(opened: Any, shop: Any) -> Any:
    return opened(shop)


PAGES = ["/", "/?days=90", "/?days=365", "/people", "/people?q=ann", "/people/p1", "/people/p2"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers(merchant: Any, path: str) -> None:
    answer = merchant.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
