"""One experiment that runs, with the demo's own customers drawn for it, so that its page is alive.

No comparison group: it would take the blocks from visitors who came to see them.
"""

from __future__ import annotations

from tailorbird.app import Tailorbird
from tailorbird.experiments.announcing import exposure_event
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.types import Variation
from tailorbird.experiments.who import Who
from tailorbird.profiles.types import Identity, IdentityKind

BEGUN = "demo_experiment"
KEY = "shipping-cost-shown"
PEOPLE = 600
_BY = "the demo"


def begin_experiment(shop: Tailorbird) -> None:
    """Write it down, start it and draw customers, once; one that was stopped stays stopped."""
    if shop.settings.get(BEGUN):
        return
    if all(one.key != KEY for one in shop.experiments.all()):
        shop.experiments.create(_experiment(), by=_BY)
        shop.experiments.start(KEY, by=_BY)
    _draw(shop)
    shop.settings.set(BEGUN, value=True)


def _experiment() -> NewExperiment:
    return NewExperiment(
        key=KEY,
        name="Shipping cost on the product page",
        description=(
            "Whoever knows the cost of shipping early does not leave at the checkout. "
            "Made for this demo: its customers are drawn as visitors would be."
        ),
        variations=(
            Variation(key="control", name="As today", weight=5_000),
            Variation(key="shown", name="Cost shown", weight=5_000),
        ),
    )


def _draw(shop: Tailorbird) -> None:
    now, events = shop.now(), []
    for person in shop.people(limit=PEOPLE):
        if not person.label or "@" in person.label:
            continue
        who = Who(user_id=person.label)
        [drawn] = shop.experiments.assign(who, [KEY]).assignments
        if drawn.variation is not None:
            known = [Identity(IdentityKind.USER, person.label)]
            events.append(exposure_event(KEY, drawn.variation, known, now))
    found = [one for one in events if one is not None]
    if found:
        shop.accept(found).result()
