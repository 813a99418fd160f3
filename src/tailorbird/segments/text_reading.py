"""From the text form to a tree: every fault is told by its line and column. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from tailorbird.core.errors import BadInput
from tailorbird.segments.nodes import walk
from tailorbird.segments.parsing import MOST_BYTES, check
from tailorbird.segments.text_words import (
    CALENDAR,
    COMPARATORS,
    FIELD,
    MEASURES,
    OPS,
    ROLLING,
    Token,
    known,
    refusal,
    tokens,
)
from tailorbird.segments.types import (
    ONCE,
    All,
    AnyOf,
    Between,
    Calendar,
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
    Not,
    Number,
    OfEvents,
    OfOrders,
    Op,
    Predicted,
    Rolling,
    Sampled,
    Sequence,
    Since,
    Step,
    Trait,
    Value,
    Window,
)

MOST_BRACKETS = 40
_Meant = TypeVar("_Meant")


def read(text: str) -> Condition:
    """Return the tree that a text tells.

    Raises:
        BadInput: the text is no condition, or none that can be meant; ``field`` is ``line:column``.
    """
    if len(text) > MOST_BYTES:
        raise BadInput(f"A condition can have {MOST_BYTES // 1024} KB at most.", field="1:1")
    reader = _Reader(text)
    tree = reader.whole()
    try:
        check(tree)
    except BadInput as error:
        raise refusal(text, reader.place(tree, error.field), error.message) from None
    return tree


class _Words:
    """The tokens of a text, read one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._next = 0

    def peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.peek()
        self._next += 1
        return token

    def sees(self, *words: str) -> bool:
        """Whether these words stand next."""
        return all(self._is(word, at) for at, word in enumerate(words))

    def _is(self, word: str, ahead: int) -> bool:
        token = self.peek(ahead)
        return token.kind in ("word", "mark") and token.written.lower() == word

    def skip(self, *words: str) -> bool:
        """Take these words if they stand next."""
        if not self.sees(*words):
            return False
        self._next += len(words)
        return True

    def need(self, *words: str) -> None:
        if not self.skip(*words):
            raise self.wrong(f"expected {' '.join(words)!r}")

    def wrong(self, expected: str) -> BadInput:
        token = self.peek()
        found = "the end" if token.kind == "end" else token.written
        return refusal(self.text, token.at, f"{expected}, found {found}.")

    def one_of(self, words: Mapping[_Meant, str]) -> _Meant:
        """Take one of several words or groups of words, and return what it means."""
        for meant, told in words.items():
            if self.skip(*told.split()):
                return meant
        raise self.wrong(f"expected one of: {', '.join(words.values())}")

    def unit(self, units: Mapping[str, _Meant]) -> _Meant:
        token = self.peek()
        if token.written.lower() not in units:
            raise self.wrong(f"expected one of: {known(units)}")
        return units[self.take().written.lower()]

    def name(self) -> str:
        """Take a word, or a text in quotation marks."""
        if self.peek().kind not in ("word", "text"):
            raise self.wrong("expected a name")
        return str(self.take().value)

    def quote(self) -> str:
        if self.peek().kind != "text":
            raise self.wrong("expected a text in quotation marks")
        return str(self.take().value)

    def number(self) -> Number:
        if self.peek().kind != "number":
            raise self.wrong("expected a number")
        value = self.take().value
        return 0 if isinstance(value, str) else value

    def whole_number(self) -> int:
        token = self.peek()
        value = self.number()
        if not isinstance(value, int):
            raise refusal(self.text, token.at, "expected a whole number.")
        return value

    def moment(self) -> str:
        if self.peek().kind not in ("moment", "text"):
            raise self.wrong("expected a date such as 2026-01-31")
        return str(self.take().value)


class _Pieces(_Words):
    """What conditions are made of: filters, windows, comparisons."""

    def event(self) -> str:
        return "*" if self.skip("anything") else self.quote()

    def where(self) -> list[Filter]:
        if not self.skip("where"):
            return []
        found = [self.filter()]
        while self.sees("and") and self._field_follows():
            self.need("and")
            found.append(self.filter())
        return found

    def _field_follows(self) -> bool:
        # "and" may also join two conditions; none of them begins like a field
        token = self.peek(2 if self.peek(1).written.lower() == "not" else 1)
        return token.kind == "text" or FIELD.fullmatch(token.written) is not None

    def filter(self) -> Filter:
        negate = self.skip("not")
        token = self.peek()
        if token.kind != "text" and not FIELD.fullmatch(token.written):
            raise self.wrong("expected a field such as product.category or property.color")
        field = self.name()
        op = self.one_of(OPS)
        return Filter(field, op, self.values(op), negate)

    def values(self, op: Op) -> Value | list[Value] | None:
        if op is Op.EXISTS:
            return None
        if not self.skip("one", "of"):
            return self.value()
        self.need("(")
        found = [self.value()]
        while self.skip(","):
            found.append(self.value())
        self.need(")")
        return found

    def value(self) -> Value:
        if self.sees("true") or self.sees("false"):
            return self.take().written.lower() == "true"
        if self.peek().kind not in ("text", "number", "moment"):
            raise self.wrong("expected a text in quotation marks, a number, true or false")
        return self.take().value

    def window(self) -> Window | None:
        """Take a window if one stands next."""
        if self.skip("in"):
            return self._rolling() if self.skip("last") else self._calendar()
        if self.skip("since"):
            return Since(self.moment())
        if self.skip("from"):
            start = self.moment()
            self.need("to")
            return Between(start, self.moment())
        return Ever() if self.skip("ever") else None

    def _rolling(self) -> Rolling:
        length, unit = self.whole_number(), self.unit(ROLLING)
        gap = self.whole_number() if self.skip("except", "last") else 0
        return Rolling(length, unit, gap)

    def _calendar(self) -> Calendar:
        if self.skip("this"):
            return Calendar(1, self.unit(CALENDAR))
        if not self.skip("these"):
            raise self.wrong("expected one of: last, this, these")
        return Calendar(self.whole_number(), self.unit(CALENDAR))

    def compare(self) -> Compare:
        op = self.one_of(COMPARATORS)
        found = Compare(op, Learned(self.name()) if self.skip("learned") else self.number())
        self.skip("times")
        return found

    def tail(self) -> tuple[Window, Compare | None]:
        """Take a window and a comparison, either first, both if they are there."""
        window, compare = self.window(), None
        if any(self.sees(*words.split()) for words in COMPARATORS.values()):
            compare = self.compare()
        if window is None:
            window = self.window()
        return window or Ever(), compare

    def measured(self) -> tuple[list[Filter], Window, Compare]:
        where = self.where()
        window, compare = self.tail()
        if compare is None:
            raise self.wrong("expected a comparison such as 'at least 2'")
        return where, window, compare


