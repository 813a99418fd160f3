"""What collecting promises: every door takes what comes, once, as allowed, fast, and lasting."""
