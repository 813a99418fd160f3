"""Intervals, tests and power over frozen sufficient statistics. Pure; knows no shop."""
