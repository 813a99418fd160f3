"""What came of it: outcomes of people in experiments, sums over them, and results with ranges."""
