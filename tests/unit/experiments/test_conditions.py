"""The condition language: what holds, what does not, and what types do to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.errors import BadInput
from tailorbird.experiments.conditions import holds
from tailorbird.experiments.published import check, guarded

ANN = {
    "country": "DE",
    "age": 30,
    "vip": True,
    "tags": ["a", "B", 3],
    "app": {"version": "1.10.0", "list": [{"x": 1}, {"x": 5}]},
    "empty": "",
    "nothing": None,
}


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({}, True),
        ({"country": "DE"}, True),
        ({"country": "de"}, False),
        ({"country": {"$in": ["AT", "DE"]}}, True),
        ({"country": {"$ini": ["de"]}}, True),
        ({"country": {"$nin": ["DE"]}}, False),
        ({"country": {"$nini": ["fr"]}}, True),
        ({"country": {"$in": "DE"}}, False),
        ({"age": {"$gt": 29, "$lte": 30}}, True),
        ({"age": {"$gt": "29"}}, False),  # text is not a number
        ({"missing": {"$lt": 5}}, False),
        ({"missing": {"$ne": 5}}, True),
        ({"missing": None}, True),
        ({"nothing": {"$exists": False}}, True),
        ({"empty": {"$exists": True}}, True),
        ({"vip": 1}, False),
        ({"vip": True}, True),
        ({"age": 30.0}, True),
        ({"tags": {"$in": ["B"]}}, True),
        ({"tags": {"$all": ["a", 3]}}, True),
        ({"tags": {"$alli": ["A", "b"]}}, True),
        ({"tags": {"$all": ["c"]}}, False),
        ({"tags": {"$size": 3}}, True),
        ({"tags": {"$size": {"$gt": 3}}}, False),
        ({"tags": {"$elemMatch": {"$gt": 2}}}, True),
        ({"app.list": {"$elemMatch": {"x": {"$gt": 4}}}}, True),
        ({"app.list.1.x": 5}, True),
        ({"app.list.length": 2}, True),
        ({"app.version": {"$vgt": "1.9.9"}}, True),
        ({"app.version": {"$vlt": "1.10.0-rc.1"}}, False),
        ({"app.version": {"$veq": "v1.10.0+build"}}, True),
        ({"app.version": {"$vne": "1.10.0"}}, False),
        ({"missing": {"$vne": "1.10.0"}}, True),
        ({"country": {"$regex": "^D"}}, True),
        ({"country": {"$regexi": "^d"}}, True),
        ({"country": {"$regex": "("}}, False),
        ({"age": {"$regex": "3"}}, False),
        ({"age": {"$type": "number"}}, True),
        ({"age": {"$not": {"$lt": 18}}}, True),
        ({"$not": {"country": "DE"}}, False),
        ({"$or": [{"country": "FR"}, {"age": 30}]}, True),
        ({"$or": []}, True),
        ({"$and": [{"country": "DE"}, {"age": 31}]}, False),
        ({"$nor": [{"country": "FR"}, {"age": 31}]}, True),
        ({"country": {"$near": "DE"}}, False),
    ],
)
def test_what_holds_of_ann(condition: dict[str, Any], wanted: bool) -> None:
    assert holds(condition, ANN) is wanted


def test_groups_are_lists_by_name() -> None:
    groups = {"friends": ["DE"]}
    assert holds({"country": {"$inGroup": "friends"}}, ANN, groups)
    assert not holds({"country": {"$notInGroup": "friends"}}, ANN, groups)
    assert not holds({"country": {"$inGroup": "nobody"}}, ANN, groups)


def test_what_cannot_be_read_holds_of_nobody() -> None:
    for broken in ({"$or": 5}, {"$not": 5}, {"age": {"$elemMatch": 5}}, {"$and": [7]}):
        assert not holds(broken, {"age": [1]})


plain = st.sampled_from(["a", "DE", "", 1, 2.5, 0, True, False, None])
names = st.sampled_from(["x", "y", "tags"])
values = st.one_of(plain, st.lists(plain, max_size=3))
texts = st.sampled_from(["a", "DE", ""])
operators = st.one_of(
    st.builds(lambda v: {"$eq": v}, plain),
    st.builds(lambda v: {"$ne": v}, plain),
    st.builds(lambda o, v: {o: v}, st.sampled_from(["$lt", "$gte"]), st.sampled_from([1, "DE"])),
    st.builds(lambda o, v: {o: v}, st.sampled_from(["$veq", "$vne", "$vgt"]), texts),
    st.builds(lambda o, v: {o: v}, st.sampled_from(["$in", "$nin"]), st.lists(plain, max_size=3)),
    st.builds(lambda o, v: {o: v}, st.sampled_from(["$ini", "$alli"]), st.lists(texts, max_size=2)),
    st.builds(lambda v: {"$all": v}, st.lists(plain, max_size=2)),
    st.builds(lambda v: {"$regex": v}, st.sampled_from(["a", "D."])),
    st.builds(lambda v: {"$exists": v}, st.booleans()),
    st.builds(lambda v: {"$size": {"$gt": v}}, st.integers(0, 2)),
    st.builds(lambda v: {"$elemMatch": {"$gte": v}}, st.integers(0, 2)),
)
values_asked = st.one_of(plain, operators, st.builds(lambda v: {"$not": v}, operators))
conditions = st.recursive(
    st.dictionaries(names, values_asked, max_size=2),
    lambda inner: st.one_of(
        st.builds(lambda o, v: {o: v}, st.sampled_from(["$or", "$nor", "$and"]), st.lists(inner)),
        st.builds(lambda v: {"$not": v}, inner),
    ),
    max_leaves=5,
)


@given(conditions, st.dictionaries(names, values))
def test_saying_the_types_changes_no_answer(
    condition: dict[str, Any], attributes: dict[str, Any]
) -> None:
    check(condition)
    assert holds(guarded(condition), attributes) is holds(condition, attributes)


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        ({"x": {}}, "condition.x"),
        ({"x": [1]}, "condition.x"),
        ({"x": {"$gt": True}}, "condition.x.$gt"),
        ({"x": {"$in": [[1]]}}, "condition.x.$in"),
        ({"x": {"$ini": [1]}}, "condition.x.$ini"),
        ({"x": {"$regex": "a" * 201}}, "condition.x.$regex"),
        ({"x": {"$regex": "(?i)a"}}, "condition.x.$regex"),
        ({"x": {"$elemMatch": {"$or": []}}}, "condition.x.$elemMatch"),
        ({"$or": [{"$savedGroup": "g"}]}, "condition.$or[0].$savedGroup"),
        ({"$or": {}}, "condition.$or"),
    ],
)
def test_what_clients_read_in_two_ways_is_refused_with_its_place(
    condition: dict[str, Any], place: str
) -> None:
    with pytest.raises(BadInput) as refused:
        check(condition)
    assert refused.value.field == place


def test_a_condition_of_any_depth_is_refused_in_words() -> None:
    deep: dict[str, Any] = {"x": 1}
    for _ in range(400):
        deep = {"$not": deep}
    with pytest.raises(BadInput, match="too large"):
        check(deep)