class _Reader(_Pieces):
    """Conditions. ``place`` tells where one of them stood in the text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._spots: dict[int, int] = {}
        self._depth = 0
        self._kinds: dict[str, Callable[[], Condition]] = {
            "did": self._did,
            "cart": self._cart,
            "sequence": self._sequence,
            "events": self._events,
            "orders": self._orders,
            "trait": self._trait,
            "date": self._date,
            "predicted": self._predicted,
            "consent": self._consent,
            "segment": lambda: InSegment(self.quote()),
            "sample": self._sample,
            "experiment": self._experiment,
            "not": lambda: Not(self.one()),
            "all": lambda: All(self._listed()),
            "any": lambda: AnyOf(self._listed()),
        }

    def place(self, tree: Condition, path: str) -> int:
        """Return where the condition at a path, or the one around it, begins in the text."""
        around = [node for node in walk(tree) if path.startswith(node.path)]
        return self._spots[id(max(around, key=lambda node: len(node.path)).condition)]

    def whole(self) -> Condition:
        tree = self.condition()
        if self.peek().kind != "end":
            raise self.wrong("expected 'and', 'or' or the end")
        return tree

    def condition(self) -> Condition:
        at, first = self.peek().at, self.one()
        for word, kind in (("and", All), ("or", AnyOf)):
            if self.sees(word):
                return self._placed(kind(self._joined(first, word)), at)
        return first

    def _joined(self, first: Condition, word: str) -> list[Condition]:
        found = [first]
        while self.skip(word):
            found.append(self.one())
        if self.sees("and") or self.sees("or"):
            raise self.wrong("'and' and 'or' need brackets between them: a and (b or c)")
        return found

    def one(self) -> Condition:
        self._depth += 1
        if self._depth > MOST_BRACKETS:
            raise refusal(self.text, self.peek().at, "conditions are nested too deep.")
        try:
            return self._one()
        finally:
            self._depth -= 1

    def _one(self) -> Condition:
        token = self.peek()
        if self.skip("("):
            inner = self.condition()
            self.need(")")
            return inner
        kind = self._kinds.get(token.written.lower()) if token.kind == "word" else None
        if kind is None:
            raise self.wrong(f"expected a condition, which begins with: {known(self._kinds)} or (")
        self.take()
        return self._placed(kind(), token.at)

    def _placed(self, condition: Condition, at: int) -> Condition:
        self._spots[id(condition)] = at
        return condition

    def _listed(self) -> list[Condition]:
        self.need("(")
        found = [] if self.sees(")") else [self.condition()]
        while self.skip(","):
            found.append(self.condition())
        self.need(")")
        return found

    def _did(self) -> Condition:
        name, where = self.event(), self.where()
        window, count = self.tail()
        return Did(name, where, window, count or ONCE)

    def _cart(self) -> Condition:
        where = self.where()
        window, count = self.tail()
        return InCart(where, window, count or ONCE)

    def _sequence(self) -> Condition:
        steps = [Step(self.event(), self.where())]
        while self.skip("then"):
            steps.append(Step(self.event(), self.where()))
        self.need("within")
        within, unit = self.whole_number(), self.unit(ROLLING)
        return Sequence(steps, within, unit, self.window() or Ever())

    def _events(self) -> Condition:
        name, measure = self.event(), self.one_of(MEASURES)
        of = self.quote() if self.skip("of") else ""
        where, window, compare = self.measured()
        return OfEvents(measure, name, compare, of, where, window)

    def _orders(self) -> Condition:
        measure = self.one_of(MEASURES)
        where, window, compare = self.measured()
        return OfOrders(measure, compare, where, window)

    def _trait(self) -> Condition:
        name, op = self.name(), self.one_of(OPS)
        return Trait(name, op, self.values(op))

    def _date(self) -> Condition:
        name = self.name()
        self.need("from")
        first = self.whole_number()
        self.need("to")
        last = self.whole_number()
        self.unit({"days": None, "day": None})
        return DateTrait(name, first, last, self.skip("yearly"))

    def _predicted(self) -> Condition:
        return Predicted(self.name(), self.compare())

    def _consent(self) -> Condition:
        channel = self.name()
        self.need("for")
        return Consented(channel, self.name(), not self.skip("refused"))

    def _sample(self) -> Condition:
        percent = float(self.number())
        self.need("percent")
        return Sampled(percent, self.quote() if self.skip("salt") else "")

    def _experiment(self) -> Condition:
        experiment = self.quote()
        self.need("variation")
        return InArm(experiment, self.quote())
