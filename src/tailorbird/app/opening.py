"""Open a shop by its folder: what ``tailorbird.open`` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tailorbird.app.tailorbird import Tailorbird
from tailorbird.core.config import load


def open_shop(data: Path | str | None = None, **settings: Any) -> Tailorbird:
    """Open a shop's data folder, made if it is missing. Settings as in ``docs/reference``.

    Raises:
        BadConfiguration: a setting is unknown or has the wrong form.
        StorageError: the folder is in use, damaged, full, or from a newer version.
    """
    return Tailorbird(load({"data": data, **settings}))
