"""Segments within segments, learned numbers and experiments' arms: put in before anything runs."""

from __future__ import annotations

import pytest

from tailorbird.core.errors import BadInput
from tailorbird.segments.reads import Reads, reads
from tailorbird.segments.resolving import (
    MOST_INLINED,
    check_cycles,
    reads_learned,
    reads_segments,
    resolve,
)
from tailorbird.segments.types import (
    All,
    AnyOf,
    Comparator,
    Compare,
    Condition,
    Consented,
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
    Sequence,
    Step,
    Trait,
)

VIEWED = Did("Product Viewed")
LAPSED = OfOrders(
    Measure.DAYS_SINCE_LAST, Compare(Comparator.MORE_THAN, Learned("lapsed_after_days"))
)


def test_a_segment_is_put_in_where_it_is_named() -> None:
    inner = Not(VIEWED)
    tree = All([InSegment("a"), AnyOf([InSegment("b")])])
    assert resolve(tree, {"a": inner, "b": InSegment("a")}, {}) == All([inner, AnyOf([inner])])


def test_learned_numbers_and_arms_are_filled_in() -> None:
    tree = All([LAPSED, InArm("price-test", "b")])
    resolved = resolve(tree, {}, {"lapsed_after_days": 61.12345678})
    assert resolved == All(
        [
            OfOrders(Measure.DAYS_SINCE_LAST, Compare(Comparator.MORE_THAN, 61.123457)),
            Did(
                "Experiment Viewed",
                where=[
                    Filter("property.experiment_id", Op.IS, "price-test"),
                    Filter("property.variation_id", Op.IS, "b"),
                ],
            ),
        ]
    )


@pytest.mark.parametrize(
    "tree",
    [
        Did("A", count=Compare(Comparator.AT_LEAST, Learned("n"))),
        InCart(count=Compare(Comparator.AT_LEAST, Learned("n"))),
        OfEvents(Measure.COUNT, "A", Compare(Comparator.AT_LEAST, Learned("n"))),
        Predicted("churn", Compare(Comparator.AT_LEAST, Learned("n"))),
    ],
)
def test_every_comparison_may_be_with_a_learned_number(tree: Condition) -> None:
    assert reads_learned(Not(tree)) == {"n"}
    assert reads_learned(resolve(tree, {}, {"n": 3.0})) == set()


def test_what_is_not_there_is_refused_with_its_place() -> None:
    with pytest.raises(BadInput, match="no segment 'gone'") as refused:
        resolve(All([VIEWED, InSegment("gone")]), {}, {})
    assert refused.value.field == "$.of[1].id"
    with pytest.raises(BadInput, match="no learned number 'lapsed_after_days'; known are: n"):
        resolve(Not(LAPSED), {}, {"n": 1.0})


def test_a_fault_within_another_segment_is_placed_where_the_tree_names_it() -> None:
    with pytest.raises(BadInput) as refused:
        resolve(All([VIEWED, InSegment("a")]), {"a": Not(InSegment("gone"))}, {})
    assert refused.value.field == "$.of[1].id"


def test_a_circle_is_refused_with_the_names_on_its_way() -> None:
    trees: dict[str, Condition] = {
        "a": InSegment("b"),
        "b": Not(All([VIEWED, InSegment("c")])),
        "c": InSegment("a"),
    }
    names = {"a": "Lapsed", "b": "VIP", "c": "Fans"}
    with pytest.raises(BadInput, match="Lapsed → VIP → Fans → Lapsed") as refused:
        check_cycles("a", trees["a"], trees, names)
    assert refused.value.field == "$.id"
    with pytest.raises(BadInput, match="a → b → c → a"):
        resolve(InSegment("a"), trees, {})


def test_a_segment_may_not_read_itself_and_others_only_if_they_are_there() -> None:
    with pytest.raises(BadInput, match="new → new"):
        check_cycles("new", Not(InSegment("new")), {})
    with pytest.raises(BadInput, match="no segment 'gone'"):
        check_cycles("new", InSegment("gone"), {})


def test_two_ways_to_the_same_segment_are_no_circle() -> None:
    trees: dict[str, Condition] = {
        "a": All([InSegment("b"), InSegment("c")]),
        "b": InSegment("d"),
        "c": InSegment("d"),
        "d": VIEWED,
    }
    check_cycles("a", trees["a"], trees)
    assert resolve(trees["a"], trees, {}) == All([VIEWED, VIEWED])
    assert reads_segments(trees["a"]) == {"b", "c"}


def test_segments_that_double_each_other_are_refused_before_they_fill_the_memory() -> None:
    trees: dict[str, Condition] = {"s0": VIEWED}
    for at in range(1, 100):
        trees[f"s{at}"] = All([InSegment(f"s{at - 1}")] * 2)
    with pytest.raises(BadInput, match=f"more than {MOST_INLINED:,} parts"):
        resolve(InSegment("s12"), trees, {})


def test_a_long_row_of_segments_is_refused_not_a_crash() -> None:
    trees: dict[str, Condition] = {"s0": VIEWED}
    for at in range(1, 900):
        trees[f"s{at}"] = InSegment(f"s{at - 1}")
    with pytest.raises(BadInput, match="more than 60 levels"):
        resolve(InSegment("s899"), trees, {})


def test_what_a_tree_reads() -> None:
    tree = All(
        [
            Sequence([Step("A", [Filter("country", Op.IS, "DE")]), Step("B")], 7),
            Not(OfEvents(Measure.COUNT, "C", Compare(Comparator.AT_LEAST, 2))),
            Trait("plan", Op.IS, "gold"),
            Consented("email", "marketing"),
        ]
    )
    assert reads(tree) == Reads(
        events=frozenset({"A", "B", "C"}),
        details=frozenset({"A"}),
        traits=True,
        consent=True,
        context=True,
    )
    assert reads(tree).event("A")
    assert not reads(tree).event("D")
    assert reads(Did("*")).event("D")


def test_orders_read_the_products_of_their_event_only_if_asked_for_them() -> None:
    spent = Compare(Comparator.MORE_THAN, 100)
    assert reads(OfOrders(Measure.SUM, spent)) == Reads(orders=True)
    shoes = [Filter("product.category", Op.IS, "Shoes")]
    ordered = frozenset({"Order Completed"})
    assert reads(OfOrders(Measure.SUM, spent, shoes)) == Reads(
        orders=True, events=ordered, details=ordered, catalogue=True
    )
    assert reads(OfOrders(Measure.DISTINCT_PRODUCTS, spent)) == Reads(
        orders=True, events=ordered, details=ordered
    )
    assert reads(InCart([Filter("product.id", Op.IS, "7")])) == Reads(cart=True)
