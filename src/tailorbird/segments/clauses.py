"""One condition as a clause after "People who": what was done or not, how often, when. Pure.

A clause is told turned round where that is exact ("placed no order"), else as "not (…)".
"""

from __future__ import annotations

from collections.abc import Mapping

from tailorbird.segments import texts
from tailorbird.segments.nodes import comparison
from tailorbird.segments.phrases import (
    ago,
    compared,
    counted,
    filters_told,
    is_any,
    is_none,
    span_told,
    test_told,
    times,
    turned_round,
    window_told,
)
from tailorbird.segments.types import (
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
    OfEvents,
    OfOrders,
    Op,
    Predicted,
    Sampled,
    Sequence,
    Step,
    Trait,
    Window,
)

_NUMBERED = frozenset({Measure.COUNT, Measure.DISTINCT_PRODUCTS})
_ALWAYS_THERE = frozenset({Measure.COUNT, Measure.SUM, Measure.DISTINCT_PRODUCTS})


def clause_of(condition: Condition, names: Mapping[str, str], *, negated: bool) -> str:
    """Return a condition that is no group as a clause; ``negated`` tells that it must not hold."""
    clause = _clause(condition, names, negated=negated)
    found = comparison(condition)
    if found is None or not isinstance(found[1].value, Learned):
        return clause
    name = found[1].value.learned
    return texts.LEARNED_NOTE.format(clause=clause, note=texts.LEARNED.get(name, name))


def _clause(condition: Condition, names: Mapping[str, str], *, negated: bool) -> str:
    match condition:
        case Did():
            return _did(condition, negated=negated)
        case InCart():
            return _cart(condition, negated=negated)
        case OfEvents() if condition.measure is Measure.COUNT and not condition.of:
            counted = Did(condition.name, condition.where, condition.window, condition.compare)
            return _did(counted, negated=negated)
        case OfEvents() | OfOrders():
            return _measure(condition, negated=negated)
        case Sequence():
            clause = _sequence(condition)
            return texts.NOT.format(clause=clause) if negated else clause
        case _:
            return _of_person(condition, names, int(negated))


def _of_person(condition: Condition, names: Mapping[str, str], side: int) -> str:
    match condition:
        case Trait():
            return _trait(condition, side)
        case DateTrait():
            pair = texts.YEARLY if condition.yearly else texts.DATE
            return pair[side].format(name=condition.name, span=span_told(condition))
        case Predicted():
            told = compared(condition.compare)
            return texts.PREDICTED[side].format(name=condition.name, compared=told)
        case Consented():
            pair = texts.GRANTED if condition.granted else texts.REFUSED
            return pair[side].format(purpose=condition.purpose, channel=condition.channel)
        case InSegment():
            return texts.SEGMENT[side].format(name=names.get(condition.id, condition.id))
        case _:
            return _by_chance(condition, side)


def _by_chance(condition: Condition, side: int) -> str:
    match condition:
        case Sampled():
            told = texts.SAMPLE[side].format(percent=f"{condition.percent:g}")
            return told + (texts.SALTED.format(salt=condition.salt) if condition.salt else "")
        case InArm():
            return texts.ARM[side].format(
                variation=condition.variation, experiment=condition.experiment
            )
        case _:
            raise AssertionError(condition)


def _did(condition: Did, *, negated: bool) -> str:
    count = turned_round(condition.count) if negated else condition.count
    if count is None:
        plain = _did(condition, negated=False)
        return texts.NOT.format(clause=plain)
    doing = _doing(condition.name)
    more = [*filters_told(condition.where), *_times(count), *window_told(condition.window)]
    return " ".join([_verb(doing, count, condition.window), *more])


def _times(count: Compare) -> list[str]:
    return [] if is_any(count) or is_none(count) else [times(count)]


def _verb(doing: texts.Doing, count: Compare, window: Window) -> str:
    if not is_none(count):
        return doing.done
    if isinstance(window, Ever):
        return texts.NEVER.format(done=doing.done)
    return doing.not_done


def _doing(name: str) -> texts.Doing:
    known = texts.EVENTS.get(name)
    if known:
        return known
    return texts.Doing(*(text.format(name=name) for text in texts.OTHER_EVENT))


def _sequence(condition: Sequence) -> str:
    steps = texts.THEN.join(_step(step) for step in condition.steps)
    within = f" {texts.AND} ".join([_length(condition), *window_told(condition.window)])
    return texts.SEQUENCE.format(steps=steps, within=within)


def _step(step: Step) -> str:
    return " ".join([_doing(step.name).done, *filters_told(step.where)])


def _length(condition: Sequence) -> str:
    one, many = texts.UNITS[condition.unit]
    length = f"{condition.within} {one if condition.within == 1 else many}"
    return texts.WITHIN.format(length=length)


def _measure(condition: OfEvents | OfOrders, *, negated: bool) -> str:
    compare: Compare | None = condition.compare
    if negated:
        # what may be missing cannot be told by the other comparison: missing is neither
        exact = condition.measure in _ALWAYS_THERE
        compare = turned_round(condition.compare) if exact else None
    if compare is None:
        return texts.NOT.format(clause=_measure(condition, negated=False))
    if isinstance(condition, OfOrders):
        head, filters = _of_orders(condition, compare), _products(condition.where)
    else:
        head, filters = _of_events(condition, compare), filters_told(condition.where)
    return " ".join([head, *filters, *window_told(condition.window)])


def _of_events(condition: OfEvents, compare: Compare) -> str:
    doing = _doing(condition.name)
    return texts.MEASURED[condition.measure].format(
        of=condition.of,
        compared=(counted if condition.measure in _NUMBERED else compared)(compare),
        ago=ago(compare),
        done=doing.done,
        several=doing.several,
    )


def _of_orders(condition: OfOrders, compare: Compare) -> str:
    pattern = texts.ORDERS[condition.measure]
    if condition.measure is Measure.COUNT:
        if is_any(compare) or is_none(compare):
            return _verb(texts.AN_ORDER, compare, condition.window)
        pattern = texts.ONE_ORDER if compare.value == 1 else pattern
    number = counted if condition.measure in _NUMBERED else compared
    return pattern.format(compared=number(compare), ago=ago(compare))


def _products(where: list[Filter]) -> list[str]:
    told = " ".join(filters_told(where))
    return [texts.OF_PRODUCT.format(filters=told)] if told else []


def _trait(condition: Trait, side: int) -> str:
    if condition.op is Op.EXISTS:
        return texts.TRAIT_EXISTS[side].format(name=condition.name)
    told = test_told(condition.op, condition.value)
    return texts.TRAIT[side].format(name=condition.name, test=told)


def _cart(condition: InCart, *, negated: bool) -> str:
    count = turned_round(condition.count) if negated else condition.count
    if count is None:
        return texts.NOT.format(clause=_cart(condition, negated=False))
    filters = "".join(f" {one}" for one in filters_told(condition.where))
    if is_any(count) or is_none(count):
        told, put_there = texts.CART[int(is_none(count))], texts.PUT_THERE
    else:
        told, put_there = texts.CART_MANY, texts.PUT_THERE_MANY
    when = [put_there.format(window=one) for one in window_told(condition.window)]
    return " ".join([told.format(compared=counted(count), filters=filters), *when])
