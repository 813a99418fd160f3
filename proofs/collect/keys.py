"""What each key opens and does not, how keys are replaced and limited, and what a stranger can do.

The public key stands in every page, so a stranger has it: what they can do with it is tried.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.accounts.keys import FRESH_FOR, Keys
from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.core.clock import DAY, SECOND
from tailorbird.events.vocabulary import SHOPS_WORD
from tailorbird.profiles.types import Order, OrderStatus
from tests.integration.api.doors import Doors, serving, track
from tests.integration.api.test_every_route_api import KEYED, call

LINES = [{"product_id": "P1", "quantity": 2, "price": "5.00"}]
CUSTOMER = "C-1"


def prove(place: Workplace) -> Iterator[Claim]:
    """Doors and scopes, a stranger with the public key, replacing, revoking, limits, last use."""
    with serving(place.scratch / "shop") as doors:
        yield _every_door(doors)
        yield from _a_stranger(doors)
        yield _replaced(doors)
        yield _revoked_elsewhere(doors)
        yield _limited(doors)
        yield _uses(doors, 20_000 if place.full else 4_000)


def _every_door(doors: Doors) -> Claim:
    keys = {"public": doors.key}
    for scope in Scope:
        _, keys[scope] = doors.shop.keys.create(KeyKind.SERVER, scope, [scope])
    wrong, calls = [], 0
    for route in KEYED:
        for kind, key in keys.items():
            may = route.rule.public if kind == "public" else kind == route.rule.scope
            status = call(doors, route, key).status
            calls += 1
            if (status == 403) is may or status == 401:
                wrong.append((route.method, route.path, kind, status))
    return Claim(
        "A key opens what its rule says, and no other call",
        f"{len(KEYED)} calls, {len(keys)} kinds of key, {calls} tried, {len(wrong)} wrong",
        "none wrong, every call has a rule",
        ok=not wrong and calls == len(KEYED) * len(keys),
    )


def _a_stranger(doors: Doors) -> Iterator[Claim]:
    """What a customer ordered, a stranger cancels and refunds by guessing its number."""
    _, secret = doors.shop.keys.create(KeyKind.SERVER, "order system", [Scope.COLLECT])
    _send(doors, secret, "Order Completed", userId=CUSTOMER, order_id="1001", products=LINES)
    for name in sorted(SHOPS_WORD):
        said = {"order_id": "1001", "refund_id": "R1", "adjustment_id": "A1", "product_id": "P1"}
        _send(doors, doors.key, name, products=LINES, price="0.01", **said)
    _send(doors, doors.key, "Order Cancelled", userId=CUSTOMER, order_id="1001")
    # the id under which the shop's own word on the refund will come is used up in advance
    _send(doors, doors.key, "Noise", messageId="shopify:refund:1")
    held = _order(doors)
    noted = sum(times for kind, times in doors.shop.refusals() if kind.code == "hearsay")
    yield Claim(
        "A stranger cancels and refunds nothing by a number",
        f"{held.status.value}, {held.refunded_minor / 100:.2f} back; {noted} attempts noted",
        f"placed, 0.00 back, {len(SHOPS_WORD) + 1} noted",
        ok=held.status is OrderStatus.PLACED
        and held.refunded_minor == 0
        and noted == len(SHOPS_WORD) + 1,
    )
    back = {"order_id": "1001", "refund_id": "R1", "products": [{**LINES[0], "quantity": 1}]}
    _send(doors, secret, "Order Refunded", messageId="shopify:refund:1", userId=CUSTOMER, **back)
    refunded = _order(doors).refunded_minor
    different = doors.shop.rebuilding.check()
    yield Claim(
        "The shop's own word counts, and a rebuild agrees",
        f"{refunded / 100:.2f} back, {len(different.differences)} rows differ",
        "5.00 back, none",
        ok=refunded == 500 and not different.differences,
    )


def _send(doors: Doors, key: str, name: str, **said: Any) -> None:
    who = {"anonymousId": f"browser of {key[:9]}"}
    named = {field: said.pop(field) for field in ("userId", "messageId") if field in said}
    answer = doors.post("/v1/track", track(event=name, properties=said, **who, **named), key)
    if answer.status != 200:
        raise RuntimeError(f"{name}: {answer.body.decode()}")


def _order(doors: Doors) -> Order:
    doors.shop.wait_until_processed()
    people = [doors.shop.person(one.profile_id) for one in doors.shop.people(CUSTOMER)]
    return next(order for one in people if one for order in one.orders if order.order_id == "1001")


class _Later:
    """The server's clock as it will be."""

    def __init__(self, doors: Doors, later: int) -> None:
        self._doors = doors
        self._later = later

    def now(self) -> int:
        return self._doors.shop.now() + self._later


