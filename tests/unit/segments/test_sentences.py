"""What a segment says in a merchant's words, and why somebody is in or out."""

from __future__ import annotations

import pytest

from tailorbird.segments.sentences import people_who, sentence, why_lines
from tailorbird.segments.types import (
    ONCE,
    All,
    AnyOf,
    Between,
    Calendar,
    CalendarUnit,
    Comparator,
    Compare,
    Condition,
    Consented,
    DateTrait,
    Did,
    Filter,
    InArm,
    InCart,
    InSegment,
    Learned,
    Measure,
    Not,
    OfEvents,
    OfOrders,
    Op,
    Predicted,
    Rolling,
    RollingUnit,
    Sampled,
    Sequence,
    Since,
    Step,
    Trait,
)
from tailorbird.segments.verdicts import Trace

SHOES = Filter("product.category", Op.IS, "Shoes")
TWICE = Compare(Comparator.AT_LEAST, 2)
ADDED = Did("Product Added", window=Rolling(1, RollingUnit.HOURS))


def test_the_sentence_of_the_issue() -> None:
    tree = All(
        [
            Did("Product Viewed", [SHOES], Rolling(7), TWICE),
            Not(OfOrders(Measure.COUNT, ONCE, window=Rolling(30))),
        ]
    )
    assert people_who(tree) == (
        "People who viewed a product of Shoes at least 2 times in the last 7 days, and placed no "
        "order in the last 30 days."
    )


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (Not(Did("Foo")), "never did “Foo”"),
        (Not(ADDED), "put no product in the cart in the last hour"),
        (Not(Not(ADDED)), "put a product in the cart in the last hour"),
        (
            Not(Did("Foo", window=Rolling(3), count=TWICE)),
            "did “Foo” fewer than 2 times in the last 3 days",
        ),
        (
            Did(
                "Foo",
                [Filter("property.plan", Op.IS, ["a", True, 3.5])],
                Calendar(3, CalendarUnit.MONTHS),
            ),
            (
                "did “Foo” with “plan” that is “a” or yes or 3.5 this month or in the 2 months "
                "before it"
            ),
        ),
        (
            Not(OfOrders(Measure.DAYS_SINCE_LAST, Compare(Comparator.MORE_THAN, 60))),
            "are not among those who placed the last order more than 60 days ago",
        ),
        (
            OfOrders(
                Measure.DAYS_SINCE_LAST, Compare(Comparator.MORE_THAN, Learned("lapsed_after_days"))
            ),
            (
                "placed the last order more than the learned number of days ago (after so many "
                "days this shop's buyers have lapsed)"
            ),
        ),
        (
            OfOrders(
                Measure.SUM,
                Compare(Comparator.MORE_THAN, 1000.5),
                [SHOES, Filter("product.price", Op.MORE_THAN, 20, negate=True)],
                Since("2026-01-01"),
            ),
            (
                "spent more than 1,000.5 with a product of Shoes and not with a price that is more "
                "than 20 since 2026-01-01"
            ),
        ),
        (OfOrders(Measure.COUNT, Compare(Comparator.EXACTLY, 1)), "placed exactly 1 order"),
        (OfOrders(Measure.COUNT, Compare(Comparator.EXACTLY, 0)), "never placed an order"),
        (
            OfEvents(Measure.AVERAGE, "Order Completed", TWICE, "revenue"),
            "have an average “revenue” of at least 2 over order events",
        ),
        (Trait("plan", Op.IS, "gold"), "have a trait “plan” that is “gold”"),
        (Not(Trait("plan", Op.EXISTS)), "have no trait “plan”"),
        (
            DateTrait("birthday", -7, 0, yearly=True),
            "have an anniversary of “birthday” from 7 days ago to today",
        ),
        (DateTrait("renewal", 1, 1), "have a date “renewal” that is tomorrow"),
        (
            Predicted("churn", Compare(Comparator.AT_LEAST, 0.5)),
            "have a predicted “churn” of at least 0.5",
        ),
        (Not(Consented("email", "marketing")), "did not say yes to marketing by email"),
        (
            InCart([SHOES], Rolling(14, gap=1)),
            "have a product of Shoes in the cart that was put there between 1 and 14 days ago",
        ),
        (
            InCart(window=Rolling(2), count=Compare(Comparator.MORE_THAN, Learned("n"))),
            (
                "have more than the learned number of different products in the cart that were put "
                "there in the last 2 days (n)"
            ),
        ),
        (Not(InCart()), "have no product in the cart"),
        (InSegment("a"), "are in the segment “VIP”"),
        (Sampled(10.0, "x"), "are in a sample of 10 % that stays the same (drawn by “x”)"),
        (InArm("price", "b"), "saw variation “b” of the experiment “price”"),
        (
            Sequence([Step("Product Viewed", [SHOES]), Step("Foo")], 1, window=Rolling(7)),
            (
                "first viewed a product of Shoes and then did “Foo” within 1 day and in the last 7 "
                "days"
            ),
        ),
        (
            AnyOf([All([Did("A"), Did("B")]), Not(AnyOf([Did("C"), Did("D")])), All([Did("X")])]),
            "(did “A”, and did “B”), are not among those who (did “C”, or did “D”), or did “X”",
        ),
        (
            Did("*", window=Between("2026-01-01", "2026-02-01")),
            "did anything from 2026-01-01 until before 2026-02-01",
        ),
    ],
)
def test_what_a_tree_says(tree: Condition, said: str) -> None:
    assert sentence(tree, {"a": "VIP"}) == said


def test_why_tells_each_condition_with_what_was_found() -> None:
    viewed = Did("Product Viewed", [SHOES], Rolling(7), TWICE)
    ordered = OfOrders(Measure.COUNT, ONCE, window=Rolling(30))
    gold = Trait("plan", Op.IS, "gold")
    trace = Trace(
        path="$",
        condition=All([viewed, Not(ordered), AnyOf([gold])]),
        held=False,
        parts=(
            Trace(path="$.of[0]", condition=viewed, held=True, until=5, found=3, events=(9, 8)),
            Trace(
                path="$.of[1]",
                condition=Not(ordered),
                held=True,
                parts=(Trace(path="$.of[1].of", condition=ordered, held=False, found=0),),
            ),
            Trace(
                path="$.of[2]",
                condition=AnyOf([gold]),
                held=False,
                parts=(Trace(path="$.of[2].of[0]", condition=gold, held=False),),
            ),
        ),
    )
    told = [(line.level, line.held, line.text, line.found) for line in why_lines(trace)]
    assert told == [
        (0, False, "all of these", ""),
        (
            1,
            True,
            "viewed a product of Shoes at least 2 times in the last 7 days",
            "found 3",
        ),
        (1, True, "placed no order in the last 30 days", "found 0"),
        (1, False, "at least one of these", ""),
        (2, False, "have a trait “plan” that is “gold”", "nothing found"),
    ]
    assert why_lines(trace)[1].events == (9, 8)
    assert why_lines(trace)[1].until == 5
