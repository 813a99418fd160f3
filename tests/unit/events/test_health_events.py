"""What is noted of how data comes in: hours, clocks, forms of fields."""

from __future__ import annotations

from typing import Any

from tailorbird.core.clock import HOUR, MINUTE, SECOND, to_datetime
from tailorbird.events.health import TEST, forms_of, hours_of
from tailorbird.events.types import ArrivalHour, Event, Kind
from tailorbird.events.validation import parse
from tailorbird.events.vocabulary import TEST_EVENT

NOW = 500_000 * HOUR + 10 * MINUTE


def event(at: int = NOW, **fields: Any) -> Event:
    plain: dict[str, Any] = {"message_id": "m", "kind": Kind.TRACK, "name": "Seen"}
    return Event(**{**plain, "occurred_at": at, "received_at": at, **fields})


def test_events_are_counted_by_source_and_hour_and_tests_apart() -> None:
    events = [event(), event(NOW - 5 * MINUTE), event(NOW - HOUR), event(source="server")]
    events.append(event(name=TEST_EVENT))
    assert hours_of(events) == [
        ArrivalHour(hour=499_999, source="http", events=1, last_at=NOW - HOUR),
        ArrivalHour(hour=500_000, source="http", events=2, last_at=NOW),
        ArrivalHour(hour=500_000, source="server", events=1, last_at=NOW),
        ArrivalHour(hour=500_000, source=TEST, events=1, last_at=NOW),
    ]


def test_the_worst_clock_of_an_hour_is_kept_whichever_way_it_is_wrong() -> None:
    [hour] = hours_of([event(clock_off=70), event(clock_off=-900), event()])
    assert (hour.clocks_off, hour.clock_most) == (2, -900)


def test_a_clock_is_wrong_from_a_minute_on_and_the_time_is_put_right() -> None:
    def sent(seconds: int) -> Event:
        then = to_datetime(NOW - seconds * SECOND).isoformat()
        item = {"event": "Seen", "userId": "1", "timestamp": then, "sentAt": then}
        return parse(item, now=NOW, source="server", kind="track")

    assert [sent(n).clock_off for n in (0, 59, 60, -3600)] == [0, 0, 60, -3600]
    assert sent(780).occurred_at == NOW


def test_forms_are_read_of_fields_and_of_the_first_product() -> None:
    said = {
        "price": 2.5,
        "gift": True,
        "note": None,
        "tags": [],
        "ann@example.com": 1,
        "products": [{"sku": "A"}, {"sku": 2}],
    }
    assert dict(forms_of(event(properties=said))) == {
        "price": "number",
        "gift": "yes_no",
        "tags": "list",
        "products": "list",
        "products[].sku": "text",
    }
