"""Who saw which variation follows from the events alone: not from their order, nor from batches.

The oracle knows the links between identifiers and takes the earliest moment of each thing seen.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tailorbird.app.side import side_database
from tailorbird.core.clock import MINUTE
from tailorbird.events.types import Event, Lane
from tailorbird.events.vocabulary import interpreted
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.store import exposures as store
from tailorbird.experiments.types import Exposure
from tailorbird.pipeline import fold
from tailorbird.profiles.store import people as people_store
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.database import Database
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event
from tailorbird.testing.shop import StillShop

# each browser is one person's: of a shared one nothing can be said of whom it was
OWNER = {"a-phone": "ann", "a-laptop": "ann", "b-phone": "ben", "b-tablet": "ben", "lost": None}
KEYS = ("button", "price", "never-defined")
Known = dict[tuple[str, str], dict[str, int]]
"""By experiment and person: each variation with its first moment."""


class Step(Struct, frozen=True):
    """A browser sees a variation, signed in or not; without a variation it only signs in."""

    browser: str
    signed_in: bool
    experiment: str
    variation: str | None
    minute: int
    allowed: bool = True


steps = st.builds(
    Step,
    st.sampled_from(sorted(OWNER)),
    st.booleans(),
    st.sampled_from(KEYS),
    st.sampled_from(["control", "green", None]),
    st.integers(0, 40),
    st.sampled_from([True, True, True, False]),
)
histories = st.lists(steps, min_size=1, max_size=12)
batches = st.lists(st.integers(1, 4), max_size=8)


def happening(number: int, step: Step) -> Event:
    name = EXPERIMENT_VIEWED if step.variation else "Page Looked At"
    return event(
        name,
        SOME_DAY + step.minute * MINUTE,
        browser=step.browser,
        user=OWNER[step.browser] if step.signed_in else None,
        message_id=f"m{number}",
        consent=None if step.allowed else {"personalization": False},
        experiment_id=step.experiment,
        variation_id=step.variation,
    )


def oracle(history: list[Step]) -> Known:
    signed = {one.browser for one in history if one.signed_in}
    found: Known = {}
    for step in history:
        if step.variation and step.allowed:
            who = (OWNER[step.browser] if step.browser in signed else None) or step.browser
            at = SOME_DAY + step.minute * MINUTE
            seen = found.setdefault((step.experiment, who), {})
            seen[step.variation] = min(at, seen.get(step.variation, at))
    return found


def kept(database: Database) -> Known:
    with database.read() as connection:
        every = [one for key in KEYS for one in store.of_experiment(connection, key)]
        named = {who: _name(connection, who) for who in {one.profile_id for one in every}}
    found: Known = {}
    for one in every:
        known = found.setdefault((one.experiment_id, named[one.profile_id]), {})
        assert one.variation not in known
        known[one.variation] = one.first_at
    return found


def _name(connection: object, profile_id: str) -> str:
    identities = people_store.identities_on(connection, profile_id)  # type: ignore[arg-type]
    users = [one.value for one in identities if one.kind is IdentityKind.USER]
    return users[0] if users else identities[0].value


@given(st.data(), histories, batches)
@settings(max_examples=40)
def test_who_saw_what_does_not_depend_on_the_order(
    shop: StillShop, data: st.DataObject, history: list[Step], sizes: list[int]
) -> None:
    shuffle = data.draw(st.permutations(range(len(history))))
    events = [happening(number, history[number]) for number in shuffle]
    shop.empty()
    shop.take_in_batches(events, sizes)
    assert kept(shop.database) == oracle(history)
    shop.take_in_batches(events, sizes, Lane.BACKFILL)  # known by their ids
    assert kept(shop.database) == oracle(history)


@given(histories, batches)
@settings(max_examples=10)
def test_folded_again_it_is_the_same(
    shop: StillShop, tmp_path_factory: object, history: list[Step], sizes: list[int]
) -> None:
    shop.empty()
    shop.take_in_batches([happening(*one) for one in enumerate(history)], sizes)
    folder = tmp_path_factory.mktemp("side")  # type: ignore[attr-defined]
    with side_database(folder) as side:
        again = [interpreted(one) for one in shop.log.read(Lane.LIVE, 0, 1_000)]
        side.write(lambda connection: fold(shop.stations, connection, again, Lane.LIVE))
        assert kept(side) == kept(shop.database) == oracle(history)


def test_what_names_no_variation_is_no_exposure(shop: StillShop) -> None:
    shop.empty()
    seen: dict[str, Any] = {"experiment_id": "button", "variation_id": "green"}
    shop.take(event("Experiment Seen", SOME_DAY, browser="a-phone", message_id="m2", **seen))
    shop.take(event(EXPERIMENT_VIEWED, SOME_DAY, browser="a-phone", message_id="m3"))
    assert kept(shop.database) == {}


def test_numbers_are_taken_as_keys(shop: StillShop) -> None:
    shop.empty()
    shop.take(
        event(EXPERIMENT_VIEWED, SOME_DAY, browser="lost", experiment_id="button", variation_id=1)
    )
    with shop.database.read() as connection:
        phone = Identity(IdentityKind.ANONYMOUS, "lost")
        who = people_store.profiles_of(connection, [phone])[phone]
        assert store.of_people(connection, [who]) == [
            Exposure(experiment_id="button", profile_id=who, variation="1", first_at=SOME_DAY)
        ]
