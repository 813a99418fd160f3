"""One person's page, finding people, and what becomes of orders on their way."""

from __future__ import annotations

from tailorbird.core.clock import DAY, MINUTE, day_number
from tailorbird.events.types import Lane
from tailorbird.profiles.types import Identity, IdentityKind, OrderStatus, Person
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

ANSWER = "Segment Consent Preference Updated"


def person(shop: StillShop, query: str) -> Person:
    (row,) = shop.profiles.people(query, 5)
    found = shop.profiles.person(row.profile_id, bought_since=0)
    assert found is not None
    return found


def test_a_page_tells_the_whole_story(shop: StillShop) -> None:
    shop.take(
        event("Product Viewed", SOME_DAY, browser="phone", product_id="ring"),
        event("Product Added", SOME_DAY + MINUTE, browser="phone", product_id="hat"),
        order(
            "o1",
            SOME_DAY + 2 * MINUTE,
            [line("ring", 2, "2.555")],
            user="ann",
            browser="phone",
            email="Ann@Example.com",
        ),
        refund("r1", SOME_DAY + DAY, [line("ring", 1, "2.555")], user="ann"),
    )
    ann = person(shop, "ANN@EX")
    assert ann.identities == (
        Identity(IdentityKind.ANONYMOUS, "phone"),
        Identity(IdentityKind.EMAIL, "ann@example.com"),
        Identity(IdentityKind.USER, "ann"),
    )
    assert [moment.name for moment in ann.timeline if moment.name != "Identities Joined"] == [
        "Order Refunded",
        "Order Completed",
        "Product Added",
        "Product Viewed",
    ]
    assert (ann.first_seen, ann.last_seen) == (SOME_DAY, SOME_DAY + DAY)
    (placed,) = ann.orders
    assert (placed.total_minor, placed.refunded_minor, placed.net_minor) == (511, 256, 255)
    assert [(held.quantity, held.refunded) for held in placed.lines] == [(2, 1)]
    assert (ann.order_count, ann.net_minor, ann.currency) == (1, 255, "GBP")
    assert set(ann.facts.bought) == {"ring"}
    assert ann.facts.cart == ()


def test_nobody_has_a_page(shop: StillShop) -> None:
    assert shop.profiles.person("nobody", bought_since=0) is None


def test_people_are_found_by_the_start_of_any_identifier(shop: StillShop) -> None:
    for number, (user, email) in enumerate([("17850", "zoe@x.com"), ("1785", "al%l@x.com")]):
        at = SOME_DAY + number * MINUTE
        shop.take(event("Signed In", at, user=user, email=email, browser=f"b_{number}"))
    labels = {row.label for row in shop.profiles.people("", 9)}
    assert labels == {"zoe@x.com", "al%l@x.com"}
    for query, found in {
        "1785": ["al%l@x.com", "zoe@x.com"],  # the last seen first
        "17850": ["zoe@x.com"],
        " ZOE@": ["zoe@x.com"],
        "al%l": ["al%l@x.com"],
        "%": [],
        "_": [],
        "b_1": ["al%l@x.com"],
        "x.com": [],
    }.items():
        assert [row.label for row in shop.profiles.people(query, 9)] == found, query
    assert len(shop.profiles.people("1785", 1)) == 1


