"""Filters as terms: of an event's own properties, of one of its products, of what is told. Pure.

What is missing meets no comparison, and ``negate`` turns that round: so every comparison is made
whole, true or false, before it is turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from tailorbird.segments.types import Filter, Op, Trait, Value
from tailorbird.segments.values import as_text, numeric
from tailorbird.storage import terms

Term = Any
NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_PLACES = 18
_MOST = Decimal(10) ** 19  # more than any price
_EXACT = Context(prec=400)
_SMALLEST = Decimal(1).scaleb(-_PLACES)
_WORDS = ("true", "false")
_NO_PLAIN_TEXT = tuple("[{-0123456789")
_LABELS = ("title", "category", "brand")
_ORDERS = {
    Op.MORE_THAN: "__gt__",
    Op.AT_LEAST: "__ge__",
    Op.LESS_THAN: "__lt__",
    Op.AT_MOST: "__le__",
}


def values_of(one: Filter | Trait) -> list[Value]:
    """Return what a comparison lists."""
    if one.value is None:
        return []
    return list(one.value) if isinstance(one.value, list) else [one.value]


def of_product(one: Filter) -> bool:
    """Whether a filter is about a product of the event."""
    return one.field.startswith("product.")


def event_meets(event: Term, where: Sequence[Filter]) -> Term:
    """Return whether an event meets every filter about itself."""
    return terms.all_of(
        _turned(_event_meets(event, one), one) for one in where if not of_product(one)
    )


def product_meets(product: Term, where: Sequence[Filter]) -> Term:
    """Return whether one product meets every filter about products."""
    meets = [_turned(_product_meets(product, one), one) for one in where if of_product(one)]
    # a column even where nothing is asked, for it is reckoned with
    return terms.all_of(meets) if meets else product.product_id.notnull()


def _turned(meets: Term, one: Filter) -> Term:
    return ~terms.held(meets) if one.negate else terms.held(meets)


def _event_meets(event: Term, one: Filter) -> Term:
    kind, _, name = one.field.partition(".")
    match kind:
        case "property":
            return written_meets(event.payload, ("properties", name), one)
        case "device":
            return _context_meets(event, ("context", "device", "type"), one)
        case _:
            return _context_meets(event, ("context", "location", kind), one)


def _context_meets(event: Term, place: tuple[str, ...], one: Filter) -> Term:
    """Compare with a text; there is nothing where the event holds anything else."""
    if (known := _plainly(event.payload, place, one)) is not None:
        return known
    written = terms.written(event.payload, *place)
    quoted = written.startswith('"')
    return text_meets(quoted.ifelse(terms.unquoted(written), terms.nothing("string")), one)


def written_meets(holder: Term, place: tuple[str, ...], one: Filter | Trait) -> Term:
    """Return whether a plain value inside JSON meets a comparison; all else is missing."""
    if (known := _plainly(holder, place, one)) is not None:
        return known
    written = terms.written(holder, *place)
    quoted = written.startswith('"')
    if one.op is Op.EXISTS:
        return ~(written.startswith("n") | written.startswith("{") | written.startswith("["))
    if one.op in _ORDERS:
        return _ordered(number_in(holder, place), one)
    text = terms.unquoted(written)
    if one.op is not Op.IS:
        return quoted & text_meets(text, one)
    return quoted.ifelse(text.isin(_texts(one)), _is_number_or_word(written, one))


def _plainly(holder: Term, place: tuple[str, ...], one: Filter | Trait) -> Term | None:
    """Compare without looking what kind of value is there, where only a text could be equal."""
    texts = _texts(one)
    if one.op is Op.IS and not any(t in _WORDS or t.startswith(_NO_PLAIN_TEXT) for t in texts):
        return terms.told(holder, *place).isin(texts)
    return None


def _is_number_or_word(written: Term, one: Filter | Trait) -> Term:
    words = [text for text in _texts(one) if text in _WORDS]
    same = [written.isin(words)] if words else []
    numbers = _numbers(one)
    if numbers:
        same.append(_number_written(written).isin(numbers))
    return terms.any_of(same)


def number_in(holder: Term, place: tuple[str, ...]) -> Term:
    """Return the number that a value inside JSON is or writes; missing where it is none."""
    written = terms.written(holder, *place)
    text = terms.unquoted(written)
    in_text = terms.matches(text, NUMBER).ifelse(terms.number_of(text), terms.nothing("float64"))
    return written.startswith('"').ifelse(in_text, _number_written(written))


def _number_written(written: Term) -> Term:
    # words, lists and objects are no numbers to the engine either
    return terms.number_of(written.re_search("^[-0-9]").ifelse(written, terms.nothing("string")))


def text_meets(text: Term, one: Filter | Trait) -> Term:
    """Return whether a text meets a comparison; a missing one does not."""
    match one.op:
        case Op.EXISTS:
            return text.notnull()
        case Op.IS:
            return text.isin(_texts(one))
        case Op.CONTAINS:
            return text.contains(_first_text(one))
        case Op.STARTS_WITH:
            return text.startswith(_first_text(one))
        case Op.MATCHES:
            return terms.matches(text, _first_text(one))
        case _:
            in_text = terms.matches(text, NUMBER)
            number = in_text.ifelse(terms.number_of(text), terms.nothing("float64"))
            return _ordered(number, one)


def _ordered(number: Term, one: Filter | Trait) -> Term:
    limit = numeric(values_of(one)[0])
    if limit is None:
        return terms.constant(value=False)
    return getattr(number, _ORDERS[one.op])(limit)


def _texts(one: Filter | Trait) -> list[str]:
    return [as_text(value) for value in values_of(one)]


def _first_text(one: Filter | Trait) -> str:
    return _texts(one)[0]


def _numbers(one: Filter | Trait) -> list[float]:
    found = (numeric(value) for value in values_of(one))
    return [number for number in found if number is not None]


# -- fields of products


def _product_meets(product: Term, one: Filter) -> Term:
    name = one.field.partition(".")[2]
    match name:
        case "id":
            return text_meets(product.product_id, one)
        case "price":
            return _price_meets(product.price, one)
        case "quantity":
            return _price_meets(product.quantity.cast("decimal(38, 18)"), one)
        case _:
            return text_meets(label(product, name), one)


def label(product: Term, name: str) -> Term:
    """Return a product's title, category or brand: the event's word, else the catalogue's."""
    known = product[f"known_{name}"].nullif("")
    return product[name].nullif("").coalesce(known) if name in product.columns else known


