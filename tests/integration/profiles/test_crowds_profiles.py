"""A till that thousands use, and a mailbox the clerk types for everybody: no slower with time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tailorbird.core.clock import MINUTE
from tailorbird.events.types import Event
from tailorbird.profiles.types import IdentityKind
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event
from tailorbird.testing.shop import StillShop

AT_ONCE = 10
SLOWER = 2.0  # it was four times while all customers of a till were read each time


def viewed(number: int, user: str | None, email: str | None, browser: str) -> Event:
    at = SOME_DAY + number * MINUTE
    return event(
        "Product Viewed", at, user=user, email=email, browser=browser, product_id=f"p{number % 40}"
    )


def at_the_kiosk(number: int) -> Event:
    return viewed(number, f"customer {number}", None, "kiosk")


def guests_at_the_kiosk(number: int) -> Event:
    return viewed(number, None, f"guest{number}@example.com", "kiosk")


def with_the_tills_mailbox(number: int) -> Event:
    return viewed(number, f"customer {number}", "till@example.com", f"tablet {number % 50}")


@pytest.mark.parametrize(
    ("visit", "customers"),
    [(at_the_kiosk, 2_000), (guests_at_the_kiosk, 500), (with_the_tills_mailbox, 500)],
)
def test_the_last_of_thousands_is_as_quick_as_the_first(
    shop: StillShop, visit: Callable[[int], Event], customers: int
) -> None:
    spent: list[float] = []
    for start in range(0, customers, AT_ONCE):
        began = time.process_time()
        shop.take(*[visit(number) for number in range(start, start + AT_ONCE)])
        spent.append(time.process_time() - began)
    quarter = len(spent) // 4
    # the least of a quarter: what else runs on the machine makes some slower, but none quicker
    first, last = min(spent[1:quarter]), min(spent[-quarter + 1 :])
    assert last < SLOWER * first, f"{first:.4f} s, then {last:.4f} s"
    people = shop.profiles.people("", customers + 100)
    assert len(people) >= customers
    shared = shop.profiles.people("kiosk", 1) or shop.profiles.people("till@", 1)
    found = shop.profiles.person(shared[0].profile_id, bought_since=0)
    assert found is not None
    assert IdentityKind.USER not in {identity.kind for identity in found.identities}
