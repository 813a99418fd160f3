"""Claims change nobody, a signature proves, and consent holds as its rule says, at any instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.app.rebuilding import RebuildOrder
from tailorbird.catalog.types import Product
from tailorbird.core.clock import DAY, HOUR, MINUTE, to_datetime
from tailorbird.events.proof import signature
from tailorbird.events.types import Event
from tailorbird.privacy import consent
from tailorbird.profiles.asking import answers_of
from tailorbird.profiles.store.people import profiles_of
from tailorbird.profiles.types import Identity, IdentityKind, Person
from tailorbird.profiles.viewing import viewed_products
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event
from tailorbird.testing.shop import StillShop
from tests.integration.api.doors import Doors, serving

CUSTOMERS = {True: 200, False: 12}
HISTORIES = {True: 150, False: 24}
INSTANTS = 12  # asked of each history
ANSWER = "Consent Updated"
PRODUCTS = tuple(f"P{number}" for number in range(40))
WORDS = ("email_marketing", "sms_marketing", "personalization", "profiling")


def prove(place: Workplace) -> Iterator[Claim]:
    """Over HTTP with the public key, then random histories against a plain reading of the rule."""
    with serving(place.scratch / "shop") as doors:
        doors.shop.declare_products(_product(name) for name in PRODUCTS)
        yield from _claims(doors, CUSTOMERS[place.full])
        yield _proofs(doors, CUSTOMERS[place.full])
        yield from _signal(doors)
        yield from _withdrawn(doors)
        doors.shop.wait_until_processed()
        looked = doors.shop.rebuilding.carry_out(RebuildOrder(look=True))
        yield Claim(
            "a rebuild makes the same answers and people",
            f"{looked.events:,} events, {len(looked.differences)} rows differ",
            "0 rows",
            ok=not looked.differences,
        )
    with StillShop(place.scratch / "still") as shop:
        yield from _past(shop, HISTORIES[place.full])


def _product(name: str) -> Product:
    return Product(
        product_id=name, title=name, currency="GBP", first_seen=SOME_DAY, updated_at=SOME_DAY
    )


# -- claims and proofs


def _claims(doors: Doors, number: int) -> Iterator[Claim]:
    people = [f"customer-{one}" for one in range(number)]
    for one in people:
        who: dict[str, Any] = {"user_id": one, "anonymous_id": f"browser-{one}"}
        traits = {"email": f"{one}@example.com"}
        doors.shop.identify(**who, traits=traits)
        doors.shop.track(name="Product Viewed", **who, properties={"product_id": PRODUCTS[0]})
        doors.shop.track(name="Product Added", **who, properties={"product_id": PRODUCTS[1]})
        doors.shop.track(name="Order Completed", **who, properties=_order(one, PRODUCTS[2]))
        yes = {"consent": {"categoryPreferences": {"email_marketing": True}}}
        doors.shop.track(name=ANSWER, **who, context=yes)
    before = [_seen(doors, f"browser-{one}") for one in people]
    attacks, learned = 0, 0
    for one in people:
        browser = f"thief-of-{one}"
        for attack in _attacks(one, browser):
            attacks += 1
            assert doors.post("/v1/track", attack).status == 200  # taken, as a claim
        learned += len(_recommended(doors, browser, userId=one)[0])
    after = [_seen(doors, f"browser-{one}") for one in people]
    changed = sum(mine != theirs for mine, theirs in zip(before, after, strict=True))
    yield Claim(
        "who only says to be a customer changes nothing",
        f"{attacks:,} events on {number} customers, {changed} changed",
        "0 changed",
        ok=changed == 0,
    )
    yield Claim(
        "and learns nothing of them",
        f"{learned} products of {number} histories shown",
        "0 shown",
        ok=learned == 0,
    )


def _attacks(customer: str, browser: str) -> Iterator[dict[str, Any]]:
    """A stranger with the public key: with a browser and without, by number and by mailbox."""
    no = {"consent": {"categoryPreferences": dict.fromkeys(WORDS, False), "gpc": True}}
    by_mail = {**no, "traits": {"email": f"{customer}@example.com"}}
    for who in ({"anonymousId": browser, "userId": customer}, {"userId": customer}):
        yield {**who, "event": ANSWER, "context": no}
        yield {**who, "event": ANSWER, "context": {**no, "proven": True}}
        removed = {"product_id": PRODUCTS[1]}
        yield {**who, "event": "Product Removed", "properties": removed}
        cancelled = {"order_id": f"order-of-{customer}"}
        yield {**who, "event": "Order Cancelled", "properties": cancelled}
    yield {"anonymousId": browser, "event": ANSWER, "context": by_mail}
    yield {
        "anonymousId": browser,
        "userId": customer,
        "event": "Order Completed",
        "properties": _order(customer, PRODUCTS[3]),
    }


def _order(customer: str, product: str) -> dict[str, Any]:
    lines = [{"product_id": product, "quantity": 1, "price": "2.00"}]
    return {"order_id": f"order-of-{customer}", "products": lines}


def _seen(doors: Doors, browser: str) -> object:
    person = _person(doors, browser)
    orders = [(one.order_id, one.total_minor, one.status, one.lines) for one in person.orders]
    return person.identities, person.facts, orders, person.consents, person.signal


def _person(doors: Doors, browser: str) -> Person:
    doors.shop.wait_until_processed()
    person = doors.shop.person(doors.shop.facts(anonymous_id=browser).profile_id or "")
    assert person is not None, browser
    return person


def _proofs(doors: Doors, number: int) -> Claim:
    secret, joined, false = doors.shop.identity_secret, 0, 0
    for one in range(number):
        user, other = f"signed-{one}", f"signed-{one + 1}"
        given = {
            f"right-{one}": signature(user, secret),
            f"of-another-{one}": signature(other, secret),
            f"other-secret-{one}": signature(user, "guessed"),
        }
        for browser, proof in given.items():
            who = {"anonymousId": browser, "userId": user, "context": {"proof": proof}}
            assert doors.post("/v1/track", {**who, "event": "Seen"}).status == 200
    doors.shop.wait_until_processed()
    for one in range(number):
        known = Identity(IdentityKind.USER, f"signed-{one}")
        joined += known in _person(doors, f"right-{one}").identities
        false += known in _person(doors, f"of-another-{one}").identities
        false += known in _person(doors, f"other-secret-{one}").identities
    return Claim(
        "the shop's signature in context.proof proves",
        f"{joined} of {number} right ones, {false} of {2 * number} wrong ones",
        "all right ones, no wrong one",
        ok=(joined, false) == (number, 0),
    )


# -- the browser's objection, and a withdrawal


def _look(doors: Doors, browser: str, product: str, ago: int, **headers: str) -> None:
    looked = {
        "event": "Product Viewed",
        "anonymousId": browser,
        "timestamp": to_datetime(doors.shop.now() - ago).isoformat(),
        "properties": {"product_id": product},
    }
    assert doors.post("/v1/track", looked, **headers).status == 200


def _recommended(doors: Doors, browser: str, **more: str) -> tuple[list[str], str]:
    spot = {"name": "seen", "strategy": "recently_viewed"}
    asked = {"placements": [spot], "anonymousId": browser, "writeKey": doors.key, **more}
    decision = doors.post("/v1/recommend", asked).said["decisions"][0]
    return [slot["product"]["product_id"] for slot in decision["slots"]], decision["limited"]


def _signal(doors: Doors) -> Iterator[Claim]:
    sent: dict[str, dict[str, str]] = {"with": {"Sec-GPC": "1"}, "without": {}}
    for browser, headers in sent.items():
        _look(doors, browser, "P10", 5 * HOUR, **headers)
        _look(doors, browser, "P11", MINUTE, **headers)
    stored = {one: _person(doors, one).signal is not None for one in sent}
    shown = {one: _recommended(doors, one) for one in sent}
    yield Claim(
        "the same events with and without Sec-GPC: 1",
        f"stored {stored['with']}, {stored['without']}; shown {shown['with']}, {shown['without']}",
        "with: this visit only",
        ok=stored == {"with": True, "without": False}
        and shown["with"] == (["P11"], "global_privacy_control")
        and shown["without"] == (["P11", "P10"], ""),
    )
    proof = signature("gpc", doors.shop.identity_secret)
    for browser in ("without", "with"):
        who = {"anonymousId": browser, "userId": "gpc", "context": {"proof": proof}}
        assert doors.post("/v1/track", {**who, "event": "Signed In"}).status == 200
    exported = doors.shop.privacy.export("gpc").tables["gpc_signals"]
    held = _person(doors, "without").signal is not None and len(exported) == 1
    limited = _recommended(doors, "without")[1]
    _say(doors, "without", {"personalization": True}, userId="gpc", proof=proof)
    lifted = _recommended(doors, "without")[1]
    yield Claim(
        "it goes with the person, until a later yes",
        f"on page and in export: {held}; {limited or 'open'}, then {lifted or 'open'}",
        "stored, closed, then open",
        ok=held and limited == "global_privacy_control" and lifted == "",
    )
    told = doors.call("/.well-known/gpc.json", b"", method="GET")
    yield Claim(
        "/.well-known/gpc.json", f"{told.status}: {told.said}", "200, gpc true", ok=told.said["gpc"]
    )


def _say(doors: Doors, browser: str, answers: dict[str, bool], **who: str) -> None:
    context: dict[str, Any] = {"consent": {"categoryPreferences": answers}}
    if "proof" in who:
        context["proof"] = who.pop("proof")
    said = {"event": ANSWER, "anonymousId": browser, "context": context, **who}
    assert doors.post("/v1/track", said).status == 200


def _withdrawn(doors: Doors) -> Iterator[Claim]:
    for product in ("P20", "P21"):
        _look(doors, "leaver", product, 2 * MINUTE)
    before = _recommended(doors, "leaver")
    _say(doors, "leaver", {"personalization": False})
    after = _recommended(doors, "leaver")  # at once: processed or not
    yield Claim(
        "who withdraws is shown nothing personal, and why",
        f"{len(before[0])} products, then {len(after[0])} ({after[1]})",
        "2, then 0 (personalization_off)",
        ok=(len(before[0]), after) == (2, ([], "personalization_off")),
    )
    learned = _learned(doors)
    _say(doors, "leaver", {"profiling": False})
    closed = _learned(doors)
    _look(doors, "leaver", "P22", 0)
    _say(doors, "leaver", {"profiling": True, "personalization": True})
    _look(doors, "leaver", "P23", 0)
    opened = _learned(doors)
    yield Claim(
        "nor learned from; a later yes opens nothing earlier",
        f"{sorted(learned)}, then {sorted(closed)}, then {sorted(opened)}",
        "P20 P21, none, without P22",
        ok=(learned, closed, opened) == ({"P20", "P21"}, set(), {"P20", "P21", "P23"}),
    )


def _learned(doors: Doors) -> set[str]:
    mine = _person(doors, "leaver").profile_id
    views = viewed_products(doors.shop.stations.database, 0)
    return {product for who, product, _ in views if who == mine}


# -- any past instant, against a plain reading of the rule


@dataclass
class Told:
    """One person's answers and meetings, as they were told."""

    answers: list[tuple[int, str, bool, str]] = field(default_factory=list)  # by whom at the end
    meetings: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    def holds(self, word: str, at: int) -> bool | None:
        """Every no of by then must be taken back by somebody known to be the same by then."""
        said = [one for one in self.answers if one[1] == word and one[0] <= at]
        if not said:
            return None
        yes, no = ([one for one in said if one[2] is wanted] for wanted in (True, False))
        return all(any(self._takes_back(y, n) for y in yes) for n in no)

    def _takes_back(self, yes: tuple[int, str, bool, str], no: tuple[int, str, bool, str]) -> bool:
        known = {yes[3]}
        for _ in range(4):
            for when, names in self.meetings:
                if when <= yes[0] and names & known:
                    known |= names
        return yes[0] > no[0] and no[3] in known


