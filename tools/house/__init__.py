"""The house rules that no ready-made linter knows: checked over syntax trees, by `make lint`."""
