"""Conditions on events: one look at the events of a tree answers all of them. Pure.

Every event is marked with the conditions it meets, the marks are reckoned together by person, and
each condition reads its own columns of that. A sequence is found by carrying, from row to row in
order of time, the latest start that leads to each of its steps.
"""

from __future__ import annotations

from typing import Any

from tailorbird.profiles.facts_of_events import NAMES
from tailorbird.segments.audience import filters
from tailorbird.segments.audience.measures import SUMMED, Material, meets, reckoned
from tailorbird.segments.audience.numbers import span
from tailorbird.segments.audience.spans import Asked, Held, reach
from tailorbird.segments.types import Did, Filter, Measure, OfEvents, Sequence, Step
from tailorbird.segments.values import MILLION
from tailorbird.segments.windows import EARLIEST, MICROS
from tailorbird.storage import terms

Term = Any
ANY = "*"
_KINDS = {called: kind.value for kind, called in NAMES.items()}


class Counting:
    """An event happened so many times."""

    def __init__(self, key: str, condition: Did, asked: Asked) -> None:
        self.key = key
        self.steps: tuple[Step, ...] = (Step(condition.name, condition.where),)
        self.reach = reach(condition.window, asked)
        self._span = span(condition.count)

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Count what is inside the window."""
        mine = rows[mark(self.key)]
        inside = mine & self.reach.inside(rows.at)
        return {f"{self.key}_n": rows.count(where=inside), **self.reach.marks(rows, mine, self.key)}

    def held(self, person: Term) -> Held:
        """Compare the count; of nobody's events there are none."""
        number = person[f"{self.key}_n"].fill_null(0)
        return Held(self._span.holds(number), tuple(self.reach.changes(person, self.key)))


class Following:
    """Events happened one after another."""

    def __init__(self, key: str, condition: Sequence, asked: Asked) -> None:
        self.key = key
        self.steps = tuple(condition.steps)
        self.reach = reach(condition.window, asked)
        self._within = condition.within * MICROS[condition.unit]

    def starts(self, rows: Term) -> Term:
        """Add to each row that ends the sequence up to a step the latest start of one."""
        inside = self.reach.inside(rows.at)
        first = (rows[mark(self.key)] & inside).ifelse(rows.at, terms.nothing())
        rows = rows.mutate(**{f"{self.key}_s0": first})
        for number in range(1, len(self.steps)):
            before = rows[f"{self.key}_s{number - 1}"].max().over(terms.before(rows))
            here = rows[mark(self.key, number)] & self.reach.inside(rows.at)
            start = here.ifelse(before, terms.nothing())
            rows = rows.mutate(**{f"{self.key}_s{number}": start})
        return rows

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Reckon whether one of them is quick enough."""
        took = rows.at - rows[f"{self.key}_s{len(self.steps) - 1}"]
        every = terms.any_of(rows[mark(self.key, number)] for number in range(len(self.steps)))
        return {f"{self.key}_took": took.min(), **self.reach.marks(rows, every, self.key)}

    def held(self, person: Term) -> Held:
        """Compare the quickest."""
        quick = terms.held(person[f"{self.key}_took"] <= terms.whole(self._within))
        return Held(quick, tuple(self.reach.changes(person, self.key)))


class Measuring:
    """A measure over events."""

    def __init__(self, key: str, condition: OfEvents, asked: Asked) -> None:
        self.key = key
        self.steps: tuple[Step, ...] = (Step(condition.name, condition.where),)
        self.reach = reach(condition.window, asked)
        self._condition = condition
        self._asked = asked

    @property
    def summed(self) -> str:
        """The property whose values are reckoned, empty for none."""
        return self._condition.of if self._condition.measure in SUMMED else ""

    @property
    def counts_products(self) -> bool:
        """Whether the products of the events are counted."""
        return self._condition.measure is Measure.DISTINCT_PRODUCTS

    def reckoned(self, rows: Term) -> dict[str, Term]:
        """Reckon the measure over what is inside the window."""
        mine = rows[mark(self.key)]
        inside = mine & self.reach.inside(rows.at)
        value = rows[value_of(self.key)] if self.summed else None
        listed = rows[products_of(self.key)] if self.counts_products else None
        of = Material(rows, inside, inside, value, listed)
        found = reckoned(self._condition.measure, self.key, of)
        return found | self.reach.marks(rows, mine, self.key)

    def held(self, person: Term) -> Held:
        """Compare the measure."""
        one = self._condition
        held = meets(
            one.measure, one.compare, unit=MILLION, key=self.key, person=person, asked=self._asked
        )
        return Held(held.member, (*held.until, *self.reach.changes(person, self.key)))


Leaf = Counting | Following | Measuring


# -- the look at the events


def looked_at(tables: Any, leaves: list[Leaf]) -> Term:
    """Return what all conditions on events need to know of each person who has such events."""
    rows = _marked(tables, leaves)
    for leaf in leaves:
        if isinstance(leaf, Following):
            rows = leaf.starts(rows)
    found: dict[str, Term] = {}
    for leaf in leaves:
        found |= leaf.reckoned(rows)
    return rows.group_by("profile_id").aggregate(**found)


def mark(key: str, step: int = 0) -> str:
    """Return the column that says whether an event meets a step."""
    return f"{key}_m{step}"


def value_of(key: str) -> str:
    """Return the column of the value that is reckoned with."""
    return f"{key}_v"


def products_of(key: str) -> str:
    """Return the column of an event's products that meet the filters."""
    return f"{key}_p"


