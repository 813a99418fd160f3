"""Numbered, immutable steps from an empty file to today's schema; one chain per database file."""
