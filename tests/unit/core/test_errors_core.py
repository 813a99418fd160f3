"""The tree of errors: what shells and senders rely on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tailorbird.core import errors
from tailorbird.core.errors import BadInput, DiskFull, TailorbirdError, error_of


def below(kind: type[TailorbirdError]) -> Iterator[type[TailorbirdError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


OURS = [kind for kind in below(TailorbirdError) if kind.__module__ == errors.__name__]


def test_every_error_of_the_room_is_in_the_tree() -> None:
    named = {
        held
        for held in vars(errors).values()
        if isinstance(held, type) and issubclass(held, Exception)
    }
    assert named == {TailorbirdError, *OURS}


def test_codes_are_unique() -> None:
    codes = Counter([TailorbirdError.code, *(kind.code for kind in OURS)])
    assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.code)
def test_an_error_carries_code_sentence_status_and_exit_code(kind: type[TailorbirdError]) -> None:
    error = kind("Do this instead.")
    assert error.message == str(error) == "Do this instead."
    assert error.code == error.code.lower().replace(" ", "_")
    assert 400 <= error.status < 600
    assert error.exit_code == 2
    assert kind.__doc__


def test_what_the_sender_got_wrong_is_never_answered_with_try_again() -> None:
    """Senders retry 5xx and give up on other 4xx; a bad event sent again stays bad."""
    assert {kind.status for kind in OURS if issubclass(kind, BadInput)} == {400}


def test_a_wrong_field_is_named_apart_from_the_sentence() -> None:
    assert BadInput("price: too high.", field="price").field == "price"
    assert BadInput("No event.").field == ""


def test_an_error_told_by_its_code_is_the_same_error() -> None:
    told = error_of("disk_full", "No room.")
    assert isinstance(told, DiskFull)
    assert told.message == "No room."
    assert type(error_of("unheard_of", "?")) is TailorbirdError
