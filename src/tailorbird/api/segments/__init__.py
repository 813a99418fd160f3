"""The door to segments: who is in, why, how many; and to make and change them."""

from tailorbird.api.segments.door import PREFIXES, SegmentsDoor

__all__ = ["PREFIXES", "SegmentsDoor"]