def test_a_list_of_people_goes_on_behind_anybody_in_it(shop: StillShop) -> None:
    for number in range(9):  # three at a time are seen at one instant
        shop.take(event("Product Viewed", SOME_DAY + number // 3, user=f"u{number}"))
    everybody = shop.profiles.people("", 99)
    for size in (1, 2, 4):
        met, after = [], None
        while found := shop.profiles.people("u", size, after):
            met += found
            after = found[-1].last_seen, found[-1].profile_id
        assert met == everybody
    assert [row.label for row in shop.profiles.people("u8", 9, (SOME_DAY + 9, ""))] == ["u8"]


def test_the_most_restrictive_answer_survives_a_join(shop: StillShop) -> None:
    shop.take(
        event(ANSWER, SOME_DAY, browser="phone", consent={"email": False, "ads": True}),
        event(ANSWER, SOME_DAY + MINUTE, user="ann", consent={"email": True, "sms": True}),
    )
    shop.take(event("Signed In", SOME_DAY + 2 * MINUTE, user="ann", browser="phone"))
    ann = person(shop, "ann")
    answers = {state.purpose: state.granted for state in ann.consents}
    assert answers == {"email": False, "ads": True, "sms": True}
    shop.take(event(ANSWER, SOME_DAY + DAY, user="ann", consent={"email": True}))
    assert {s.purpose: s.granted for s in person(shop, "ann").consents}["email"] is True


def test_an_order_told_by_two_doors_is_one_order(shop: StillShop) -> None:
    lines = [line("ring", 1, "10.00")]
    shop.take(order("o1", SOME_DAY, lines, browser="phone", source="http"))
    file = order("o1", SOME_DAY, lines, user="ann", source="import:orders")
    shop.take(file, lane=Lane.BACKFILL)
    assert shop.profiles.order_count() == 1
    (day,) = shop.profiles.trade_by_day(day_number(SOME_DAY), day_number(SOME_DAY))
    assert (day.orders, day.net_minor) == (1, 1000)


def test_an_order_that_named_nobody_is_the_customers_once_a_door_says_so(shop: StillShop) -> None:
    lines = [line("ring", 1, "10.00")]
    shop.take(order("o1", SOME_DAY, lines, source="import:orders"))
    shop.take(refund("r1", SOME_DAY + 1, lines, user="ann"))
    assert shop.profiles.refund_counts() == (0, 1)
    shop.take(order("o1", SOME_DAY, lines, user="ann", source="server"))
    assert shop.profiles.refund_counts() == (1, 0)
    assert [placed.net_minor for placed in person(shop, "ann").orders] == [0]


def test_a_cancellation_before_its_order_makes_nobody_elses_order(shop: StillShop) -> None:
    shop.take(event("Order Cancelled", SOME_DAY + 1, user="clerk", order_id="o1"))
    shop.take(order("o1", SOME_DAY, [line("ring")], user="ann"))
    (placed,) = person(shop, "ann").orders
    assert (placed.status, placed.placed_at) == (OrderStatus.CANCELLED, SOME_DAY)
    assert person(shop, "clerk").orders == ()
    assert (person(shop, "ann").order_count, person(shop, "ann").net_minor) == (0, 0)


def test_a_part_of_a_file_told_again_with_more_adds_only_what_is_new(shop: StillShop) -> None:
    first = [line("ring", 1, "1.00", ordinal=0), line("hat", 1, "2.00", ordinal=1)]
    again = [line("hat", 1, "2.00", ordinal=1), line("bag", 1, "4.00", ordinal=2)]
    shop.take(order("o1", SOME_DAY, first, user="ann", source="import:orders"))
    shop.take(order("o1", SOME_DAY, again, user="ann", source="import:orders"))
    (placed,) = person(shop, "ann").orders
    assert (placed.total_minor, len(placed.lines)) == (700, 3)


def test_an_order_with_an_empty_id_does_not_become_everybodys(shop: StillShop) -> None:
    shop.take(order(" ", SOME_DAY, [line("ring")], user="ann"))
    shop.take(order("", SOME_DAY, [line("ring")], user="ben"))
    assert shop.profiles.order_count() == 0
    assert [moment.name for moment in person(shop, "ben").timeline] == ["Order Completed"]


def test_a_visitor_counts_once_a_day_and_imports_are_no_visits(shop: StillShop) -> None:
    for minute in range(3):
        at = SOME_DAY + minute * MINUTE
        shop.take(event("Product Viewed", at, browser="phone", product_id="ring"))
    shop.take(order("o1", SOME_DAY, [line("ring")], user="ben"), lane=Lane.BACKFILL)
    shop.take(event("Product Viewed", SOME_DAY, user="ann", product_id="ring"))
    shop.take(event("Signed In", SOME_DAY, user="ann", browser="phone"))
    days = shop.profiles.visitors_by_day(day_number(SOME_DAY), day_number(SOME_DAY))
    assert [(day.day, day.visitors) for day in days] == [(day_number(SOME_DAY), 1)]


def test_an_order_told_again_leaves_the_same_cart_in_one_batch_as_one_by_one(
    shop: StillShop,
) -> None:
    told = [
        order("o1", SOME_DAY + DAY, [line("ring")], browser="phone", source="http"),
        order("o1", SOME_DAY, [line("ring")], user="ann", source="server"),  # it was hers
        event("Product Added", SOME_DAY - DAY, browser="phone", source="http", product_id="hat"),
        order("o2", SOME_DAY, [line("ring")], user="ben"),
        order("o2", SOME_DAY + 2 * DAY, [line("ring")], user="ben", source="server"),
        event("Product Added", SOME_DAY + DAY, user="ben", product_id="hat"),
    ]
    carts = []
    for sizes in ([1] * len(told), [len(told)]):
        shop.empty()
        shop.take_in_batches(told, sizes)
        carts.append({who: len(person(shop, who).facts.cart) for who in ("phone", "ben")})
    assert carts[0] == carts[1] == {"phone": 1, "ben": 1}
