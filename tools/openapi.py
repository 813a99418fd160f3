"""Renew docs/reference/openapi.json from the program: ``python -m tools.openapi``."""

from __future__ import annotations

import json
from pathlib import Path

from tailorbird.api.openapi import document

COPY = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def text() -> str:
    """The description as it stands in the file."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    COPY.write_text(text())
