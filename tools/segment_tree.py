"""Renew docs/reference/segment-tree.json from the program: ``python -m tools.segment_tree``."""

from __future__ import annotations

import json
from pathlib import Path

from tailorbird.segments.schema import document

COPY = Path(__file__).resolve().parent.parent / "docs" / "reference" / "segment-tree.json"


def text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    COPY.write_text(text())
