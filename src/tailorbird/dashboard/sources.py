"""Where something came from, in the merchant's words."""

from __future__ import annotations

from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.sources import SOURCES

_SAY = Phrases(SOURCES)
_IMPORT = "import:"


def is_import(source: str) -> bool:
    """Tell whether a source is a file that was imported."""
    return source.startswith(_IMPORT)


def source_name(source: str) -> str:
    """Return a source in the merchant's words; one we have no words for stays as it is.

    >>> source_name("import:orders")
    'Imported file: orders'
    """
    if is_import(source):
        return _SAY("import", name=source.removeprefix(_IMPORT))
    return _SAY.either(source, source)
