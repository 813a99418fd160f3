"""What assignment, statistics and comparison groups promise, measured."""
