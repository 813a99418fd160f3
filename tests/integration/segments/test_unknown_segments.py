"""A segment that nobody made, however much its id looks like another's."""

from __future__ import annotations

from pathlib import Path

import pytest

import tailorbird
from tailorbird.core.errors import NotFound
from tailorbird.segments.text_form import read


def test_an_id_with_a_character_that_no_database_keeps_is_no_other_segments(
    tmp_path: Path, kept_in: str
) -> None:
    with tailorbird.open(tmp_path / "shop", database=kept_in) as shop:
        made = shop.segments.create("Here lately", read("did anything in last 90 days"))
        assert shop.segments.get(made.segment_id).name == made.name
        with pytest.raises(NotFound, match="no segment"):
            shop.segments.get(f"{made.segment_id}\x00")
