"""Public test kit: clocks, factories, contract suites."""
