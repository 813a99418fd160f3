"""Append-only customer events: vocabulary, validation, deduplication, the log, the outbox."""