def _replaced(doors: Doors) -> Claim:
    kept = doors.shop.keys
    old, value = kept.create(KeyKind.SERVER, "till", [Scope.COLLECT])
    _, fresh = kept.rotate(old.key_id)
    now = [doors.post("/v1/track", track(), key).status for key in (value, fresh)]
    database = doors.shop.stations.database
    found = []
    for later in (7 * DAY - SECOND, 7 * DAY):
        then = Keys(database, _Later(doors, later))
        found.append([then.opened_by(key) is not None for key in (value, fresh)])
    return Claim(
        "A replaced key goes on for 7 days, then ends by itself",
        f"both now: {now}; a second before the end {found[0]}, at the end {found[1]}",
        "old and new open, then only the new",
        ok=now == [200, 200] and found == [[True, True], [False, True]],
    )


def _revoked_elsewhere(doors: Doors) -> Claim:
    key, value = doors.shop.keys.create(KeyKind.WRITE, "old pages")
    doors.post("/v1/track", track(), value)
    Keys(doors.shop.stations.database, doors.shop.clock).revoke(key.key_id)
    began = time.monotonic()
    status, seconds = 200, 0.0  # until the last call that was let in was sent
    while status == 200 and seconds < 10:
        sent = time.monotonic() - began
        status = doors.post("/v1/track", track(), value).status
        seconds = sent if status == 200 else seconds
    return Claim(
        "A key revoked by another process is refused",
        f"{status}, let in until {seconds:.1f} s after",
        f"401 within {FRESH_FOR / SECOND:.0f} s",
        ok=status == 401 and seconds <= FRESH_FOR / SECOND + 0.3,
    )


def _limited(doors: Doors) -> Claim:
    """A client that sends too much and waits as it is told loses nothing."""
    rate, wanted = 40, 560
    _, value = doors.shop.keys.create(KeyKind.WRITE, "slow pages", events_per_second=rate)
    answers: Counter[int] = Counter()
    began, sent = time.monotonic(), 0
    while sent < wanted:
        answer = doors.post("/v1/batch", {"batch": [track() for _ in range(20)]}, value)
        answers[answer.status] += 1
        if answer.status == 200:
            sent += 20
        else:
            answers[doors.post("/v1/track", track()).status] += 0  # others are not held up
            time.sleep(float(answer.headers["retry-after"]))
    seconds = time.monotonic() - began
    least = (wanted - 10 * rate) / rate
    return Claim(
        "A key sends what it may, a client that waits loses nothing",
        f"{sent} events in {seconds:.1f} s, {answers[429]} times told to wait, {dict(answers)}",
        f"not under {least:.1f} s, only 200 and 429",
        ok=seconds >= least and answers[429] > 0 and set(answers) == {200, 429},
    )


def _uses(doors: Doors, calls: int) -> Claim:
    kept, database = doors.shop.keys, doors.shop.stations.database
    key, value = kept.create(KeyKind.SERVER, "busy", [Scope.COLLECT])
    changes: list[object] = []
    submit = database.submit

    def counted(change: Any) -> Any:
        changes.append(change)
        return submit(change)

    database.submit = counted  # type: ignore[method-assign]
    began = time.thread_time()
    for _ in range(calls):
        kept.opened_by(value)
    each = (time.thread_time() - began) / calls * 1e6
    database.submit = submit  # type: ignore[method-assign]
    [used] = [one.used_at for one in kept.all() if one.key_id == key.key_id]
    return Claim(
        "When a key was used is known without a write a call",
        f"{len(changes)} writes for {calls:,} calls, {each:.1f} µs each, known: {used is not None}",
        "at most 1 write a minute, under 50 µs",
        ok=len(changes) <= 1 and each < 50 and used is not None,
    )
