"""Consent: an append-only record per person and purpose."""
