"""Queries on connected shops."""
