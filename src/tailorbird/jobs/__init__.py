"""Work that has a time: schedules, leases, retries with back-off. Knows no feature."""
