"""What must hold in a shop at every step, whatever goes wrong. Each finding is one sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tailorbird.core.clock import DAY
from tailorbird.events import arrivals
from tailorbird.events.anonymising import message_digest
from tailorbird.events.types import Lane, LoggedEvent
from tailorbird.storage.copying import rows_of
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.simulation.books import Books, Page, held

if TYPE_CHECKING:
    from tailorbird.testing.shop import StillShop
    from tailorbird.testing.simulation.senders import Senders

ALL = 1_000_000
CAUSED = "caused:"  # how the ids of events begin that changes caused
FIRST_DAY, LAST_DAY = 15_000, 25_000
WITHHELD = 90 * DAY
ReadLane = Callable[[Lane, int, int], list[LoggedEvent]]
Finding = tuple[str, str]  # the promise that is broken, and how


def whole_log(read: ReadLane) -> list[LoggedEvent]:
    """Return every event of both lanes, in the order of their positions."""
    return sorted(
        (logged for lane in Lane for logged in read(lane, 0, ALL)),
        key=lambda logged: logged.position,
    )


def of_the_log(read: ReadLane, senders: Senders, caused: Iterable[str] = ()) -> Iterator[Finding]:
    """Everything answered for is there once, nothing else is, and no position is skipped."""
    log = whole_log(read)
    positions = [logged.position for logged in log]
    if positions != list(range(1, len(log) + 1)):
        yield "positions never skip", f"the log's positions are {_short(positions)}"
    times = Counter(message_digest(logged.event.message_id) for logged in log)
    names = {message_digest(one): one for one in {*senders.sent, *caused}}
    names |= {message_digest(one.event.message_id): one.event.message_id for one in log}
    twice = sorted(names[digest] for digest, count in times.items() if count > 1)
    if twice:
        yield "each event once", f"{_short(twice)} stand in the log more than once"
    lost = sorted(one for one in senders.answered if message_digest(one) not in times)
    if lost:
        yield "what is answered for is kept", f"{_short(lost)} were answered for and are lost"
    known = {message_digest(one) for one in {*senders.sent, *caused}}
    made_up = sorted(names[digest] for digest in times.keys() - known)
    made_up = [one for one in made_up if not one.startswith(CAUSED)]
    if made_up:
        yield "nothing is made up", f"{_short(made_up)} were never sent"


def of_the_erased(tables: Iterable[tuple[str, object]], gone: set[str]) -> Iterator[Finding]:
    """Nothing anywhere holds an identifier of somebody who was erased."""
    for name, row in tables:
        found = sorted(set(_texts(row)) & gone)
        if found:
            yield "nobody comes back", f"{_short(found)} in {name}"


def _texts(held: object) -> Iterator[str]:
    """Yield every text in a value, however deep, also as JSON."""
    if isinstance(held, str):
        yield held
        if held.startswith(("{", "[")):
            yield from _texts(json.loads(held))
    elif isinstance(held, dict):
        for name, value in held.items():
            yield from _texts(name)
            yield from _texts(value)
    elif isinstance(held, list | tuple):
        for value in held:
            yield from _texts(value)


def of_the_people(shop: StillShop) -> Iterator[Finding]:
    """No two customers are one person."""
    customers: dict[str, list[str]] = {}
    with shop.database.read() as connection:
        for row in rows_of(connection, OPERATIONAL.tables["identities"]):
            if row["kind"] == "user":
                customers.setdefault(row["profile_id"], []).append(row["value"])
    for joined in customers.values():
        if len(joined) > 1:
            yield "no two customers become one", f"{' and '.join(joined)} are one person"


def of_the_books(shop: StillShop, books: Books) -> Iterator[Finding]:
    """People, orders, money and answers are what the simulator's own books say."""
    arrived = sum(one.events for one in arrivals.read(shop.database))
    if arrived != books.events:
        yield "each event changes things once", f"{books.events} processed, {arrived} counted"
    days = shop.profiles.trade_by_day(FIRST_DAY, LAST_DAY)
    traded = sum(day.orders for day in days), sum(day.net_minor for day in days)
    if traded != books.trade():
        yield "orders and money reconcile", f"the books say {books.trade()}, the shop {traded}"
    profiles = _profiles(shop)
    for page in books.people():
        yield from _of_page(shop, books, page, profiles)
    yield from _of_claims(books, profiles)


def _of_claims(books: Books, profiles: dict[tuple[str, str], str]) -> Iterator[Finding]:
    """Nobody becomes somebody else by saying so."""
    owners: dict[str, str] = {}
    for page in books.people():
        who = " and ".join(sorted(value for _, value in page.names))
        for name in page.names - {("device", "tablet")}:
            other = owners.setdefault(profiles.get(name, who), who)
            if other != who:
                yield "a claim joins nobody", f"{other} and {who} are one person"


def _profiles(shop: StillShop) -> dict[tuple[str, str], str]:
    found = {}
    with shop.database.read() as connection:
        for row in rows_of(connection, OPERATIONAL.tables["identities"]):
            kind = "device" if row["kind"] == "anonymous" else str(row["kind"])
            found[kind, str(row["value"])] = str(row["profile_id"])
    return found


def _of_page(
    shop: StillShop, books: Books, page: Page, profiles: dict[tuple[str, str], str]
) -> Iterator[Finding]:
    who = " and ".join(sorted(value for _, value in page.names))
    if ("device", "tablet") in page.names:
        return  # nobody's own
    ids = {profiles.get(name) for name in page.names}
    person = shop.profiles.person(next(iter(ids)) or "", bought_since=0)
    if len(ids) != 1 or person is None:
        yield "one person has one profile", f"{who} are {len(ids)} profiles"
        return
    kept = {f"{one.channel}_{one.purpose}": one.granted for one in person.consents}
    wanted = held(page)
    if kept != wanted:
        yield "the strictest answer survives", f"{who} answered {wanted}, kept is {kept}"
    mine = books.placed(page)
    counted, expected = (person.order_count, person.net_minor), (len(mine), books.kept(mine))
    pretends = ("device", "x0") in page.names  # its orders are made up; refunds may exceed them
    if counted != expected and not pretends:
        yield "orders stay with their person", f"{who}: the books say {expected}, kept is {counted}"
    if not page.orders and not page.told:
        cart = {one.product_id: one.quantity for one in person.facts.cart}
        filled = {product: pieces for product, (pieces, _) in page.cart.items()}
        if cart != filled:
            yield "the cart stays with its person", f"{who}: {filled} was added, kept is {cart}"


def of_a_choice(books: Books, page: Page | None, shown: set[str], now: int) -> Iterator[Finding]:
    """Nothing just bought is shown."""
    told = page.told.items() if page is not None else ()
    just = sorted(product for product, at in told if now - at < WITHHELD and product in shown)
    if just:
        yield "nothing just bought is shown", f"{_short(just)}, as the browser told"
    for order_id in books.placed(page) if page is not None else ():
        order = books.orders[order_id]
        again = order.products & shown if now - order.at < WITHHELD else set()
        if again:
            yield "nothing just bought is shown", f"{_short(sorted(again))}, bought in {order_id}"


def _short(things: list[str] | list[int]) -> str:
    shown = ", ".join(str(thing) for thing in things[:6])
    return shown if len(things) <= 6 else f"{shown} and {len(things) - 6} more"  # noqa: PLR2004
