"""Random trees, random people, and an independent oracle that says who is in a segment."""
