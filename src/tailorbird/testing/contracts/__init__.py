"""Contract suites that every implementation passes."""
