"""klaviyo-api, unchanged, over a bad line to a server that is killed: all is there, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.events.vocabulary import CONSENT_UPDATED
from tests.integration.sdks.faults import Fault
from tests.integration.sdks.klaviyo_shop import ORDER, Told, kinds, tell, views

EVENTS = {True: 1_000, False: 120}
ROUNDS = {True: 5, False: 1}  # of every kind of fault
REST = {ORDER: 1, "Ordered Product": 1, "identify": 2, CONSENT_UPDATED: 1}


def prove(place: Workplace) -> Iterator[Claim]:
    """Let the library tell of a shop, and count the rows."""
    wanted = EVENTS[place.full]
    told = tell(place.scratch / "shop", place.free_port(), wanted, ROUNDS[place.full])
    yield from _rows(told, wanted)
    yield from _trouble(told)
    yield from _meaning(told)


def _rows(told: Told, wanted: int) -> Iterator[Claim]:
    found = views(told)
    yield Claim(
        f"klaviyo-api {told.said['version']}: single events",
        f"{wanted:,} sent, {len(found):,} found, {found.total() - len(found)} twice",
        "all, none twice",
        ok=found == Counter(range(wanted)),
    )
    rest = kinds(told)
    said = ", ".join(f"{name} {count}" for name, count in sorted(rest.items()))
    yield Claim("rows of all its other calls", said, "each once, two changes", ok=rest == REST)


def _trouble(told: Told) -> Iterator[Claim]:
    met = {fault: count for fault, count in told.happened.items() if fault is not Fault.NONE}
    said = ", ".join(f"{fault.value}: {count}" for fault, count in sorted(met.items()))
    every = set(Fault) - {Fault.NONE}
    yield Claim("faults on the line", said, f"all {len(every)} kinds", ok=set(met) == every)
    yield Claim("kill -9 of the server meanwhile", str(told.kills), "1", ok=told.kills == 1)


def _meaning(told: Told) -> Iterator[Claim]:
    orders = [f"{one.order_id} {one.total_minor}" for one in told.buyer.orders]
    yield Claim(
        "Placed Order and Ordered Product",
        f"{len(orders)} order: {', '.join(orders)}",
        "1 order: O-1 1990",
        ok=orders == ["O-1 1990"],
    )
    answers = [f"{one.channel}_{one.purpose} {one.granted}" for one in told.buyer.consents]
    yield Claim(
        "profile made, changed, found again; consent",
        f"{' '.join(told.said['name'])}, one id: {told.said['same']}; {', '.join(answers)}",
        "Bo Li, one id; a yes by e-mail",
        ok=told.said["name"] == ["Bo", "Li"]
        and told.said["same"]
        and answers == ["email_marketing True"],
    )
    yield Claim(
        "products described and changed",
        f"{len(told.prices)}; {told.prices.get('P1')}",
        "4; Lamp 12.5",
        ok=len(told.prices) == 4 and told.prices.get("P1") == "Lamp 12.5",
    )
