"""Whatever text somebody sends: it is refused by name, or kept as it was; nothing breaks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.events.types import Lane
from tailorbird.events.validation import parse_all
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.shop import StillShop

# everything Python calls text: NUL and halves of surrogate pairs too
ANY = st.text(st.characters(codec=None), max_size=12)
ODD = st.sampled_from(
    ["\x00", "a\x00b", "\ud800", "\udc00x", "İ", "ß", "\\u0000", "'; --", "%", "\x7f"]
)
TEXT = st.one_of(ANY, ODD)


@given(st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT))
@settings(max_examples=60)
def test_any_text_is_refused_or_kept(shop: StillShop, told: tuple[str, ...]) -> None:
    user, name, product, key, value = told
    shop.empty()
    item = {
        "type": "track",
        "event": name,
        "userId": user,
        "properties": {"product_id": product, "name": value, key: value},
        "context": {"traits": {key: value}},
    }
    viewed = {**item, "event": "Product Viewed", "userId": f"u{user}"}
    events, problems = parse_all([item, viewed], now=SOME_DAY, source="http")
    assert all(problem.message for problem in problems)
    shop.take(*events)
    assert [one.event for one in shop.log.read(Lane.LIVE, 0, 10)] == events
    assert shop.refusals.read(5) == []
    people = shop.profiles.people("", 9)
    assert bool(people) == bool(events)
    for one in people:
        person = shop.profiles.person(one.profile_id, bought_since=0)
        assert person is not None
        assert {held.value for held in person.identities} <= {user.strip(), f"u{user}".strip()}
