"""Segments: groups of people by what they did, are and have, right to the second."""
