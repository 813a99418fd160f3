"""What segments promise, measured."""
