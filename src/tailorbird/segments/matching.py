"""Filters on one event, one of its products, a line of the cart, or a trait. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from tailorbird.profiles.facts_of_events import Item
from tailorbird.segments.facts import Happening, Label, Waiting
from tailorbird.segments.types import Filter, Op, Value
from tailorbird.segments.values import as_text, is_one_of, numeric

Labels = Mapping[str, Label]
PRODUCT = "product."
_PROPERTY = "property."
_LABELLED = ("title", "category", "brand")
_PLACES = ("device", "country", "region", "city")
_NO_LABEL = Label()
_PRICE = Decimal(1).scaleb(-18)
_PLAIN = (str, int, float)
_ORDERED: dict[Op, Callable[[float | Decimal, float | Decimal], bool]] = {
    Op.MORE_THAN: lambda ours, theirs: ours > theirs,
    Op.AT_LEAST: lambda ours, theirs: ours >= theirs,
    Op.LESS_THAN: lambda ours, theirs: ours < theirs,
    Op.AT_MOST: lambda ours, theirs: ours <= theirs,
}


def event_meets(happening: Happening, where: Sequence[Filter], labels: Labels) -> bool:
    """Whether an event meets all filters; those on the product all by one of its products."""
    if not where:
        return True
    on_product = False
    for one in where:
        if one.field.startswith(PRODUCT):
            on_product = True
        elif not holds(one, _own(happening, one.field)):
            return False
    return not on_product or any(True for _ in items_meeting(happening.items, where, labels))


def items_meeting(items: Iterable[Item], where: Sequence[Filter], labels: Labels) -> Iterable[Item]:
    """Yield the products that meet all the filters on the product."""
    on_product = [one for one in where if one.field.startswith(PRODUCT)]
    return (item for item in items if all(_item_holds(one, item, labels) for one in on_product))


def line_meets(line: Waiting, where: Sequence[Filter], labels: Labels) -> bool:
    """Whether a line of the cart meets all filters."""
    item = Item(line.product_id, quantity=line.quantity)
    return all(_item_holds(one, item, labels) for one in where)


def holds(demand: Filter, value: object) -> bool:
    """Whether a plain value meets one filter; None stands for a missing one."""
    return plain_holds(demand.op, demand.value, value) is not demand.negate


def plain_holds(op: Op, wanted: Value | list[Value] | None, value: object) -> bool:
    """Whether a plain value compares so; a missing one does not, whatever the comparison."""
    if not isinstance(value, _PLAIN):
        return False
    match op:
        case Op.EXISTS:
            return True
        case Op.IS:
            return is_one_of(value, _listed(wanted))
        case Op.CONTAINS | Op.STARTS_WITH | Op.MATCHES:
            return isinstance(value, str) and _text_holds(op, value, as_text(_listed(wanted)[0]))
        case _:
            ours, theirs = numeric(value), numeric(_listed(wanted)[0])
            return ours is not None and theirs is not None and _ORDERED[op](ours, theirs)


def _text_holds(op: Op, value: str, wanted: str) -> bool:
    if op is Op.CONTAINS:
        return wanted in value
    if op is Op.STARTS_WITH:
        return value.startswith(wanted)
    from tailorbird.storage.patterns import found  # noqa: PLC0415 - loads an engine, rarely asked

    return found(wanted, value)


def _own(happening: Happening, field: str) -> object:
    if field.startswith(_PROPERTY):
        return happening.properties.get(field.removeprefix(_PROPERTY))
    return getattr(happening, field) if field in _PLACES else None


def _item_holds(demand: Filter, item: Item, labels: Labels) -> bool:
    name = demand.field.removeprefix(PRODUCT)
    if name == "price":
        return _price_holds(demand, item.price) is not demand.negate
    if name == "id":
        return holds(demand, item.product_id)
    if name in _LABELLED:
        label = labels.get(item.product_id, _NO_LABEL)
        return holds(demand, getattr(item, name) or getattr(label, name) or None)
    return holds(demand, item.quantity)


def _price_holds(demand: Filter, price: Decimal | None) -> bool:
    if price is None:
        return False
    if demand.op is Op.EXISTS:
        return True
    ours = price.quantize(_PRICE)
    wanted = [Decimal(as_text(one)) for one in _listed(demand.value) if numeric(one) is not None]
    if demand.op is Op.IS:
        return any(ours == one for one in wanted)
    return bool(wanted) and _ORDERED[demand.op](ours, wanted[0])


def _listed(wanted: Value | list[Value] | None) -> list[Value]:
    if wanted is None:
        return []
    return wanted if isinstance(wanted, list) else [wanted]
