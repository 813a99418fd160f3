"""Identifiers in the form of RFC 9562, and hashes that never change."""

from __future__ import annotations

import re
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.hashing import digest16, hex_digest
from tailorbird.core.ids import derived_id, new_id, new_token

# The example of RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC.
RFC_INSTANT = 0x017F22E279B0 * 1_000
instants = st.integers(0, 2**48 - 1).map(lambda milliseconds: milliseconds * 1_000)
some_bytes = st.binary(min_size=10, max_size=10)


@given(instants, some_bytes)
def test_an_id_is_a_version_7_uuid_of_its_instant(at: int, noise: bytes) -> None:
    made = UUID(new_id(at, lambda size: noise[:size]))
    assert made.version == 7
    assert made.variant == RFC_4122
    assert made.int >> 80 == at // 1_000


def test_the_rfcs_instant_gives_the_rfcs_first_digits() -> None:
    assert new_id(RFC_INSTANT).startswith("017f22e2-79b0-7")


@given(instants, some_bytes, some_bytes)
def test_later_sorts_later(at: int, one: bytes, other: bytes) -> None:
    earlier, later = new_id(at, lambda _: one), new_id(at + 1_000, lambda _: other)
    assert earlier < later or at + 1_000 >= 2**48 * 1_000


def test_fresh_ids_and_tokens_differ() -> None:
    assert len({new_id(0) for _ in range(1_000)}) == 1_000
    tokens = {new_token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert all(re.fullmatch("[A-Za-z0-9_-]{32,}", token) for token in tokens)  # 24 bytes or more


def test_the_same_cause_gives_the_same_id_for_ever() -> None:
    """Written down: a change of this value would break every stored profile id."""
    assert derived_id(RFC_INSTANT, "user", "42") == derived_id(RFC_INSTANT, "user", "42")
    assert derived_id(RFC_INSTANT, "user", "42") == "017f22e2-79b0-7495-a18d-0afe9707cc5f"
    assert hex_digest("order", "536365") == "5a97aadcec67551b8794e6f06e380362"
    assert digest16("message-1").hex() == "cf4e2182ac56c2b1f854442ccc22f0ac"


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=3, unique=True))
def test_another_cause_or_instant_gives_another_id(cause: list[str]) -> None:
    mine = derived_id(RFC_INSTANT, *cause)
    assert mine != derived_id(RFC_INSTANT, *cause, "more")
    assert mine != derived_id(RFC_INSTANT + 1_000, *cause)
    assert mine != derived_id(RFC_INSTANT, "".join(cause) + "!")


def test_other_parts_never_give_the_same_id() -> None:
    assert derived_id(0, "a", "b\x1fc") != derived_id(0, "a\x1fb", "c")
    assert hex_digest("1:a", "b") != hex_digest("1", ":ab")
