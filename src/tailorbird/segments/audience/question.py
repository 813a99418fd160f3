"""A whole tree as one question to the archive and the facts of now. Pure.

Of each kind of condition (on events, on orders, on the cart, …) there is one look, which answers
all of that kind. Everybody is then joined with what was found of them, and the tree is a plain
expression over one row a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from tailorbird.core.errors import BadInput
from tailorbird.segments.audience import belongings, own_row
from tailorbird.segments.audience.belongings import (
    ORDERED,
    Agreeing,
    Carting,
    Ordering,
    Predicting,
)
from tailorbird.segments.audience.happenings import (
    Counting,
    Following,
    Leaf,
    Measuring,
    looked_at,
)
from tailorbird.segments.audience.spans import Asked, Held
from tailorbird.segments.nodes import walk
from tailorbird.segments.types import (
    All,
    AnyOf,
    Condition,
    Consented,
    DateTrait,
    Did,
    InCart,
    Not,
    OfEvents,
    OfOrders,
    Predicted,
    Sampled,
    Sequence,
    Trait,
)
from tailorbird.segments.windows import EARLIEST
from tailorbird.storage import terms

Term = Any
Question = Callable[[Any], Any]


class Parts(Struct):
    """The conditions of a tree that need a look, by kind and by their place in the tree."""

    events: dict[str, Leaf] = {}
    orders: dict[str, Ordering] = {}
    cart: dict[str, Carting] = {}
    consents: dict[str, Agreeing] = {}
    predicted: dict[str, Predicting] = {}

    def at(self, path: str) -> Leaf | Ordering | Carting | Agreeing | Predicting | None:
        """Return the condition at a place, None if it needs no look."""
        kinds: tuple[Mapping[str, Any], ...] = (
            self.events,
            self.orders,
            self.cart,
            self.consents,
            self.predicted,
        )
        return next((kind[path] for kind in kinds if path in kind), None)

    def predicted_names(self) -> set[str]:
        """Return the names of predicted numbers that are read."""
        return {leaf.condition.name for leaf in self.predicted.values()}

    def asked_consents(self) -> list[tuple[str, str]]:
        """Return the channels and purposes whose answers are read."""
        mine = (leaf.condition for leaf in self.consents.values())
        return [(one.channel, one.purpose) for one in mine]

    def orders_from(self) -> int:
        """Return the earliest instant whose orders are read."""
        return belongings.earliest_of(list(self.orders.values()))

    def read_from(self) -> dict[str, int]:
        """Return the names of events that are read, each with the earliest instant of it."""
        found: dict[str, int] = {}
        for leaf in self.events.values():
            since = leaf.reach.earliest
            for step in leaf.steps:
                found[step.name] = min(since, found.get(step.name, since))
        if any(leaf.reads_products for leaf in self.orders.values()):
            found[ORDERED] = EARLIEST
        return found


def parts_of(tree: Condition, asked: Asked) -> Parts:
    """Return the conditions of a resolved tree that need a look."""
    found = Parts()
    for number, node in enumerate(walk(tree)):
        _add(found, node.path, f"c{number}", node.condition, asked)
    return found


def _add(found: Parts, path: str, key: str, condition: Condition, asked: Asked) -> None:
    match condition:
        case Did():
            found.events[path] = Counting(key, condition, asked)
        case Sequence():
            found.events[path] = Following(key, condition, asked)
        case OfEvents():
            found.events[path] = Measuring(key, condition, asked)
        case OfOrders():
            found.orders[path] = Ordering(key, condition, asked)
        case InCart():
            found.cart[path] = Carting(key, condition, asked)
        case Consented():
            found.consents[path] = Agreeing(key, condition)
        case Predicted():
            found.predicted[path] = Predicting(key, condition)
        case _:
            pass


def answers(tree: Condition, asked: Asked) -> Question:
    """Return the question who is in, and until when: profile_id, member, valid_until.

    Left out is who is not in and whom time cannot bring in.
    """

    def question(tables: Any) -> Any:
        person, held = _judged(tables, tree, asked)
        until = terms.earliest([terms.nothing(), *held.until])
        said = person.select(profile_id=person.profile_id, member=held.member, valid_until=until)
        return said.filter(said.member | said.valid_until.notnull())

    return question


def members(tree: Condition, asked: Asked) -> Question:
    """Return the question who is in: profile_id."""

    def question(tables: Any) -> Any:
        person, held = _judged(tables, tree, asked)
        return person.filter(held.member).select("profile_id")

    return question


def size(tree: Condition, asked: Asked, some: int = 0) -> Question:
    """Return the question how many are in: people, and ``some`` of them, who came last."""

    def question(tables: Any) -> Any:
        mine = members(tree, asked)(tables)
        named = {"some": terms.greatest(mine.profile_id, some)} if some else {}
        return mine.aggregate(people=mine.count(), **named)

    return question


def sampled(share: Sampled) -> Question:
    """Return the question who is in a stable sample: profile_id."""

    def question(tables: Any) -> Any:
        return tables.audience.filter(own_row.sample_held(tables.audience, share).member)

    return question


def shared(first: Condition, second: Condition, asked: Asked) -> Question:
    """Return the question how many are in one only, in both, in the other only."""

    def question(tables: Any) -> Any:
        both = _together(tables, All([first, second]), asked)
        person, one, other = both
        return person.aggregate(
            only_first=person.count(where=one & ~other),
            both=person.count(where=one & other),
            only_second=person.count(where=other & ~one),
        )

    return question


def _together(tables: Any, pair: All, asked: Asked) -> tuple[Term, Term, Term]:
    parts = parts_of(pair, asked)
    person = _everybody(tables, parts)
    one, other = (_held(person, part, f"$.of[{n}]", parts, asked) for n, part in enumerate(pair.of))
    return person, one.member, other.member


def _judged(tables: Any, tree: Condition, asked: Asked) -> tuple[Term, Held]:
    parts = parts_of(tree, asked)
    person = _everybody(tables, parts)
    return person, _held(person, tree, "$", parts, asked)


def _everybody(tables: Any, parts: Parts) -> Term:
    """Return one row for each person, with what was found of them."""
    looks = []
    if parts.events:
        looks.append(looked_at(tables, list(parts.events.values())))
    if parts.orders:
        looks.append(belongings.ordered(tables, list(parts.orders.values())))
    if parts.cart:
        looks.append(belongings.carted(tables, list(parts.cart.values())))
    if parts.consents:
        looks.append(
            belongings.noted(tables.consents.union(tables.decided), list(parts.consents.values()))
        )
    if parts.predicted:
        looks.append(belongings.noted(tables.predicted, list(parts.predicted.values())))
    person = tables.audience
    for number, look in enumerate(looks):
        key = f"who_{number}"
        known = look.rename({key: "profile_id"})
        person = person.left_join(known, person.profile_id == known[key]).drop(key)
    return person


def _held(person: Term, tree: Condition, path: str, parts: Parts, asked: Asked) -> Held:
    match tree:
        case All() | AnyOf():
            every = [
                _held(person, part, f"{path}.of[{at}]", parts, asked)
                for at, part in enumerate(tree.of)
            ]
            join = terms.all_of if isinstance(tree, All) else terms.any_of
            until = tuple(one for each in every for one in each.until)
            return Held(join([each.member for each in every]), until)
        case Not():
            inner = _held(person, tree.of, f"{path}.of", parts, asked)
            return Held(~inner.member, inner.until)
        case Trait():
            return own_row.trait_held(person, tree)
        case DateTrait():
            return own_row.date_held(person, tree, asked)
        case Sampled():
            return own_row.sample_held(person, tree)
        case _:
            leaf = parts.at(path)
            if leaf is None:
                raise BadInput("Other segments have to be put in before a tree is read.")
            return leaf.held(person)
