"""The door to the floors: what the shop's data can carry."""

from tailorbird.api.floors.door import PREFIXES, FloorsDoor

__all__ = ["PREFIXES", "FloorsDoor"]
