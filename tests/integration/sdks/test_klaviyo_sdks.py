"""klaviyo-api, unchanged but for its ``test_host``: everything is there, once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tailorbird.events.vocabulary import CONSENT_UPDATED
from tests.integration.sdks.faults import ALL
from tests.integration.sdks.klaviyo_shop import ORDER, kinds, tell, views

EVENTS = 120


@pytest.mark.crash
def test_klaviyos_library_loses_nothing_on_a_bad_line(tmp_path: Path, free_port: int) -> None:
    told = tell(tmp_path / "shop", free_port, EVENTS)
    assert told.said.pop("version") == "25.0.0"
    assert told.said == {
        "name": ["Bo", "Li"],
        "size": {"size": "M"},
        "same": True,
        "item": "$custom:::$default:::P1",
        "job": "complete",
    }
    assert set(told.happened) == set(ALL)
    assert told.kills
    assert views(told) == Counter(range(EVENTS))
    assert kinds(told) == {ORDER: 1, "Ordered Product": 1, "identify": 2, CONSENT_UPDATED: 1}
    assert len({event.message_id for event in told.events}) == len(told.events)
    assert {event.source for event in told.events} == {"server"}
    (order,) = told.buyer.orders
    assert (order.order_id, order.total_minor) == ("O-1", 1990)
    assert [(one.product_id, one.quantity) for one in order.lines] == [("P1", 2)]
    assert [(one.channel, one.purpose, one.granted) for one in told.buyer.consents] == [
        ("email", "marketing", True)
    ]
    more = {f"M{number}": f"More {number} None" for number in range(3)}
    assert told.prices == {"P1": "Lamp 12.5", **more}
