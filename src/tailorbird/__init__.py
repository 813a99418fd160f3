"""Tailorbird: a self-hosted personalization engine for online stores.

>>> import tailorbird
>>> with tailorbird.open("my-shop") as shop:  # doctest: +SKIP
...     shop.track(name="Product Viewed", anonymous_id="a1", properties={"product_id": "42"})
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tailorbird.app import Tailorbird

__all__ = ["open"]


def open(data: Path | str | None = None, **settings: Any) -> Tailorbird:  # noqa: A001
    """Open a shop's data folder, made if it is missing. Settings as in ``docs/reference``.

    Raises:
        BadConfiguration: a setting is unknown or has the wrong form.
        StorageError: the folder is in use, damaged, full, or from a newer version.
    """
    from tailorbird.app import open_shop  # noqa: PLC0415 - keeps `import tailorbird` light

    return open_shop(data, **settings)
