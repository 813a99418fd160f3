"""Orders from files: CSV, Parquet, JSON lines."""
