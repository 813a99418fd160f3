"""The composition root: ``tailorbird.open(...)`` gives the object everything else uses."""

from tailorbird.app.opening import open_shop
from tailorbird.app.tailorbird import Tailorbird

__all__ = ["Tailorbird", "open_shop"]
