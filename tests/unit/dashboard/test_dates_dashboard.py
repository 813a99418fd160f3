from __future__ import annotations

import pytest

from tailorbird.core.clock import DAY, HOUR, MINUTE, SECOND
from tailorbird.dashboard import dates

NOW = 20_000 * DAY + 12 * HOUR  # 4 October 2024, a Friday, at noon


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (-30 * SECOND, "just now"),
        (0, "just now"),
        (MINUTE, "a minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (HOUR, "an hour ago"),
        (23 * HOUR, "23 hours ago"),
        (DAY, "yesterday"),
        (35 * HOUR, "yesterday"),
        (6 * DAY, "6 days ago"),
        (7 * DAY, "27 Sep 2024"),
        (-2 * DAY, "6 Oct 2024"),
    ],
)
def test_how_long_ago_is_only_as_precise_as_it_helps(passed: int, words: str) -> None:
    assert dates.ago(NOW - passed, NOW) == words


def test_days_have_headings() -> None:
    assert dates.heading(20_000, 20_000) == "Today"
    assert dates.heading(19_999, 20_000) == "Yesterday"
    assert dates.heading(19_000, 20_000) == "Saturday 8 January 2022"


def test_an_instant_is_exact_and_says_its_zone() -> None:
    assert dates.instant(NOW) == "4 Oct 2024, 12:00 UTC"
    assert dates.iso(NOW) == "2024-10-04T12:00:00Z"
    assert dates.time_of_day(NOW) == "12:00"