def _past(shop: StillShop, histories: int) -> Iterator[Claim]:
    chance = Random(4)
    compared, wrong, moved, refusals = 0, 0, 0, 0
    for number in range(histories):
        events, told = _history(chance, number)
        found: list[dict[tuple[str, int], bool | None]] = []
        asked = [SOME_DAY + chance.randrange(40) * HOUR for _ in range(INSTANTS)]
        for _ in range(2):  # told in two orders
            chance.shuffle(events)
            shop.empty()
            shop.take_in_batches(events, [chance.randint(1, 4) for _ in events])
            found.append(_states(shop, asked))
        wanted = {(word, at): told.holds(word, at) for word in WORDS for at in asked}
        compared += len(wanted)
        wrong += sum(found[0][key] != wanted[key] for key in wanted)
        moved += found[0] != found[1]
        refusals += sum(one is False for one in wanted.values())
    yield Claim(
        "what held at any past instant, against the rule",
        f"{compared:,} asked ({refusals:,} no), {wrong} wrong",
        "0 wrong",
        ok=wrong == 0 < refusals,
    )
    yield Claim(
        "in whatever order it was told",
        f"{histories} histories twice, {moved} differ",
        "0 differ",
        ok=moved == 0,
    )
    yield _stricter(shop, chance, histories)


