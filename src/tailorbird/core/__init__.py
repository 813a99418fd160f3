"""Ids, clock, money, errors, configuration, stable hashing. No I/O but reading the settings."""
