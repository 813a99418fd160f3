"""The composition root: ``tailorbird.open(...)`` gives the object everything else uses."""

from tailorbird.app.tailorbird import Tailorbird, open_shop

__all__ = ["Tailorbird", "open_shop"]