def _history(chance: Random, number: int) -> tuple[list[Event], Told]:
    told, events = Told(), []
    named = ({"user": "ann"}, {"browser": "phone"}, {"browser": "laptop"}, {"email": "a@b.example"})
    for count in range(14):
        at = SOME_DAY + chance.randrange(40) * HOUR + count
        who: dict[str, Any] = dict(chance.choice(named))
        if chance.random() < 0.3:
            who["user"] = "ann"
        names = [who[kind] for kind in ("user", "email", "browser") if kind in who]
        told.meetings.append((at, frozenset(names)))
        if chance.random() < 0.6:
            word, yes = chance.choice(WORDS), chance.random() < 0.5
            told.answers.append((at, word, yes, names[0]))
            events.append(_answered(number, count, at, {word: yes}, who))
        else:
            events.append(event("Seen", at, message_id=f"h{number}-{count}", **who))
    meeting = {"user": "ann", "email": "a@b.example"}
    ends = SOME_DAY + 20 * HOUR  # somewhere in the middle everybody turns out to be one
    for count, more in enumerate(({"browser": "phone"}, {"browser": "laptop"}, {})):
        who = {**meeting, **more}
        events.append(event("Signed In", ends + count, message_id=f"m{number}-{count}", **who))
        told.meetings.append((ends + count, frozenset(who.values())))
    return events, told


