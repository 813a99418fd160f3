"""Whatever visitors, devices and sign-ins do in whichever order: who saw a variation keeps it.

Each step is one page view: a browser asks and sees what it gets, signed in or not. The oracle looks
at nothing but which browsers are whose, and which variation each person saw first.
"""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tailorbird.core.clock import MINUTE
from tailorbird.experiments.assigning import Why
from tailorbird.experiments.bucketing import bucket
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.holdouts import Volume
from tailorbird.experiments.service import Experiments
from tailorbird.experiments.types import Variation
from tailorbird.experiments.who import Who
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event
from tailorbird.testing.shop import StillShop

KEY = "button"
OWNER = {f"a-{n}": "ann" for n in range(4)} | {f"b-{n}": "ben" for n in range(3)}
ARMS = tuple(Variation(key=one, name=one, weight=5_000) for one in ("control", "green"))


class Step(Struct, frozen=True):
    """A page view by a browser; with ``signs_in`` the shop says who it is, and asks for them."""

    browser: str
    signs_in: bool


steps = st.lists(
    st.builds(Step, st.sampled_from(sorted(OWNER)), st.booleans()), min_size=1, max_size=10
)


def experiments_of(shop: StillShop) -> Experiments:
    def nothing(_profile_id: str) -> Collection[str]:
        return ()

    made = Experiments(
        shop.database,
        shop.log,
        shop.progress,
        shop.clock,
        emit=shop.append,
        segments_of=nothing,
        segment_exists=bool,
        volume=lambda: Volume(people=0, orders=0),
    )
    made.create(NewExperiment(key=KEY, variations=ARMS), by="test")
    made.start(KEY, by="test")
    return made


def drawn(browser: str) -> str:
    return "control" if bucket(KEY, browser) < 5_000 else "green"


@given(steps)
@settings(max_examples=40)
def test_who_saw_a_variation_keeps_it(shop: StillShop, history: list[Step]) -> None:
    shop.empty()
    experiments = experiments_of(shop)
    first: dict[str, tuple[int, str]] = {}  # by person, or by the browser while it is nobody's
    known: set[str] = set()
    for number, step in enumerate(history):
        at = SOME_DAY + number * MINUTE
        shop.clock.set(at)
        owner = OWNER[step.browser]
        if step.signs_in:
            shop.take(event("Signed In", at, user=owner, browser=step.browser))
            known.add(step.browser)
            mine = [first.pop(one) for one in (owner, step.browser) if one in first]
            first |= {owner: min(mine)} if mine else {}
        person = owner if step.browser in known else step.browser
        who = Who(anonymous_id=step.browser, user_id=owner if step.signs_in else None)
        [found] = experiments.assign(who, [KEY]).assignments
        wanted = first.get(person)
        assert found.variation == (wanted[1] if wanted else drawn(step.browser))
        assert found.why is (Why.STICKY if wanted else Why.HASH)
        experiments.expose(who, [found])
        shop.process()
        first.setdefault(person, (at, found.variation or ""))
