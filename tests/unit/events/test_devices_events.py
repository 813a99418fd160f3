"""On what somebody visits the shop."""

from __future__ import annotations

from typing import Any

import pytest

from tailorbird.events.devices import device_of, on_device

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile/15E148"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (PHONE, "mobile"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "mobile"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/140.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Safari/604.1", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "desktop"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605", "desktop"),
        ("curl/8.5.0", "other"),
    ],
)
def test_a_browser_tells_its_kind_of_device(said: str, device: str) -> None:
    assert device_of(said) == device


@pytest.mark.parametrize(
    ("context", "device"),
    [
        (None, {"type": "mobile"}),
        ({"device": {"type": "tablet"}}, {"type": "tablet"}),
        ({"device": {"id": "7"}}, {"id": "7", "type": "mobile"}),
        ({"userAgent": "Mozilla/5.0 (X11; Linux x86_64)"}, {"type": "desktop"}),
    ],
)
def test_an_event_carries_it_where_it_does_not_say_so_itself(
    context: dict[str, Any] | None, device: dict[str, str]
) -> None:
    item = {"event": "x"} if context is None else {"event": "x", "context": context}
    assert on_device(item, PHONE)["context"]["device"] == device


@pytest.mark.parametrize("item", [None, 7, {"context": "no"}, {"context": {"device": "odd"}}])
def test_what_is_no_event_is_left_as_it_is(item: Any) -> None:
    assert on_device(item, PHONE) == item


def test_without_a_browser_nothing_is_said() -> None:
    assert on_device({"event": "x"}, "") == {"event": "x"}