def reads_labels(where: Sequence[Filter]) -> bool:
    """Whether filters read what the catalogue says of a product."""
    return any(one.field.partition(".")[2] in _LABELS for one in where if of_product(one))


def with_labels(rows: Term, products: Term) -> Term:
    """Return rows of products with what the catalogue says of each."""
    known = products.select(
        known_id=products.product_id, **{f"known_{name}": products[name] for name in _LABELS}
    )
    return rows.left_join(known, rows.product_id == known.known_id).drop("known_id")


def _price_meets(price: Term, one: Filter) -> Term:
    if one.op is Op.EXISTS:
        return price.notnull()
    limits = [limit for value in values_of(one) if (limit := _exactly(value)) is not None]
    if one.op is Op.IS:
        equal = [limit for limit in limits if _fits(limit)]
        return terms.any_of([price == terms.exact(limit, _PLACES) for limit in equal])
    if not limits:
        return terms.constant(value=False)
    # between two prices that can be: more than the one below is at least the one above
    up = one.op in {Op.AT_LEAST, Op.LESS_THAN}
    limit = _rounded(limits[0], ROUND_CEILING if up else ROUND_FLOOR)
    return getattr(price, _ORDERS[one.op])(terms.exact(limit, _PLACES))


def _exactly(value: Value) -> Decimal | None:
    return None if numeric(value) is None else Decimal(as_text(value))


def _fits(limit: Decimal) -> bool:
    return abs(limit) < _MOST and limit == _rounded(limit, ROUND_FLOOR)


def _rounded(limit: Decimal, rounding: str) -> Decimal:
    inside = max(-_MOST, min(_MOST, limit))
    return inside.quantize(_SMALLEST, rounding=rounding, context=_EXACT)
