"""The seam to databases: connections, transactions, migrations."""
