"""One server and one browser for all tests of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.integration.api.doors import Doors, serving
from tests.integration.storefront.pages import FLAGS, Storefront


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("storefront")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, doors: Doors) -> Iterator[Callable[..., Storefront]]:
    begun: list[Storefront] = []

    def begin(**options: Any) -> Storefront:
        begun.append(Storefront.begin(browser, doors, **options))
        return begun[-1]

    yield begin
    for one in begun:
        one.context.close()
