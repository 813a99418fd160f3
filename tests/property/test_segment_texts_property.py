"""Any tree at all: its text and JSON read back, it fits the schema, and it can be said."""

from __future__ import annotations

from typing import Any

import jsonschema
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.core.errors import BadInput
from tailorbird.segments.parsing import check, parse
from tailorbird.segments.schema import document
from tailorbird.segments.sentences import people_who
from tailorbird.segments.text_form import read, write
from tailorbird.segments.types import (
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
    Ever,
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

SCHEMA = jsonschema.Draft202012Validator(document())
LETTERS = st.characters(codec="utf-8", exclude_characters='"', exclude_categories=["Cc", "Cs"])
NAME = st.text(LETTERS, min_size=1, max_size=8) | st.sampled_from(
    ["not", "is", "plan", "one", "of", "refused", "2026-01-31", "*", "a b", "( )", "$", "\\"]
)
TRAIT_NAME = st.sampled_from(["plan", "address.city", "is", "first name", "größe", "7"])
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=9)
NUMBER = st.integers(-(10**12), 10**12) | st.decimals(-1000, 1000, places=6).map(float)
PLAIN = TEXT | NUMBER | st.booleans()
MOMENT = st.sampled_from(
    ["2024-02-29", "2026-01-31T08:00:00Z", "1999-12-31T23:59:59.123456+05:30", "2100-01-01"]
)
WINDOW = st.one_of(
    st.just(Ever()),
    st.builds(Rolling, st.integers(2, 5_000), st.sampled_from(RollingUnit), st.integers(0, 1)),
    st.builds(Calendar, st.integers(1, 3_660), st.sampled_from(CalendarUnit)),
    st.builds(Since, MOMENT),
    st.just(Between("2024-02-29", "2026-01-31")),
    st.just(Between("2024-02-29", "2026-01-31T00:00:00-03:00")),
)
ORDERED = st.sampled_from([Op.MORE_THAN, Op.AT_LEAST, Op.LESS_THAN, Op.AT_MOST])
TESTS: st.SearchStrategy[tuple[Op, Any]] = st.one_of(
    st.tuples(st.just(Op.IS), PLAIN | st.lists(PLAIN, min_size=1, max_size=3)),
    st.tuples(st.sampled_from([Op.CONTAINS, Op.STARTS_WITH]), TEXT),
    st.tuples(st.just(Op.MATCHES), st.sampled_from(["^a+", r"\d{2}", "[\"'(]", "x|y"])),
    st.tuples(ORDERED, NUMBER),
    st.just((Op.EXISTS, None)),
)
NUMBER_TESTS: st.SearchStrategy[tuple[Op, Any]] = st.one_of(
    st.tuples(ORDERED, NUMBER),
    st.tuples(st.just(Op.IS), NUMBER | st.lists(NUMBER, min_size=1, max_size=3)),
)
TEXT_FIELDS = ("product.id", "product.title", "product.category", "product.brand")


def filters(*more: st.SearchStrategy[str]) -> st.SearchStrategy[list[Filter]]:
    field = st.one_of(st.sampled_from(TEXT_FIELDS), *more)
    one = st.one_of(
        st.builds(
            lambda name, test, no: Filter(name, test[0], test[1], no), field, TESTS, st.booleans()
        ),
        NUMBER_TESTS.map(lambda test: Filter("product.quantity", test[0], test[1])),
    )
    return st.lists(one, max_size=3)


WHERE = filters(
    st.sampled_from(["device", "country", "region", "city", "property.a b", "property.x.y"]),
    NAME.map(lambda name: f"property.{name}"),
)
OF_PRODUCT = filters()
COMPARE = st.builds(
    Compare, st.sampled_from(Comparator), NUMBER | st.sampled_from(["n", "a_1"]).map(Learned)
)
SUMMED = st.sampled_from([Measure.SUM, Measure.AVERAGE, Measure.MIN, Measure.MAX])
WHOLE = st.sampled_from(
    [Measure.COUNT, Measure.DAYS_SINCE_FIRST, Measure.DAYS_SINCE_LAST, Measure.DISTINCT_PRODUCTS]
)
DAYS = st.integers(-36_600, 0)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Did, NAME, WHERE, WINDOW, COMPARE),
    st.builds(Did, NAME),
    st.builds(
        Sequence,
        st.lists(st.builds(Step, NAME, WHERE), min_size=2, max_size=4),
        st.integers(1, 3_000),
        st.sampled_from(RollingUnit),
        WINDOW,
    ),
    st.builds(OfEvents, SUMMED, NAME, COMPARE, NAME, WHERE, WINDOW),
    st.builds(OfEvents, WHOLE, NAME, COMPARE, st.just(""), WHERE, WINDOW),
    st.builds(OfOrders, st.sampled_from(Measure), COMPARE, OF_PRODUCT, WINDOW),
    st.builds(lambda name, test: Trait(name, *test), TRAIT_NAME, TESTS),
    st.builds(DateTrait, TRAIT_NAME, DAYS, st.integers(0, 36_600), st.booleans()),
    st.builds(Predicted, NAME, COMPARE),
    st.builds(Consented, NAME, NAME, st.booleans()),
    st.builds(InCart, OF_PRODUCT, WINDOW, COMPARE),
    st.builds(InSegment, NAME),
    st.builds(Sampled, st.floats(0.001, 100), st.just("") | NAME),
    st.builds(InArm, NAME, NAME),
)
TREES: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)


@given(TREES)
@settings(max_examples=300)
def test_text_and_json_read_back_as_the_same_tree(tree: Condition) -> None:
    try:
        check(tree)
    except BadInput as refused:
        assert "levels deep" in refused.message  # noqa: PT017 - the one way these can be wrong
        return
    # compared as they are printed: 1, 1.0 and true are equal, but not the same
    assert repr(read(write(tree))) == repr(tree)
    assert repr(parse(msgspec.json.encode(tree))) == repr(tree)
    assert people_who(tree).endswith(".")
    assert list(SCHEMA.iter_errors(msgspec.to_builtins(tree))) == []


@given(st.text(max_size=30) | st.lists(st.sampled_from(
    ["did", '"A"', "where", "device", "is", "not", "and", "or", "(", ")", ",", "in", "last", "7",
     "days", "at", "least", "orders", "count", "sequence", "then", "within", "learned", "one",
     "of", "all", "from", "2026-01-01", "to", "cart", '"', "trait", "exists"]
), max_size=14).map(" ".join))  # fmt: skip
@settings(max_examples=400)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        tree = read(text)
    except BadInput as refused:
        line, column = map(int, refused.field.split(":"))
        assert 1 <= line <= text.count("\n") + 1
        assert 1 <= column <= len(text) + 1
    else:
        assert read(write(tree)) == tree
