"""What the customer of the listed shop said on consent."""

from __future__ import annotations

from tailorbird.core.clock import DAY, HOUR
from tailorbird.privacy.types import Answers, Channel, ConsentRecord, Method, Signal

NOW = 20_500 * DAY + 15 * HOUR

ANSWERED = (
    ConsentRecord(
        profile_id="p1",
        channel=Channel.EMAIL,
        purpose="marketing",
        granted=True,
        at=NOW,
        source="http",
        wording="v3",
        method=Method.BROWSER,
    ),
)
_SWITCHED = ConsentRecord(
    profile_id="p1",
    purpose="personalization",
    granted=False,
    at=NOW - HOUR,
    source="dashboard",
    method=Method.OWNER,
)
EVER_SAID = Answers(records=(*ANSWERED, _SWITCHED))
SIGNAL = Signal(profile_id="p1", device="browser-1", at=NOW, source="http")
