"""Ids, clock, money, errors, configuration, stable hashing. No I/O beyond reading the configuration."""