def earliest_of(leaves: list[Leaf]) -> int:
    """Return the first instant whose events any of these conditions may read."""
    return min(leaf.reach.earliest for leaf in leaves)


def _marked(tables: Any, leaves: list[Leaf]) -> Term:
    events = tables.events
    names = sorted({step.name for leaf in leaves for step in leaf.steps})
    named = terms.any_of([called(events, name) for name in names])
    since = earliest_of(leaves)
    if since > EARLIEST:
        named &= events.occurred_at >= terms.instant(since)
    theirs = events.filter(named).join(tables.whose, "position")
    rows = _with_products(tables, theirs, leaves)
    columns = {"profile_id": rows.profile_id, "position": rows.position}
    columns["at"] = terms.micros(rows.occurred_at)
    for leaf in leaves:
        columns |= _marks(rows, leaf)
    return rows.select(**columns)


def _marks(rows: Term, leaf: Leaf) -> dict[str, Term]:
    found = {}
    for number, step in enumerate(leaf.steps):
        here = _here(rows, step)
        column = f"i_{mark(leaf.key, number)}"
        if column in rows.columns:
            here &= terms.held(rows[column])
        found[mark(leaf.key, number)] = here
    if isinstance(leaf, Measuring):
        found |= _values(rows, leaf, found[mark(leaf.key)])
    return found


def _here(rows: Term, step: Step) -> Term:
    """Return whether events meet a step, as far as they say so themselves.

    What they say is looked at only where the name is right: to read JSON takes its time.
    """
    here = called(rows, step.name)
    if all(filters.of_product(one) for one in step.where):
        return here
    return here.ifelse(filters.event_meets(rows, step.where), terms.constant(value=False))


def _values(rows: Term, leaf: Measuring, here: Term) -> dict[str, Term]:
    if leaf.counts_products:
        return {products_of(leaf.key): rows[f"i_{products_of(leaf.key)}"]}
    if leaf.summed:
        number = terms.millionths(filters.number_in(rows.payload, ("properties", leaf.summed)))
        return {value_of(leaf.key): here.ifelse(number, terms.nothing())}
    return {}


def called(rows: Term, name: str) -> Term:
    """Return whether events have a name: a track event's own, or what its kind is called."""
    if name == ANY:
        return terms.constant(value=True)
    own = (rows.kind == "track") & (rows.name == name)
    return own | (rows.kind == _KINDS[name]) if name in _KINDS else own


# -- their products


def _with_products(tables: Any, rows: Term, leaves: list[Leaf]) -> Term:
    """Add which steps one of an event's products meets, where a step says anything of products.

    Where every step does, an event without such a product is of no use.
    """
    steps = [(leaf, number, step) for leaf in leaves for number, step in enumerate(leaf.steps)]
    wanted = [one for one in steps if _reads_products(one[0], one[2])]
    if not wanted:
        return rows
    where = [one for _, _, step in wanted for one in step.where]
    items = products(tables, {step.name for _, _, step in wanted}, where, earliest_of(leaves))
    meets = {mark(leaf.key, n): filters.product_meets(items, s.where) for leaf, n, s in wanted}
    items = items.filter(terms.any_of(meets.values()))
    found: dict[str, Term] = {}
    for leaf, number, step in wanted:
        met = filters.product_meets(items, step.where)
        found[f"i_{mark(leaf.key, number)}"] = met.any()
        if isinstance(leaf, Measuring) and leaf.counts_products:
            found[f"i_{products_of(leaf.key)}"] = items.product_id.collect(where=met)
    known = items.group_by(of=items.position).aggregate(**found)
    how = "inner" if len(wanted) == len(steps) else "left"
    return rows.join(known, rows.position == known.of, how=how).drop("of")


def _reads_products(leaf: Leaf, step: Step) -> bool:
    counted = isinstance(leaf, Measuring) and leaf.counts_products
    return counted or any(filters.of_product(one) for one in step.where)


def products(tables: Any, names: set[str], where: list[Filter], since: int) -> Term:
    """Return the products that events of these names tell of, services left out."""
    items = tables.items
    kept = items.product_id.notnull() & ~terms.held(items.is_service)
    if since > EARLIEST:
        kept &= items.occurred_at >= terms.instant(since)
    if ANY not in names:
        kept &= items.name.isin(sorted(names))
    rows = items.filter(kept)
    return filters.with_labels(rows, tables.products) if filters.reads_labels(where) else rows