def _answered(
    number: int, count: int, at: int, said: dict[str, bool], who: dict[str, Any]
) -> Event:
    return event(ANSWER, at, message_id=f"h{number}-{count}", consent=said, **who)


def _states(shop: StillShop, asked: list[int]) -> dict[tuple[str, int], bool | None]:
    ann = Identity(IdentityKind.USER, "ann")
    with shop.database.read() as connection:
        answers = answers_of(connection, profiles_of(connection, [ann])[ann])
    found: dict[tuple[str, int], bool | None] = {}
    for at in asked:
        held = consent.state(answers, at)
        for word in WORDS:
            record = held.get(consent.asked_of(word))
            found[word, at] = None if record is None else record.granted
    return found


def _stricter(shop: StillShop, chance: Random, number: int) -> Claim:
    """An unknown browser says no, a customer yes, at any times; then they turn out to be one."""
    strict, freed = 0, 0
    for _ in range(number):
        shop.empty()
        times = [SOME_DAY + chance.randrange(100) * MINUTE + extra for extra in (0, 1)]
        no, yes = ({"profiling": False}, {"profiling": True})
        events = [
            event(ANSWER, times[0], browser="phone", consent=no),
            event(ANSWER, times[1], user="ann", consent=yes),
            event("Signed In", SOME_DAY + DAY, user="ann", browser="phone"),
        ]
        chance.shuffle(events)
        shop.take(*events)
        strict += not _held(shop)
        shop.take(event(ANSWER, SOME_DAY + 2 * DAY, user="ann", consent=yes))
        freed += _held(shop)
    return Claim(
        "of two who turn out to be one the stricter answer",
        f"{strict} of {number} no; after a new yes {freed} yes",
        f"{number}, {number}",
        ok=strict == freed == number,
    )


def _held(shop: StillShop) -> bool:
    ann = Identity(IdentityKind.USER, "ann")
    with shop.database.read() as connection:
        answers = answers_of(connection, profiles_of(connection, [ann])[ann])
    return consent.state(answers)[consent.asked_of("profiling")].granted
